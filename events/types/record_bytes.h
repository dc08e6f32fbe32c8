// What a Record's bytes are made of beside its fields (record_codec.h): integers of fixed size (fixed_bytes.h), texts
// that may be absent. `put_…` appends; `take_…` takes from the front, and throws ArchiveError if that is cut off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/types/compact_archive.h"
#include "events/types/fixed_bytes.h"
#include "events/types/varint.h"

namespace rireki {

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
  const auto value = read_varint(bytes);
  if (!value) throw ArchiveError("a number is cut off or too long");
  return *value;
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
