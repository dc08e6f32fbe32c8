// Fiscal years. Year N is named after the calendar year in which it begins.
#pragma once

#include <vector>

#include "events/calendar/day.h"

namespace rireki {

/// The month and day on which a fiscal year begins. The day exists in every year, so it is never 29 February.
struct FiscalYearStart {
  int month = 4;
  int day = 1;

  friend constexpr bool operator==(FiscalYearStart, FiscalYearStart) = default;
};

/// The fiscal year that `day` lies in: with the default start 2024-03-31 lies in 2023.
[[nodiscard]] int fiscal_year_of(Day day, FiscalYearStart start);

[[nodiscard]] Day first_day_of_fiscal_year(int year, FiscalYearStart start);

/// The day before the next fiscal year begins.
[[nodiscard]] Day last_day_of_fiscal_year(int year, FiscalYearStart start);

/// Fiscal years whose start may change. Year N begins in the calendar year N, on the day that holds on 1 January of N;
/// so the year before a change is shorter or longer, and no other one moves.
class FiscalCalendar {
 public:
  /// From a day on; days must ascend. The first one also holds for all years before; without any it is 1 April.
  void change(Day from, FiscalYearStart start);

  [[nodiscard]] Day first_day(int year) const;
  [[nodiscard]] Day last_day(int year) const { return first_day(year + 1) - 1; }
  [[nodiscard]] int year_of(Day day) const;

 private:
  struct Change {
    int year;  // the first one that begins on it
    FiscalYearStart start;
  };
  std::vector<Change> changes_;
};

}  // namespace rireki
