#include "events/calendar/instant.h"

#include <cstddef>
#include <optional>

#include "events/calendar/digits.h"

namespace rireki {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr Instant kFirst{from_civil({0, 1, 1}).days * kDayMs};
constexpr Instant kEnd{from_civil({10000, 1, 1}).days * kDayMs};

std::optional<Day> take_day(std::string_view& rest) {
  const std::optional<int> year = take_number(rest, 4, 4);
  if (!year || !take(rest, "-")) return std::nullopt;
  const std::optional<int> month = take_number(rest, 2, 2);
  if (!month || *month < 1 || *month > 12 || !take(rest, "-")) return std::nullopt;
  const std::optional<int> day = take_number(rest, 2, 2);
  if (!day || *day < 1 || *day > days_in_month(*year, *month)) return std::nullopt;
  return from_civil({*year, *month, *day});
}

/// `hh:mm` in minutes.
std::optional<int> take_minutes(std::string_view& rest) {
  const std::optional<int> hour = take_number(rest, 2, 2);
  if (!hour || *hour > 23 || !take(rest, ":")) return std::nullopt;
  const std::optional<int> minute = take_number(rest, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  return *hour * 60 + *minute;
}

/// `:ss` with an optional fraction, in milliseconds.
std::optional<int> take_seconds_ms(std::string_view& rest) {
  if (!take(rest, ":")) return std::nullopt;
  const std::optional<int> second = take_number(rest, 2, 2);
  if (!second || *second > 59) return std::nullopt;
  if (!take(rest, ".")) return *second * 1000;
  const std::size_t before = rest.size();
  std::optional<int> fraction = take_number(rest, 1, 3);
  if (!fraction) return std::nullopt;
  for (std::size_t digits = before - rest.size(); digits < 3; ++digits) *fraction *= 10;
  while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') rest.remove_prefix(1);
  return *second * 1000 + *fraction;
}

/// The offset from UTC in minutes.
std::optional<int> take_offset(std::string_view& rest) {
  if (take(rest, "Z") || take(rest, "z")) return 0;
  const bool west = rest.starts_with('-');
  if (!take(rest, "+") && !take(rest, "-")) return std::nullopt;
  const std::optional<int> minutes = take_minutes(rest);
  if (!minutes) return std::nullopt;
  return west ? -*minutes : *minutes;
}

std::optional<Instant> parse(std::string_view rest) {
  const std::optional<Day> day = take_day(rest);
  if (!day || !(take(rest, "T") || take(rest, "t"))) return std::nullopt;
  const std::optional<int> minutes = take_minutes(rest);
  if (!minutes) return std::nullopt;
  const std::optional<int> seconds_ms = take_seconds_ms(rest);
  if (!seconds_ms) return std::nullopt;
  const std::optional<int> offset = take_offset(rest);
  if (!offset || !rest.empty()) return std::nullopt;
  return Instant{day->days * kDayMs + (*minutes - *offset) * kMinuteMs + *seconds_ms};
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  const std::optional<Instant> instant = parse(text);
  if (!instant || *instant < kFirst || *instant >= kEnd) {
    return fail(Code::invalid_field, "not an instant of the form 2023-03-24T01:02:03.000Z (RFC 3339)");
  }
  return *instant;
}

std::string to_text(Instant instant) {
  const Day day = utc_day(instant);
  const int ms = static_cast<int>(instant.ms - day.days * kDayMs);
  std::string text = to_iso(day);
  append_padded(text += 'T', ms / 3'600'000, 2);
  append_padded(text += ':', ms / 60'000 % 60, 2);
  append_padded(text += ':', ms / 1000 % 60, 2);
  append_padded(text += '.', ms % 1000, 3);
  return text += 'Z';
}

Day utc_day(Instant instant) {
  std::int64_t days = instant.ms / kDayMs;
  if (instant.ms % kDayMs < 0) --days;
  return Day{static_cast<std::int32_t>(days)};
}

}  // namespace rireki
