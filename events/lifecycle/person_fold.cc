#include "events/lifecycle/person_fold.h"

#include <algorithm>

#include "events/types/catalog.h"

namespace rireki {

std::string describe(const Entry& entry) {
  return std::string(to_text(entry.body)) + " on " + to_iso(entry.effective) + " (" + seq_text(entry.seq) + ")";
}

std::string seq_text(Seq seq) { return "seq " + std::to_string(seq.value); }

std::optional<Day> PersonFold::lapse_before(const Entry& entry) const {
  if (!state_.employed || !state_.employment->term_end) return std::nullopt;
  const Day last = *state_.employment->term_end;
  const bool renews_in_time = entry.type == EventType::TermRenewed && entry.effective == last + 1;
  return entry.effective > last && !renews_in_time ? std::optional(last) : std::nullopt;
}

std::optional<Misfit> PersonFold::step(const Entry& entry) {
  if (lapse_before(entry)) advance_to(entry.effective);
  auto misfit = check(entry);
  if (!misfit) apply(entry);
  return misfit;
}

void PersonFold::replay(const Entry& entry) {
  replaying_ = true;
  if (lapse_before(entry)) advance_to(entry.effective);
  apply(entry);
  replaying_ = false;
}

void PersonFold::advance_to(Day day) {
  if (!state_.employed || !state_.employment->term_end || *state_.employment->term_end >= day) return;
  leave(*state_.employment->term_end, kLapseReason, true, state_.employment->term_seq);
}

void PersonFold::finish() {
  advance_to(kForever);
  if (state_.employed) note_stay(kForever);
}

void PersonFold::apply(const Entry& e) {
  switch (e.type) {
    case EventType::PersonRegistered:
      state_.registered_seq = e.seq;
      state_.registered = e.effective;
      return;
    case EventType::Hired:
      return apply_hire(e);
    case EventType::TermRenewed:
      state_.employment->term_end = e.day;
      state_.employment->term_seq = e.seq;
      return;
    case EventType::Promoted:
    case EventType::Demoted:
      return apply_rank_change(e);
    case EventType::GradeChanged:
      state_.employment->grade = e.grade;
      state_.employment->step = e.step;
      return;
    case EventType::Transferred:
      return apply_transfer(e);
    case EventType::AssignmentAdded:
      state_.assignments.push_back({e.item, static_cast<AssignmentKind>(e.kind), e.unit, e.effective, e.seq});
      return;
    case EventType::AssignmentEnded:
      std::erase_if(state_.assignments, [&](const OpenAssignment& a) { return a.id == e.item; });
      return;
    case EventType::SecondmentStarted:
      state_.secondment = OpenSecondment{e.item, e.effective, e.seq};
      return;
    case EventType::SecondmentEnded:
      state_.secondment.reset();
      if (given(e.unit)) {
        move_to(e.unit, e.effective);
        state_.employment->post = {};
      }
      return;
    case EventType::WorkPatternChanged:
      state_.employment->pattern = e.kind;
      return;
    case EventType::AbsenceStarted:
      state_.absence = OpenAbsence{e.item, static_cast<AbsenceKind>(e.kind), e.effective, e.seq};
      return;
    case EventType::AbsenceExtended:
      if (e.kind != kNone) state_.absence->kind = static_cast<AbsenceKind>(e.kind);
      return;
    case EventType::AbsenceEnded:
      state_.absence.reset();
      return;
    case EventType::ResignationTendered:
      state_.tender_seq = e.seq;
      return;
    case EventType::ResignationWithdrawn:
      state_.tender_seq = Seq{};
      return;
    case EventType::CareerPreferenceDeclared:
      state_.track = e.kind;
      return;
    case EventType::Separated:
      return leave(e.effective, e.item, false, e.seq);
    default:
      return;  // recorded for views and checks; the state stays
  }
}

void PersonFold::apply_hire(const Entry& e) {
  Employment job;
  job.hired_seq = job.rank_seq = job.term_seq = e.seq;
  job.kind = static_cast<EmploymentKind>(e.kind);
  job.route = e.detail;
  job.unit = e.unit;
  job.post = e.post;
  job.rank = e.rank;
  job.job_family = e.family;
  job.grade = e.grade;
  job.step = e.step;
  job.hired = job.rank_since = job.unit_since = e.effective;
  if (e.has_day) job.term_end = e.day;
  state_.employment = job;
  state_.employed = true;
  state_.separation.reset();
  if (!state_.first_hired) state_.first_hired = e.effective;
}

void PersonFold::apply_rank_change(const Entry& e) {
  Employment& job = *state_.employment;
  job.rank = e.rank;
  job.rank_since = e.effective;
  job.rank_seq = e.seq;
  if (e.grade != 0) {
    job.grade = e.grade;
    job.step = 0;
  } else if (job.grade != 0) {
    const Policy* policy = world_.policies.at(e.effective);
    const Rank* rank = policy == nullptr ? nullptr : policy->find_rank(e.rank);
    if (rank == nullptr || std::ranges::find(rank->grades, int{job.grade}) == rank->grades.end()) {
      job.grade = 0;
      job.step = 0;
    }
  }
  if (given(e.unit)) {
    move_to(e.unit, e.effective);
    job.post = e.post;
  } else if (given(e.post)) {
    job.post = e.post;
  }
}

void PersonFold::apply_transfer(const Entry& e) {
  move_to(e.unit, e.effective);
  state_.employment->post = e.post;
  if (given(e.family)) state_.employment->job_family = e.family;
}

void PersonFold::move_to(std::string_view unit, Day day) {
  if (unit == state_.employment->unit) return;
  note_stay(day);
  state_.employment->unit = unit;
  state_.employment->unit_since = day;
}

void PersonFold::leave(Day last_day, std::string_view reason, bool derived, Seq seq) {
  note_stay(last_day + 1);
  state_.employed = false;
  state_.separation = Separation{last_day, reason, derived, seq};
  state_.absence.reset();
  state_.secondment.reset();
  state_.assignments.clear();
  state_.tender_seq = Seq{};
}

/// The stay in the present unit ends before the end of day `until`: was the unit gone by then?
void PersonFold::note_stay(Day until) {
  const Employment& job = *state_.employment;
  if (replaying_ || until <= job.unit_since) return;
  const auto vacant = world_.units.vacant_from(job.unit, job.unit_since);
  if (vacant && *vacant < until) left_behind_.push_back({job.unit, *vacant});
}

State state_at(const Timeline& timeline, const World& world, std::string_view person, Day as_of) {
  PersonFold fold(world, person);
  for (const Entry* e : timeline.valid()) {
    const Day takes_effect = takes_effect_next_day(e->type) ? e->effective + 1 : e->effective;
    if (e->effective > as_of) break;
    if (takes_effect <= as_of) fold.step(*e);
  }
  fold.advance_to(as_of);
  return fold.state();
}

}  // namespace rireki
