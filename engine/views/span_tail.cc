#include "engine/views/span_tail.h"

#include "projections/personal.h"

namespace rireki {

namespace {

bool concerns_spans(EventType type) {
  return changes_state(type) || has_rows(type) || states_personal_fields(type) || type == EventType::PersonalDataErased;
}

}  // namespace

void SpanTail::note(const ColumnEvent& event) {
  noted_ = event.seq;
  if (event.kind != SubjectKind::person) {
    const bool concerns_world =
        event.is_void || event.kind == SubjectKind::unit || event.type == EventType::PolicyAdopted;
    if (concerns_world) world_changes_.push_back(event.seq);
    return;
  }
  if (event.type == EventType::AttendanceRecorded && !attended_.contains(event.person)) {
    attended_.emplace(event.person);
  }
  if (!event.is_void && !concerns_spans(event.type)) return;
  // A void may be of an erasure, which hides at every known-at.
  const bool at_every_seq = event.is_void || event.type == EventType::PersonalDataErased;
  auto it = touched_.lower_bound(event.person);
  if (it == touched_.end() || it->first != event.person) it = touched_.emplace_hint(it, event.person, event.seq);
  if (at_every_seq) it->second = Seq{};
}

std::vector<std::string> SpanTail::apart(const Spans& spans, Seq known, const WorldHistory* history) const {
  std::set<std::string, std::less<>> apart;
  for (const auto& [person, since] : touched_) {
    if (since <= known) apart.insert(person);
  }
  const Day changed = history == nullptr ? kForever : history->changed_from(absorbed_);
  for (std::uint32_t number = 0; changed != kForever && number < spans.people(); ++number) {
    if (spans.last_lookups[number] >= changed) apart.emplace(spans.code(number));
  }
  return {apart.begin(), apart.end()};
}

}  // namespace rireki
