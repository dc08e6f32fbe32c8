// What Records of one type say, of a unit or of the organisation.
#pragma once

#include "projections/knowledge.h"

namespace rireki {

template <class T>
struct Told {
  Seq seq;
  Day effective;
  T data;  // as corrected
};

/// The valid ones of a packed timeline that are effective by `until`, in fold order. Errors: INTEGRITY_ERROR.
template <class T>
[[nodiscard]] Result<std::vector<Told<T>>> told(const Knowledge& knowledge, std::string_view bytes, EventType type,
                                                Day until) {
  Timeline timeline;
  timeline.load(bytes, knowledge.seq);
  std::vector<Told<T>> all;
  for (const Entry* e : timeline.valid()) {
    if (e->type != type || e->effective > until) continue;
    const auto record = knowledge.source.record(e->data_seq);
    if (!record) return std::unexpected(record.error());
    const auto* correction = record->event.as<EventCorrected>();
    const EventData& data = correction == nullptr ? record->event.data : *correction->data.data;
    all.push_back({e->seq, e->effective, std::get<T>(data.value)});
  }
  return all;
}

}  // namespace rireki
