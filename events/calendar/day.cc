#include "events/calendar/day.h"

#include <optional>

#include "events/calendar/digits.h"

namespace rireki {

// The messages do not repeat the text: it may be a date of birth.
Result<Day> parse_iso_day(std::string_view text) {
  const std::optional<int> year = take_number(text, 4, 4);
  const bool first_dash = take(text, "-");
  const std::optional<int> month = take_number(text, 2, 2);
  const bool second_dash = take(text, "-");
  const std::optional<int> day = take_number(text, 2, 2);
  if (!year || !first_dash || !month || !second_dash || !day || !text.empty()) {
    return fail(Code::invalid_date, "not a date of the form YYYY-MM-DD");
  }
  if (*month < 1 || *month > 12 || *day < 1 || *day > days_in_month(*year, *month)) {
    return fail(Code::invalid_date, "the calendar has no such day");
  }
  const Day parsed = from_civil({*year, *month, *day});
  if (parsed < kFirstDay || parsed > kLastDay) {
    return fail(Code::invalid_date, "the date lies outside 1868-01-01 to 2999-12-31");
  }
  return parsed;
}

std::string to_iso(Day day) {
  const CivilDate date = to_civil(day);
  std::string text;
  append_padded(text, date.year, 4);
  append_padded(text += '-', date.month, 2);
  append_padded(text += '-', date.day, 2);
  return text;
}

Result<Month> parse_month(std::string_view text) {
  const std::optional<int> year = take_number(text, 4, 4);
  const bool dash = take(text, "-");
  const std::optional<int> month = take_number(text, 2, 2);
  if (!year || !dash || !month || !text.empty() || *month < 1 || *month > 12) {
    return fail(Code::invalid_field, "not a month of the form YYYY-MM");
  }
  const Month parsed{*year * 12 + *month - 1};
  if (parsed < month_of(kFirstDay) || parsed > month_of(kLastDay)) {
    return fail(Code::invalid_field, "the month lies outside 1868-01 to 2999-12");
  }
  return parsed;
}

std::string to_iso(Month month) {
  std::string text;
  append_padded(text, month.index / 12, 4);
  append_padded(text += '-', month.index % 12 + 1, 2);
  return text;
}

}  // namespace rireki
