// Decimal digits in and out, for the fixed notations of dates and instants.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rireki {

/// The number that `rest` begins with, removed from it: as many ASCII digits as there are, `digits_max` (at most 9) at
/// most. Nothing, and `rest` unchanged, if there are fewer than `digits_min`.
[[nodiscard]] inline std::optional<int> take_number(std::string_view& rest, std::size_t digits_min,
                                                    std::size_t digits_max) {
  int value = 0;
  std::size_t length = 0;
  for (; length < digits_max && length < rest.size() && rest[length] >= '0' && rest[length] <= '9'; ++length) {
    value = value * 10 + (rest[length] - '0');
  }
  if (length < digits_min) return std::nullopt;
  rest.remove_prefix(length);
  return value;
}

/// Whether `rest` began with `expected`, which is then removed from it.
[[nodiscard]] inline bool take(std::string_view& rest, std::string_view expected) {
  if (!rest.starts_with(expected)) return false;
  rest.remove_prefix(expected.size());
  return true;
}

/// Full-width forms (U+FF01 … U+FF5E, in UTF-8 EF BC 81 … EF BD 9E) and the minus sign of Japanese keyboards (U+2212)
/// as ASCII.
[[nodiscard]] std::string to_half_width(std::string_view text);

/// Appends `value` (not negative) with leading zeros to at least `width` digits.
inline void append_padded(std::string& out, int value, std::size_t width) {
  char digits[16];
  std::size_t begin = sizeof digits;
  do {
    digits[--begin] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  while (sizeof digits - begin < width) digits[--begin] = '0';
  out.append(digits + begin, sizeof digits - begin);
}

[[nodiscard]] inline std::string padded(int value, std::size_t width) {
  std::string text;
  append_padded(text, value, width);
  return text;
}

}  // namespace rireki
