// Civil days: the only notion of "when" that the domain has. No time zone, no clock.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

/// A civil date as days since 1970-01-01, proleptic Gregorian calendar.
struct Day {
  std::int32_t days = 0;

  friend constexpr auto operator<=>(Day, Day) = default;
  friend constexpr Day operator+(Day d, int n) { return Day{d.days + n}; }
  friend constexpr Day operator-(Day d, int n) { return Day{d.days - n}; }
  friend constexpr int operator-(Day a, Day b) { return a.days - b.days; }
};

struct CivilDate {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..31

  friend constexpr auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

/// The day of a civil date. `date` must exist; a day past the end of its month is carried into the next.
[[nodiscard]] constexpr Day from_civil(CivilDate date);
[[nodiscard]] constexpr CivilDate to_civil(Day day);
[[nodiscard]] constexpr bool is_leap_year(int year);
[[nodiscard]] constexpr int days_in_month(int year, int month);

// Days from civil and back: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (eras of 400 years from
// 0000-03-01).
constexpr Day from_civil(CivilDate date) {
  const int y = date.year - (date.month <= 2 ? 1 : 0);
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return Day{era * 146097 + doe - 719468};
}

constexpr CivilDate to_civil(Day day) {
  const int z = day.days + 719468;
  const int era = (z >= 0 ? z : z - 146096) / 146097;
  const int doe = z - era * 146097;
  const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int mp = (5 * doy + 2) / 153;
  const int month = mp + (mp < 10 ? 3 : -9);
  return CivilDate{yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1};
}

constexpr bool is_leap_year(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

constexpr int days_in_month(int year, int month) {
  constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : lengths[month - 1];
}

/// The bounds of every date that rireki accepts (contract, section 6, INVALID_DATE).
inline constexpr Day kFirstDay = from_civil({1868, 1, 1});
inline constexpr Day kLastDay = from_civil({2999, 12, 31});
/// "Never": later than every date that can be entered.
inline constexpr Day kForever = Day{std::numeric_limits<std::int32_t>::max() / 2};

/// `YYYY-MM-DD`, exactly. Errors: INVALID_DATE for another form, a day that does not exist, or one outside the bounds.
[[nodiscard]] Result<Day> parse_iso_day(std::string_view text);
[[nodiscard]] std::string to_iso(Day day);

/// A calendar month as months since 0000-01, so that arithmetic is plain.
struct Month {
  std::int32_t index = 0;

  friend constexpr auto operator<=>(Month, Month) = default;
};

[[nodiscard]] constexpr Month month_of(Day day) {
  const CivilDate d = to_civil(day);
  return Month{d.year * 12 + d.month - 1};
}
[[nodiscard]] constexpr Day first_day(Month month) { return from_civil({month.index / 12, month.index % 12 + 1, 1}); }
[[nodiscard]] constexpr Day last_day(Month month) { return first_day(Month{month.index + 1}) - 1; }

/// `YYYY-MM`. Errors: INVALID_FIELD.
[[nodiscard]] Result<Month> parse_month(std::string_view text);
[[nodiscard]] std::string to_iso(Month month);

}  // namespace rireki
