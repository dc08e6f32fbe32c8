#include "engine/views/span_tail.h"

#include <algorithm>

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
  auto it = touched_.find(event.person);
  if (it == touched_.end()) it = touched_.emplace(event.person, event.seq).first;
  if (at_every_seq) it->second = Seq{};
}

std::vector<std::string> SpanTail::apart(const Spans& spans, Seq known, const WorldHistory* history) const {
  std::vector<std::string> apart;
  for (const auto& [person, since] : touched_) {
    if (since <= known) apart.push_back(person);
  }
  const Day changed = history == nullptr ? kForever : history->changed_from(absorbed_);
  for (std::uint32_t number = 0; changed != kForever && number < spans.people(); ++number) {
    if (spans.last_lookups[number] >= changed) apart.emplace_back(spans.code(number));
  }
  std::ranges::sort(apart);
  apart.erase(std::ranges::unique(apart).begin(), apart.end());
  return apart;
}

std::vector<std::string> SpanTail::attended() const {
  std::vector<std::string> attended(attended_.begin(), attended_.end());
  std::ranges::sort(attended);
  return attended;
}

}  // namespace rireki
