// Accessions and separations of fiscal years beside the headcounts they lead from and to.
//
//   open − left + hired = close
//
// open: on the first day of the year; close: on the first day of the next; left: last days from the one to the day
// before the other; hired: from the day after the one to the other (domain, finding 8: the city's own windows).
#pragma once

#include <vector>

#include "projections/reports/movement_exceptions.h"

namespace rireki {

struct MovementYear {
  int fiscal_year = 0;
  Day open_day;
  Day close_day;         // of a year that is not over: the as-of day
  bool partial = false;  // it is not over, as of that day or today
  std::int64_t open = 0;
  std::int64_t left = 0;
  std::int64_t hired = 0;
  std::int64_t close = 0;
  /// Where the sum does not come out: the Records that moved somebody into or out of what the filter admits, at most
  /// kExceptionsMax of them, ascending by seq.
  std::vector<MovementException> exceptions;

  [[nodiscard]] std::int64_t difference() const { return close - (open - left + hired); }
};

inline constexpr std::size_t kExceptionsMax = 1'000;

struct Movements {
  std::vector<MovementYear> years;
  std::int64_t erased = 0;
};

/// Of whom the filter admits: by the State at the end of a day, on the last day of service, right after a hire. Years
/// that begin after `as_of` are left out. Errors: USAGE of the filter, INTEGRITY_ERROR.
[[nodiscard]] Result<Movements> movements(const Knowledge& knowledge, Filter filter, int first_year, int last_year,
                                          Day as_of, Day today);

}  // namespace rireki
