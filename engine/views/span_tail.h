// Of whom the Log says more than a generation of spans does.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/views/timeline_store.h"
#include "events/types/text_hash.h"
#include "projections/spans.h"

namespace rireki {

class SpanTail {
 public:
  /// Behind spans that are complete up to this seq.
  explicit SpanTail(Seq absorbed = {}) : absorbed_(absorbed), noted_(absorbed) {}

  /// Takes the next event.
  void note(const ColumnEvent& event);
  [[nodiscard]] Seq noted() const { return noted_; }

  /// Whether units or Policies were changed that are known at `known`.
  [[nodiscard]] bool has_world_changes(Seq known) const {
    return !world_changes_.empty() && world_changes_.front() <= known;
  }

  /// Whom the spans do not speak for, as known at `known`, ascending. `history` is that of `known`; it may be null
  /// where the world has not changed.
  [[nodiscard]] std::vector<std::string> apart(const Spans& spans, Seq known, const WorldHistory* history) const;

  /// Whose attendance was recorded since, ascending.
  [[nodiscard]] std::vector<std::string> attended() const;

 private:
  Seq absorbed_;
  Seq noted_;
  std::unordered_map<std::string, Seq, TextHash, std::equal_to<>> touched_;  // since when; Seq 0: at every known-at
  std::unordered_set<std::string, TextHash, std::equal_to<>> attended_;
  std::vector<Seq> world_changes_;
};

}  // namespace rireki
