// States as two numbers: the standing (what people are counted by: unit, rank, status …; few distinct ones) and the
// tenure (dates and open items; nearly everybody's own). Seqs of Records are not kept.
//
//   standings   one Standing after the other
//   words       the texts that standings name: `ends` of each in `bytes`; word 0 is "not given"
//   tenures     a tenure is where its bytes begin in this text (layout: state_codes.cc)
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/lifecycle/state.h"
#include "events/types/text_hash.h"

namespace rireki {

struct StateCodes {
  std::uint32_t standing = 0;
  std::uint32_t tenure = 0;
  friend bool operator==(const StateCodes&, const StateCodes&) = default;
};

/// Stored as it lies in memory. kNone where there is nothing.
struct Standing {
  std::uint32_t unit = 0;  // words
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

  [[nodiscard]] StateCodes encode(const State& state);

  /// The code of a text; 0 if it was not given.
  [[nodiscard]] std::uint32_t word(std::string_view text);

  /// The code of a standing whose words are codes of this encoder.
  [[nodiscard]] std::uint32_t standing(const Standing& standing);

  /// Adds tenures of another encoder as they lie there; returns where they begin here.
  [[nodiscard]] std::uint32_t add_tenures(std::string_view tenures);

  /// Valid until the next `encode`.
  [[nodiscard]] StateTable table() const;

 private:
  std::uint32_t word_after(std::uint32_t last, std::string_view text);
  std::uint32_t tenure(const State& state);
  void make_room();

  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> words_;
  std::vector<std::uint32_t> word_ends_;
  std::string word_bytes_;
  std::vector<Standing> standings_;
  std::vector<std::uint32_t> places_;  // of standings by their hash: the next free place from there; kFree or a code
  std::uint32_t last_standing_ = 0;
  std::string tenures_;
  // Of the present person's tenures: where each begins, and its hash.
  std::vector<std::uint32_t> own_tenures_;
  std::vector<std::uint32_t> own_hashes_;
  std::string scratch_;
};

}  // namespace rireki
