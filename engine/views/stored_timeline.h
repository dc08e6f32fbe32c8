// A timeline as the views store it: the number of its entries (4 bytes, little-endian), then the entries, packed.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "events/lifecycle/timeline_source.h"

namespace rireki {

static_assert(std::endian::native == std::endian::little, "counts are stored as they lie in memory");

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
