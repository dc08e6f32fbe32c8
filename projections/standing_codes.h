// Standings, each with a code: what people are counted by (unit, rank, status …), of which many have the same.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "events/lifecycle/state.h"

namespace rireki {

/// Stored as it lies in memory. kNone where there is nothing.
struct Standing {
  std::uint32_t unit = 0;  // words of a StateEncoder
  std::uint32_t post = 0;
  std::uint32_t rank = 0;
  std::uint32_t family = 0;
  std::uint32_t assignments = 0;  // a word whose bytes are the kinds of the open ones
  std::uint8_t status = 0;        // Status
  std::uint8_t seconded = 0;      // also while absent
  std::uint8_t kind = kNone;      // EmploymentKind
  std::uint8_t route = kNone;
  std::uint8_t grade = 0;
  std::uint8_t pattern = kNone;
  std::uint8_t absence = kNone;  // AbsenceKind
  std::uint8_t track = kNone;

  [[nodiscard]] bool is_employed() const {
    return status != static_cast<std::uint8_t>(Status::registered) &&
           status != static_cast<std::uint8_t>(Status::separated);
  }
  friend auto operator<=>(const Standing&, const Standing&) = default;
};
static_assert(sizeof(Standing) == 28);

/// Gives codes from 0 on, in the order in which standings first come. Where nearly everybody has one of their own, the
/// tables are larger than any cache: a place tells most standings apart without a look at them.
class StandingCodes {
 public:
  StandingCodes();

  /// The codes of several, which wait for memory together; appended to `out`.
  void codes(std::span<const Standing> standings, std::vector<std::uint32_t>& out);

  [[nodiscard]] const std::vector<Standing>& all() const { return standings_; }

 private:
  [[nodiscard]] std::size_t first_place(std::uint32_t hash) const { return hash >> (32 - bits_); }
  std::uint32_t find_or_add(const Standing& standing, std::uint32_t hash);
  void make_room_for(std::size_t more);

  std::vector<Standing> standings_;
  unsigned bits_;                      // of the number of places
  std::vector<std::uint64_t> places_;  // by hash, the next free one from there: kFree, or hash and code
};

}  // namespace rireki
