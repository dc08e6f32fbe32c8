// What a Record's bytes are made of beside its fields (record_codec.h): little-endian integers of fixed size, texts
// that may be absent. `put_…` appends; `take_…` takes from the front, and throws ArchiveError if that is cut off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/types/compact_archive.h"
#include "events/types/varint.h"

namespace rireki {

template <class Integer>
void put_fixed(std::string& out, Integer value) {
  char bytes[sizeof value];
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  out.append(bytes, sizeof value);
}

/// From bytes that are there.
template <class Integer>
[[nodiscard]] Integer get_fixed(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return static_cast<Integer>(value);
}

template <class Integer>
[[nodiscard]] Integer take_fixed(std::string_view& bytes) {
  if (bytes.size() < sizeof(Integer)) throw ArchiveError("the record is cut off");
  const auto value = get_fixed<Integer>(bytes);
  bytes.remove_prefix(sizeof(Integer));
  return value;
}

inline void put_text(std::string& out, const std::optional<std::string>& text) {
  put_varint(out, text ? text->size() + 1 : 0);
  if (text) out += *text;
}

[[nodiscard]] inline std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (bytes.empty()) throw ArchiveError("a number is cut off");
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return value;
  }
  throw ArchiveError("a number is too long");
}

[[nodiscard]] inline std::string_view take_bytes(std::string_view& bytes, std::uint64_t size) {
  if (size > bytes.size()) throw ArchiveError("a text is cut off");
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

[[nodiscard]] inline std::optional<std::string_view> take_text(std::string_view& bytes) {
  const std::uint64_t size = take_varint(bytes);
  if (size == 0) return std::nullopt;
  return take_bytes(bytes, size - 1);
}

}  // namespace rireki
