// Steps 4 to 6 of "which code wins" for one event beside others of its subject: permission, time, slots of a day.
#include <algorithm>

#include "events/lifecycle/admission.h"
#include "events/types/text.h"

namespace rireki {

namespace {

constexpr int kDefaultHorizonDays = 400;
constexpr std::string_view kDefaultZone = "UTC";

bool has_one_slot_a_day(EventType type) {
  switch (type) {
    case EventType::Promoted:
    case EventType::Demoted:
    case EventType::GradeChanged:
    case EventType::Transferred:
    case EventType::WorkPatternChanged:
    case EventType::TermRenewed:
    case EventType::PersonDetailsChanged:
      return true;
    default:
      return false;
  }
}

/// Whoever may not record something alone may not rewrite it or take it away alone either.
Result<void> check_approval(const Event& event, EventType about, const Policy* policy) {
  const bool is_listed = policy != nullptr && policy->needs_approval(to_text(event.type()));
  const bool is_about_listed = policy != nullptr && policy->needs_approval(to_text(about));
  if ((is_listed || is_about_listed) && !event.approved_by) {
    const std::string of = is_listed ? "" : " of " + std::string(to_text(about));
    return fail(Code::approval_missing,
                std::string(to_text(event.type())) + of +
                    " needs the approval of a second person (approved_by) by the policy in effect",
                "approved_by");
  }
  if (event.approved_by && event.actor && *event.approved_by == *event.actor) {
    return fail(Code::approval_missing, "approved_by is the actor: approval needs a second person", "approved_by");
  }
  return {};
}

}  // namespace

Result<void> Admission::check_permission(const Candidate& c) const {
  const Event& event = c.event();
  const auto is_erasure = [](const Entry& e) { return e.type == EventType::PersonalDataErased; };
  if (c.subject->kind == SubjectKind::person && std::ranges::any_of(c.subject->timeline.recorded(), is_erasure)) {
    std::string scratch;
    const Entry entry = make_entry(Seq{UINT64_MAX}, event, c.target, scratch);
    c.subject->timeline.resolve();
    if ((entry.personal & c.subject->timeline.erased_categories()) != 0) return refuse_for_erased(event.subject);
  }
  const EventType about = c.target.value == 0 ? event.type() : c.subject->timeline.find(c.concerns)->type;
  if (about != event.type() && about == EventType::PersonalDataErased) {
    return fail(Code::person_erased,
                event.subject + ": an erasure has destroyed keys; it can be neither corrected nor voided", "target");
  }
  return check_approval(event, about, organisation_.policies.at(*event.effective));
}

Result<void> Admission::check_time(const Candidate& c, Instant last_recorded) const {
  const Event& event = c.event();
  const Instant recorded = c.submission->recorded;
  if (recorded < last_recorded) {
    return fail(Code::recorded_out_of_order,
                "recorded " + to_text(recorded) + " is earlier than the last record's " + to_text(last_recorded),
                "recorded");
  }
  const auto* correction = event.as<EventCorrected>();
  const Day day = correction != nullptr && correction->effective ? *correction->effective : *event.effective;
  if (event.type() != EventType::EventVoided) {
    if (auto r = check_horizon(event, day, recorded); !r) return r;
  }
  if (event.approved_by) return {};
  // Of a correction or void: the date first recorded, the one that holds now, and the one that would hold.
  const bool has_target = c.target.value != 0;
  for (const Day touched :
       {*event.effective, has_target ? c.effective_before : day, has_target ? c.effective_after : day, day}) {
    if (const ClosedPeriod* closed = closed_period(organisation_, touched)) {
      return fail(Code::period_closed,
                  event.subject + ": " + to_iso(touched) + " lies in " + to_text(closed->period) +
                      ", which is closed (" + seq_text(closed->seq) + "); a change there takes an approved_by",
                  "effective");
    }
  }
  return {};
}

Result<void> Admission::check_horizon(const Event& event, Day day, Instant recorded) const {
  const Policy* policy = organisation_.policies.at(day);
  const Policy* newest = organisation_.policies.newest();
  const int horizon = policy == nullptr ? kDefaultHorizonDays : policy->horizon_days;
  const Day today = zones_.local_day(recorded, newest == nullptr ? kDefaultZone : newest->time_zone);
  if (day - today <= horizon) return {};
  return fail(Code::too_far_ahead,
              event.subject + ": effective " + to_iso(day) + " is more than " + std::to_string(horizon) +
                  " days after the recording day, " + to_iso(today),
              "effective");
}

/// SAME_DAY_AMBIGUOUS and ALREADY_RECORDED of a person's event, against the resolved timeline. Of two that are
/// ambiguous neither is first; of two months of attendance in a batch the later one is the second.
Result<void> Admission::check_slot(const Candidate& c) const {
  const Timeline& timeline = c.subject->timeline;
  const Entry* mine = timeline.resolved(c.concerns);
  if (mine == nullptr) return {};
  if (has_one_slot_a_day(mine->type)) {
    for (const Entry* other : timeline.valid()) {
      if (other->seq == mine->seq || other->type != mine->type || other->effective != mine->effective ||
          other->line != mine->line) {
        continue;
      }
      return fail(Code::same_day_ambiguous,
                  c.subject->code + ": " + describe(*other) + " has the same type, date and line: give each its line",
                  "line");
    }
  }
  if (mine->type != EventType::AttendanceRecorded) return {};
  for (const Entry* other : timeline.valid()) {
    const bool is_judged_later = other->seq > c.seq;
    if (is_judged_later || other->seq == mine->seq || other->type != mine->type || other->item != mine->item) continue;
    return fail(Code::already_recorded,
                c.subject->code + ": the attendance of " + std::string(mine->item) + " is recorded (" +
                    seq_text(other->seq) + "); correct that one",
                "month");
  }
  return {};
}

/// Refuses all of the person's new events whose place another event has; false if there are none.
bool Admission::refuse_taken_slots(Subject& person) {
  bool are_any = false;
  for (Candidate* c : person.candidates) {
    auto r = check_slot(*c);
    if (r) continue;
    if (c->event().type() == EventType::EventVoided) r.error().code = Code::void_has_dependents;
    refuse(*c, std::move(r.error()));
    are_any = true;
  }
  return are_any;
}

}  // namespace rireki
