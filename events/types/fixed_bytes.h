// Integers of fixed size as bytes: little-endian, as every format of rireki has them, and big-endian, as keys that are
// sorted by their bytes need them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rireki {

template <class Integer>
void put_fixed(std::string& out, Integer value) {
  char bytes[sizeof value];
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  out.append(bytes, sizeof value);
}

/// From the front of bytes that are there.
template <class Integer>
[[nodiscard]] Integer get_fixed(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return static_cast<Integer>(value);
}

template <class Integer>
void put_big(std::string& out, Integer value) {
  for (std::size_t i = sizeof value; i > 0; --i) {
    out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * (i - 1)));
  }
}

/// From the front of bytes that are there.
template <class Integer>
[[nodiscard]] Integer get_big(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) value = (value << 8U) | static_cast<unsigned char>(bytes[i]);
  return static_cast<Integer>(value);
}

}  // namespace rireki
