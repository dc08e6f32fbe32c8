#include "projections/standing_codes.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace rireki {

namespace {

constexpr std::uint64_t kFree = UINT64_MAX;
constexpr unsigned kBitsMin = 10;
constexpr unsigned kBitsMax = 32;
constexpr std::size_t kTogether = 16;

std::uint32_t hash_of(const Standing& standing) {
  std::uint32_t words[sizeof(Standing) / 4];
  std::memcpy(words, &standing, sizeof standing);
  std::uint64_t hash = 0;
  for (const std::uint32_t word : words) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;  // the golden ratio's bits: Knuth, The Art of Computer Programming, 6.4
    hash ^= hash >> 32U;
  }
  return static_cast<std::uint32_t>(hash);
}

constexpr std::uint64_t place_of(std::uint32_t hash, std::uint32_t code) { return std::uint64_t{hash} << 32U | code; }
constexpr std::uint32_t hash_in(std::uint64_t place) { return static_cast<std::uint32_t>(place >> 32U); }
constexpr std::uint32_t code_in(std::uint64_t place) { return static_cast<std::uint32_t>(place); }

}  // namespace

StandingCodes::StandingCodes() : bits_(kBitsMin), places_(std::size_t{1} << kBitsMin, kFree) {}

void StandingCodes::codes(std::span<const Standing> standings, std::vector<std::uint32_t>& out) {
  std::array<std::uint32_t, kTogether> hashes;
  while (!standings.empty()) {
    const auto together = standings.first(std::min(kTogether, standings.size()));
    make_room_for(together.size());
    for (std::size_t i = 0; i < together.size(); ++i) {
      hashes[i] = hash_of(together[i]);
      __builtin_prefetch(&places_[first_place(hashes[i])]);
    }
    for (std::size_t i = 0; i < together.size(); ++i) out.push_back(find_or_add(together[i], hashes[i]));
    standings = standings.subspan(together.size());
  }
}

std::uint32_t StandingCodes::find_or_add(const Standing& standing, std::uint32_t hash) {
  std::size_t at = first_place(hash);
  for (; places_[at] != kFree; at = (at + 1) & (places_.size() - 1)) {
    const std::uint32_t code = code_in(places_[at]);
    if (hash_in(places_[at]) == hash && standings_[code] == standing) return code;
  }
  const auto code = static_cast<std::uint32_t>(standings_.size());
  places_[at] = place_of(hash, code);
  standings_.push_back(standing);
  return code;
}

/// At most half of the places are taken. Those of the larger table follow in the same order, near one another.
void StandingCodes::make_room_for(std::size_t more) {
  if (standings_.size() + more <= places_.size() / 2 || bits_ == kBitsMax) return;
  const auto before = std::exchange(places_, std::vector<std::uint64_t>(places_.size() * 2, kFree));
  ++bits_;
  for (const std::uint64_t place : before) {
    if (place == kFree) continue;
    std::size_t at = first_place(hash_in(place));
    while (places_[at] != kFree) at = (at + 1) & (places_.size() - 1);
    places_[at] = place;
  }
}

}  // namespace rireki
