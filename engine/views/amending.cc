#include "engine/views/amending.h"

#include <optional>

#include "engine/views/stored_timeline.h"
#include "events/lifecycle/packed_entry.h"
#include "events/types/catalog.h"

namespace rireki {

namespace {

std::unexpected<Error> no_target(Seq seq) {
  return fail(Code::integrity_error, "record " + std::to_string(seq.value) + ": a correction in the log has no target");
}

}  // namespace

Result<void> Amending::amend(const Deferred& deferred) {
  const auto record = decode_record(deferred.seq, deferred.bytes);
  if (!record) return std::unexpected(record.error());
  const Event& event = record->event;
  const auto target = target_of(deferred.seq, event);
  const auto kind = target ? kind_of(event, *target) : std::unexpected(target.error());
  if (!kind) return std::unexpected(kind.error());
  std::string packed;
  std::string scratch;
  pack(make_entry(deferred.seq, event, *target, scratch), packed);
  const std::string key = timeline_key(*kind, event.subject);
  if (!timelines_.amend(key, deferred.seq, std::move(packed))) return no_target(deferred.seq);
  columns_.complete(deferred.seq, timelines_.person_code(columns_.persons(), key), *target);
  return {};
}

Result<Seq> Amending::target_of(Seq at, const Event& event) const {
  const auto* correction = event.as<EventCorrected>();
  const std::string& id = correction != nullptr ? correction->target.text : event.as<EventVoided>()->target.text;
  const auto seq = ids_.find(id);
  if (!seq) return no_target(at);
  return *seq;
}

/// A subject's code alone often tells what kind of subject it is; if not, the target does.
Result<SubjectKind> Amending::kind_of(const Event& event, Seq target) {
  if (const auto* correction = event.as<EventCorrected>()) {
    return traits_of(static_cast<EventType>(correction->data.data->value.index())).subject;
  }
  std::optional<SubjectKind> only;
  int kinds = 0;
  for (const SubjectKind kind : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
    if (!timelines_.contains(timeline_key(kind, event.subject))) continue;
    only = kind;
    ++kinds;
  }
  if (kinds == 1) return *only;
  return kind_of_record(target);
}

Result<SubjectKind> Amending::kind_of_record(Seq seq) {
  Result<Record> record = no_target(seq);
  const auto read = log_.read(seq, seq, [&](Seq at, std::string_view bytes) {
    record = decode_record(at, bytes);
    return false;
  });
  if (!read || !record) return std::unexpected(!read ? read.error() : record.error());
  const SubjectKind kind = traits_of(record->event.type()).subject;
  if (kind != SubjectKind::of_target) return kind;
  const auto target = target_of(seq, record->event);
  return target ? kind_of(record->event, *target) : std::unexpected(target.error());
}

}  // namespace rireki
