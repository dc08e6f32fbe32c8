#include "events/calendar/era.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "events/calendar/digits.h"

namespace rireki {

namespace {

struct Era {
  char letter;
  std::string_view name_ja;
  std::string_view name;
  int first_year;  // the calendar year of year 1
  Day first;
  Day last;
};

// Newest first, so that a day of change is found in the new era.
constexpr std::array<Era, 5> kEras = {{
    {'R', "令和", "Reiwa", 2019, from_civil({2019, 5, 1}), kLastDay},
    {'H', "平成", "Heisei", 1989, from_civil({1989, 1, 8}), from_civil({2019, 4, 30})},
    {'S', "昭和", "Showa", 1926, from_civil({1926, 12, 25}), from_civil({1989, 1, 7})},
    {'T', "大正", "Taisho", 1912, from_civil({1912, 7, 30}), from_civil({1926, 12, 25})},
    // Dates before Japan took the Gregorian calendar, in 1873, are of another calendar: M5.12.2 was 1872-12-31.
    {'M', "明治", "Meiji", 1868, from_civil({1873, 1, 1}), from_civil({1912, 7, 30})},
}};

/// Whether it is written as an ISO date is, be it one or not.
bool has_iso_form(std::string_view text) { return text.size() == 10 && text[4] == '-' && text[7] == '-'; }

const Era* take_era(std::string_view& rest) {
  for (const Era& era : kEras) {
    const std::array<char, 2> letters = {era.letter, static_cast<char>(era.letter - 'A' + 'a')};
    if (take(rest, {letters.data(), 1}) || take(rest, {&letters[1], 1}) || take(rest, era.name_ja)) return &era;
  }
  return nullptr;
}

struct EraDate {
  int year = 0;
  int month = 0;
  int day = 0;
};

/// The rest of an era date after the era: `5.4.1`, `元年5月1日`.
std::optional<EraDate> parse_numbers(std::string_view rest) {
  const std::optional<int> year = take(rest, "元") ? 1 : take_number(rest, 1, 3);
  if (!year) return std::nullopt;
  std::string_view after_year = "年";
  std::string_view after_month = "月";
  std::string_view after_day = "日";
  if (!rest.starts_with(after_year)) {
    if (rest.empty() || std::string_view("./-").find(rest.front()) == std::string_view::npos) return std::nullopt;
    after_year = after_month = rest.substr(0, 1);
    after_day = "";
  }
  if (!take(rest, after_year)) return std::nullopt;
  const std::optional<int> month = take_number(rest, 1, 2);
  if (!month || !take(rest, after_month)) return std::nullopt;
  const std::optional<int> day = take_number(rest, 1, 2);
  if (!day || !take(rest, after_day) || !rest.empty()) return std::nullopt;
  return EraDate{*year, *month, *day};
}

std::string written(const Era& era, const EraDate& date) {
  return std::string(1, era.letter) + std::to_string(date.year) + "." + std::to_string(date.month) + "." +
         std::to_string(date.day);
}

std::unexpected<Error> outside(const Era& era, const EraDate& date, Day day) {
  std::string message = written(era, date);
  if (day > kLastDay) return fail(Code::invalid_date, message + " lies after 2999-12-31, the last date accepted");
  message += " lies outside the " + std::string(era.name) + " era, which ";
  if (day > era.last) return fail(Code::invalid_date, message + "ends on " + to_iso(era.last));
  const std::string_view begins = era.letter == 'M' ? "is accepted from " : "begins on ";
  return fail(Code::invalid_date, message + std::string(begins) + to_iso(era.first));
}

Result<Day> resolve(const Era& era, const EraDate& date) {
  const int year = era.first_year + date.year - 1;
  if (date.year < 1 || date.month < 1 || date.month > 12 || date.day < 1 ||
      date.day > days_in_month(year, date.month)) {
    return fail(Code::invalid_date, written(era, date) + " is not a day of the calendar");
  }
  const Day day = from_civil({year, date.month, date.day});
  if (day < era.first || day > era.last) return outside(era, date, day);
  return day;
}

const Era* era_of(Day day) {
  const auto era = std::ranges::find_if(kEras, [day](const Era& e) { return day >= e.first; });
  return era == kEras.end() ? nullptr : &*era;
}

EraDate in_era(const Era& era, Day day) {
  const CivilDate date = to_civil(day);
  return EraDate{date.year - era.first_year + 1, date.month, date.day};
}

}  // namespace

Result<Day> parse_day(std::string_view text) {
  const std::string plain = to_half_width(text);
  std::string_view rest = plain;
  const Era* era = take_era(rest);
  if (era == nullptr && has_iso_form(rest)) return parse_iso_day(rest);
  const std::optional<EraDate> date = era != nullptr ? parse_numbers(rest) : std::nullopt;
  if (!date) return fail(Code::invalid_date, "not a date of the form 2023-04-01, R5.4.1 or 令和5年4月1日");
  return resolve(*era, *date);
}

std::string to_era(Day day) {
  const Era* era = era_of(day);
  return era == nullptr ? to_iso(day) : written(*era, in_era(*era, day));
}

std::string to_era_ja(Day day) {
  const Era* era = era_of(day);
  if (era == nullptr) return to_iso(day);
  const EraDate date = in_era(*era, day);
  return std::string(era->name_ja) + (date.year == 1 ? "元" : std::to_string(date.year)) + "年" +
         std::to_string(date.month) + "月" + std::to_string(date.day) + "日";
}

std::string fiscal_year_label(int year) {
  for (const Era& era : kEras) {
    if (year >= to_civil(era.first).year) {
      return std::string(1, era.letter) + std::to_string(year - era.first_year + 1);
    }
  }
  return std::to_string(year);
}

}  // namespace rireki
