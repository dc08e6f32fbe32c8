// Step 7 of "which code wins" for persons: the fold of the timeline that results.
#include <algorithm>

#include "events/lifecycle/admission.h"
#include "events/lifecycle/lacking.h"
#include "events/types/text.h"

namespace rireki {

/// Before this day the timeline is what it was, and that was valid: unless units or Policies change in the same batch.
Day Admission::first_affected_day(const Subject& person) const {
  const auto begin = subjects_.begin();
  const bool world_changes =
      std::any_of(begin, begin + static_cast<std::ptrdiff_t>(subjects_used_),
                  [](const Subject& s) { return s.kind != SubjectKind::person && !s.candidates.empty(); });
  if (world_changes) return Day{std::numeric_limits<std::int32_t>::min()};
  Day day = kForever;
  for (const Candidate* c : person.candidates) {
    day = std::min(day, c->entry.effective);
    if (c->target.value == 0) continue;
    day = std::min(day, c->effective_before);
    if (const Entry* now = person.timeline.resolved(c->concerns)) day = std::min(day, now->effective);
  }
  return day;
}

Result<void> Admission::judge_person(Subject& person) {
  if (!person.is_whole) {
    person.last->follow(person.candidates.front()->event(), person.version);
    return {};
  }
  person.timeline.resolve();
  const bool are_taken = refuse_taken_slots(person);
  if (are_taken && !is_batch_) return {};
  const World w = world();
  PersonFold fold(w, person.code);
  std::vector<Misfit> misfits;
  const Day affected = first_affected_day(person);
  PolicyChanges policy_changes(w.policies, affected);
  std::string lacking;
  for (const Entry* e : person.timeline.valid()) {
    const Day until = takes_effect_next_day(e->type) ? e->effective + 1 : e->effective;
    if (lacking.empty()) lacking = policy_changes.check_until(until, fold.state());
    if (e->effective < affected) {
      fold.replay(*e);
      continue;
    }
    const bool was_absent = fold.state().absence.has_value();
    if (auto m = fold.step(*e)) misfits.push_back(std::move(*m));
    if (!was_absent || e->type != EventType::Promoted) continue;
    for (Candidate* c : person.candidates) {
      if (c->seq == e->seq) c->outcome->warnings.push_back(Warning::promoted_while_absent);
    }
  }
  if (lacking.empty()) lacking = policy_changes.check_until(kForever, fold.state());
  if (are_taken) {  // a batch names every error it has
    refuse_owners(person, misfits);
    return {};
  }
  LastJudgement judgement(person.timeline, person.version, fold.state());
  fold.finish();
  Candidate& last = *person.candidates.back();
  const bool is_void = last.event().type() == EventType::EventVoided;
  if (!fold.left_behind().empty() && (misfits.empty() || is_void)) {
    const LeftBehind& left = fold.left_behind().front();
    refuse(last, {Code::org_unit_occupied, person.code + " would still be in the unit " + in_quotes(left.unit) +
                                               " on " + to_iso(left.day) + ", when it is no longer active"});
  } else if (!misfits.empty()) {
    return attribute(person, misfits);
  } else if (!lacking.empty()) {
    refuse(last, {Code::policy_invalid, person.code + " would have the " + lacking});
  } else {
    last_judgements_.remember(person.code, std::move(judgement));
    if (!occupants_known_) return {};
    for (const Candidate* c : person.candidates) note_occupant(c->entry.unit, person.code);
  }
  return {};
}

}  // namespace rireki
