// Era dates (和暦): read wherever a person types a date, printed on request.
//
// R from 2019-05-01, H 1989-01-08 … 2019-04-30, S 1926-12-25 … 1989-01-07, T 1912-07-30 … 1926-12-25,
// M 1873-01-01 … 1912-07-30 (contract, section 2). A day of change belongs to both eras and is printed in the new one.
#pragma once

#include <string>
#include <string_view>

#include "events/calendar/day.h"
#include "events/types/error.h"

namespace rireki {

/// A date as typed by a person: `YYYY-MM-DD`, or an era's letter (either case) or name, a year (元 is 1), and month and
/// day as `R5.4.1`, `R5/4/1`, `R5-4-1` or `令和5年4月1日`, with or without leading zeros. Full-width letters, digits,
/// periods, slashes and hyphens count as their ASCII forms.
/// Errors: INVALID_DATE, also for a date outside its era. Such a message quotes the era date, so a
/// caller that reads a personal field (a date of birth) must not pass it on.
[[nodiscard]] Result<Day> parse_day(std::string_view text);

/// `R5.4.1`. A day before 1873-01-01 has no era date here and is printed as `YYYY-MM-DD`.
[[nodiscard]] std::string to_era(Day day);

/// `令和5年4月1日`, and `令和元年5月1日` in an era's first year. Before 1873-01-01 as `to_era`.
[[nodiscard]] std::string to_era_ja(Day day);

/// The short name of the fiscal year that begins in calendar year `year`: the era of that year after any change within
/// it, so 2019 is `R1` and 1989 `H1`. The plain number before 1873.
[[nodiscard]] std::string fiscal_year_label(int year);

}  // namespace rireki
