// A Timeline: one subject's Records, resolved for a known-at (contract, section 5, steps 1–3).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "events/lifecycle/entry.h"

namespace rireki {

/// One subject's entries: read, then resolved. Everything but `recorded` and `find` speaks of the last `resolve`. Reuse
/// one object: its buffers stay.
class Timeline {
 public:
  /// Takes the packed entries with seq <= known, unresolved. `bytes` must outlive the Timeline's use.
  void read(std::string_view bytes, Seq known);

  /// Adds an entry that is not packed yet, unresolved; it must have the highest seq.
  void add(const Entry& entry);

  /// Applies voids and corrections and brings the valid entries into fold order.
  void resolve();

  /// `read` and `resolve`.
  void load(std::string_view bytes, Seq known);

  /// Valid ordinary events in fold order (effective, phase, line, seq), corrections applied.
  [[nodiscard]] std::span<const Entry* const> valid() const { return order_; }

  /// Every entry as recorded, by seq: also voided ones, corrections and voids.
  [[nodiscard]] std::span<const Entry> recorded() const { return recorded_; }

  /// The recorded entry with this seq, or null.
  [[nodiscard]] const Entry* find(Seq seq) const;

  /// The resolved form of an ordinary entry, or null if it is voided or not here.
  [[nodiscard]] const Entry* resolved(Seq seq) const;

  /// Voided ordinary events as they would stand, in fold order.
  [[nodiscard]] std::vector<const Entry*> voided() const;

  /// The void of this entry (an event or a correction), or Seq 0.
  [[nodiscard]] Seq voided_by(Seq seq) const;

  /// Corrections of this event that are not voided, by seq; the last one holds.
  [[nodiscard]] std::vector<Seq> corrected_by(Seq seq) const;

  /// Categories of personal fields that a valid erasure names: bit i is PersonalCategory i.
  [[nodiscard]] std::uint8_t erased_categories() const;

 private:
  using Place = std::pair<std::uint64_t, const Entry*>;  // in fold order

  [[nodiscard]] std::size_t index_of(Seq seq) const;

  std::vector<Entry> recorded_;
  std::vector<Entry> corrected_;  // parallel to recorded_ once anything is corrected, else empty
  std::vector<Seq> voided_by_;    // parallel to recorded_ once anything is voided, else empty
  std::vector<Place> places_;     // of the valid ones, while they are being ordered
  std::vector<const Entry*> order_;
};

/// The order inside a Timeline: by (effective, phase, line, seq).
[[nodiscard]] bool folds_before(const Entry& a, const Entry& b);

}  // namespace rireki
