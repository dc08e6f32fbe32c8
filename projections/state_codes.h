// States as two numbers: the standing (what people are counted by: unit, rank, status …; few distinct ones) and the
// tenure (dates and open items; nearly everybody's own). Seqs of Records are not kept.
//
//   standings   one Standing after the other
//   words       the texts that standings name: `ends` of each in `bytes`; word 0 is "not given"
//   tenures     a tenure is where its bytes begin in this text (layout: state_codes.cc)
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/lifecycle/state.h"
#include "events/types/text_hash.h"
#include "projections/standing_codes.h"

namespace rireki {

struct StateCodes {
  std::uint32_t standing = 0;
  std::uint32_t tenure = 0;
  friend bool operator==(const StateCodes&, const StateCodes&) = default;
};

/// Reads codes back. Views into what a StateEncoder or a file holds.
struct StateTable {
  std::span<const Standing> standings;
  std::span<const std::uint32_t> word_ends;
  std::string_view word_bytes;
  std::string_view tenures;

  /// A text that was not given has a null `data()`.
  [[nodiscard]] std::string_view word(std::uint32_t code) const;

  /// What the standing alone says; dates are not set.
  [[nodiscard]] State state(std::uint32_t standing) const;

  /// All of it but the seqs (`registered_seq` is 1); texts point into the table.
  void decode(StateCodes codes, State& out) const;

  /// The first day of the present or last employment; only of somebody who was hired.
  [[nodiscard]] Day hired(std::uint32_t tenure) const;
};

class StateEncoder {
 public:
  StateEncoder();

  /// Tenures are told apart within one person only.
  void begin_person();

  /// The standing's code is one of the present person's own: `end_person` says what it is among all.
  [[nodiscard]] StateCodes encode(const State& state);

  /// The codes of the present person's standings, by their own; valid until the next call. All at once, for where
  /// nearly everybody has standings of their own, each takes as long as memory takes to answer.
  [[nodiscard]] std::span<const std::uint32_t> end_person();

  /// The code of a text; 0 if it was not given.
  [[nodiscard]] std::uint32_t word(std::string_view text);

  /// The codes of standings whose words are codes of this encoder, appended to `out`.
  void add_standings(std::span<const Standing> standings, std::vector<std::uint32_t>& out) {
    standings_.codes(standings, out);
  }

  /// Adds tenures of another encoder as they lie there; returns where they begin here.
  [[nodiscard]] std::uint32_t add_tenures(std::string_view tenures);

  /// Valid until the next `encode`.
  [[nodiscard]] StateTable table() const;

 private:
  std::uint32_t word_after(std::uint32_t last, std::string_view text);
  std::uint32_t standing(const Standing& standing);
  std::uint32_t tenure(const State& state);

  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> words_;
  std::vector<std::uint32_t> word_ends_;
  std::string word_bytes_;
  StandingCodes standings_;
  Standing last_;  // whose words the next one is likely to have
  std::string tenures_;
  // The present person's standings, and what they are among all once the person is at an end.
  std::vector<Standing> own_standings_;
  std::vector<std::uint32_t> own_codes_;
  // Of the present person's tenures: where each begins, and its hash.
  std::vector<std::uint32_t> own_tenures_;
  std::vector<std::uint32_t> own_hashes_;
  std::string scratch_;
};

}  // namespace rireki
