// Fiscal years. Year N is named after the calendar year in which it begins.
#pragma once

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

}  // namespace rireki
