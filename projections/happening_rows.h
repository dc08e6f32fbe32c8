// Everybody's countable happenings as rows, each with the seqs between which it is known to be so.
#pragma once

#include <vector>

#include "projections/career_fold.h"
#include "projections/state_codes.h"

namespace rireki {

/// Stored as it lies in memory. Known to whoever knows K with known_from <= K < known_to.
struct HappeningRow {
  std::uint32_t seq = 0;       // of a lapse that of the Record that set the term
  std::uint32_t data_seq = 0;  // the Record whose data hold; 0: a lapse of a term
  Day day;
  std::uint32_t known_from = 0;
  std::uint32_t known_to = 0;
  StateCodes state;        // by which it counts
  std::uint32_t item = 0;  // a word
  std::uint16_t line = 0;
  std::uint8_t type = 0;      // EventType
  std::uint8_t kind = kNone;  // as the Entry has it

  [[nodiscard]] EventType event_type() const { return static_cast<EventType>(type); }
  [[nodiscard]] bool is_known_at(std::uint32_t seq_known) const {
    return seq_known >= known_from && seq_known < known_to;
  }
};
static_assert(sizeof(HappeningRow) == 36);

/// Whether events of this type are kept as rows. Monthly attendance is not: it is four fifths of all events.
[[nodiscard]] bool has_rows(EventType type);

/// One person's happenings while their Records come in by seq: at each of them either something is added behind what
/// is known, or all is told anew.
class HappeningLedger {
 public:
  /// `words` gives items their codes.
  explicit HappeningLedger(StateEncoder& words) : words_(words) {}

  void begin_person();

  /// What is told now comes behind all that is known, but for the lapse to come.
  void go_on();
  /// What is told now is all.
  void tell_anew();
  /// A moment that has a row, with the codes of its state.
  void tell(const Moment& moment, StateCodes state);
  void tell_coming_lapse(const Moment& moment, StateCodes state);
  /// What was told is what is known from this seq on.
  void take_effect(std::uint32_t seq);

  /// Appends the person's rows: those known at any one seq are in fold order.
  void end_person(std::vector<HappeningRow>& out);

 private:
  void close(const HappeningRow& row, std::uint32_t seq);

  StateEncoder& words_;
  std::vector<HappeningRow> known_;  // now, in fold order; `known_to` is not set
  bool ends_with_coming_lapse_ = false;
  std::size_t kept_ = 0;            // of `known_`, as long as something is told
  std::vector<HappeningRow> told_;  // to follow those
  bool told_coming_lapse_ = false;
  std::vector<HappeningRow> rows_;  // no more known
};

}  // namespace rireki
