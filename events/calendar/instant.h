// Points of time: when something was recorded. In UTC, without a time zone of its own.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "events/calendar/day.h"
#include "events/types/error.h"

namespace rireki {

/// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
struct Instant {
  std::int64_t ms = 0;

  friend constexpr auto operator<=>(Instant, Instant) = default;
};

inline constexpr std::int64_t kDayMs = 86'400'000;

/// An RFC 3339 date-time with `Z` or an offset `±hh:mm`, `t` and `z` in either case; digits past the millisecond are
/// dropped. Errors: INVALID_FIELD for another form, a day or time that does not exist (second 60 included), and an
/// instant whose UTC year is not 0000 to 9999.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);

/// `2023-03-24T01:02:03.000Z`, always with milliseconds and `Z`. The UTC year must be 0000 to 9999.
[[nodiscard]] std::string to_text(Instant instant);

/// The civil day in UTC.
[[nodiscard]] Day utc_day(Instant instant);

}  // namespace rireki
