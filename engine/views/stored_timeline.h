// A timeline as the views store it: the key, and the number of entries (4 bytes, little-endian) before the packed ones.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "events/lifecycle/timeline_source.h"

namespace rireki {

static_assert(std::endian::native == std::endian::little, "counts are stored as they lie in memory");

/// What the keys of a kind begin with.
[[nodiscard]] constexpr char timeline_prefix(SubjectKind kind) {
  return kind == SubjectKind::person ? 'p' : kind == SubjectKind::unit ? 'u' : 'o';
}

/// The subject comes after it.
[[nodiscard]] inline std::string timeline_key(SubjectKind kind, std::string_view subject) {
  std::string key(1, timeline_prefix(kind));
  return key += subject;
}

inline constexpr std::size_t kCountBytes = 4;

[[nodiscard]] inline std::uint32_t count_of(std::string_view stored) {
  std::uint32_t count = 0;
  if (stored.size() >= kCountBytes) std::memcpy(&count, stored.data(), kCountBytes);
  return count;
}

[[nodiscard]] inline PackedTimeline packed_timeline(std::string_view stored) {
  return {stored.substr(std::min(stored.size(), kCountBytes)), Version{count_of(stored)}};
}

}  // namespace rireki
