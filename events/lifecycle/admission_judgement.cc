// Steps 7 and 8 of "which code wins": the resulting timelines, the subjects' own and those that depend on them.
#include <algorithm>

#include "events/calendar/age.h"
#include "events/lifecycle/admission.h"
#include "events/lifecycle/unit_rules.h"
#include "events/types/text.h"

namespace rireki {

namespace {

constexpr std::size_t kListedMax = 10;
constexpr int kYoungestPlausible = 15;
constexpr int kOldestPlausible = 100;

bool places_in_unit(EventType type) {
  return type == EventType::Hired || type == EventType::Promoted || type == EventType::Demoted ||
         type == EventType::Transferred || type == EventType::SecondmentEnded;
}

bool comes_with_an_order(EventType type) {
  return places_in_unit(type) || type == EventType::Separated || type == EventType::GradeChanged ||
         type == EventType::AssignmentAdded || type == EventType::SecondmentStarted;
}

std::string joined(const std::vector<std::string>& texts, std::size_t max) {
  std::string out;
  for (std::size_t i = 0; i < std::min(texts.size(), max); ++i) out += (i == 0 ? "" : "; ") + texts[i];
  if (texts.size() > max) out += "; and " + std::to_string(texts.size() - max) + " more";
  return out;
}

std::string sentence(const Misfit& m) { return m.message + " [" + std::string(to_text(m.code)) + "]"; }

/// What a subject holds on a day that the Policy of that day lacks; empty: nothing.
std::string lacking_for_unit(const Units& units, std::string_view code, Day day, const Policy* policy) {
  const UnitSpan* span = units.at(code, day);
  if (span == nullptr || !span->active || span->authority.empty()) return {};
  if (policy != nullptr && policy->find_authority(span->authority) != nullptr) return {};
  return "authority " + in_quotes(span->authority);
}

std::string lacking_for_person(const State& state, const Policy* policy) {
  if (!state.employed) return {};
  const Employment& job = *state.employment;
  if (policy == nullptr || policy->find_rank(job.rank) == nullptr) return "rank " + in_quotes(job.rank);
  return policy->find_job_family(job.job_family) == nullptr ? "job family " + in_quotes(job.job_family) : "";
}

/// Holds a person's state against each Policy that comes into effect while the fold goes on.
class PolicyChanges {
 public:
  PolicyChanges(const PolicyBook& policies, Day from) : policies_(policies.all()) {
    while (next_ < policies_.size() && policies_[next_].from < from) ++next_;
  }

  /// Before the fold goes past the end of days earlier than `day`: what the person lacks by then; empty: nothing.
  std::string check_until(Day day, const State& state) {
    std::string lacking;
    for (; next_ < policies_.size() && policies_[next_].from < day; ++next_) {
      const AdoptedPolicy& adopted = policies_[next_];
      const bool lapsed = state.employed && state.employment->term_end && *state.employment->term_end < adopted.from;
      if (lapsed || !lacking.empty()) continue;
      lacking = lacking_for_person(state, adopted.policy.get());
      if (!lacking.empty()) lacking += ", which the policy from " + to_iso(adopted.from) + " does not have";
    }
    return lacking;
  }

 private:
  const std::vector<AdoptedPolicy>& policies_;
  std::size_t next_ = 0;
};

}  // namespace

void Admission::refuse(Candidate& c, Error error, std::vector<Seq> dependents) {
  if (c.outcome->kind == Outcome::Kind::refused) return;
  c.outcome->kind = Outcome::Kind::refused;
  c.outcome->error = std::move(error);
  c.outcome->dependents = std::move(dependents);
}

Result<void> Admission::judge_subjects() {
  Subject* org = nullptr;
  for (std::size_t i = 0; i < subjects_used_; ++i) {
    Subject& s = subjects_[i];
    if (s.candidates.empty()) continue;
    if (s.kind == SubjectKind::unit) replace_units(s);
    if (s.kind != SubjectKind::organisation) continue;
    org = &s;
    for (Candidate* c : s.candidates) {
      if (auto r = check_organisation_event(*c); !r) refuse(*c, std::move(r.error()));
    }
  }
  for (std::size_t i = 0; i < subjects_used_; ++i) {
    Subject& s = subjects_[i];
    if (s.candidates.empty() || s.kind == SubjectKind::organisation) continue;
    const auto r = s.kind == SubjectKind::unit ? judge_unit(s) : judge_person(s);
    if (!r) return r;
  }
  if (org != nullptr) {
    if (auto r = judge_policies(*org); !r) return r;
  }
  for (Candidate& c : candidates_) {
    if (c.outcome->kind == Outcome::Kind::appended) warn(c);
  }
  return {};
}

/// Whose fault are the entries that do not fit? The first of them decides (contract, "which code wins", step 7).
void Admission::attribute(Subject& subject, const std::vector<Misfit>& misfits) {
  const auto owner = [&](const Misfit& m) -> Candidate* {
    for (Candidate* c : subject.candidates) {
      const bool adds = c->target.value == 0 && c->seq == m.entry->seq;
      const bool corrects = c->target.value != 0 && c->seq == m.entry->data_seq;
      if (adds || corrects) return c;
    }
    return nullptr;
  };
  if (owner(misfits.front()) != nullptr) {
    for (const Misfit& m : misfits) {
      if (Candidate* c = owner(m)) refuse(*c, {m.code, m.message});
    }
    return;
  }
  Dependents others;
  for (const Misfit& m : misfits) {
    others.sentences.push_back(sentence(m));
    others.seqs.push_back(m.entry->seq);
  }
  const auto is = [](EventType type) { return [type](const Candidate* c) { return c->event().type() == type; }; };
  auto blamed = std::ranges::find_if(subject.candidates, is(EventType::EventVoided));
  if (blamed == subject.candidates.end() && misfits.front().code == Code::not_employed) {
    blamed = std::ranges::find_if(subject.candidates, is(EventType::Separated));
  }
  if (blamed == subject.candidates.end()) blamed = subject.candidates.begin();
  refuse_for(**blamed, others);
  if ((*blamed)->event().type() == EventType::Separated && misfits.front().code == Code::not_employed) {
    (*blamed)->outcome->error.code = Code::events_after_separation;
  }
}

void Admission::refuse_for(Candidate& c, const Dependents& others) {
  const std::string list = joined(others.sentences, others.sentences.size());
  const std::string& subject = c.event().subject;
  if (c.event().type() == EventType::EventVoided) {
    return refuse(
        c,
        {Code::void_has_dependents, subject + ": without seq " + std::to_string(c.target.value) + ", " +
                                        std::to_string(others.seqs.size()) + " other event(s) would not fit: " + list},
        others.seqs);
  }
  refuse(c,
         {Code::retro_conflict, subject + ": " + describe(c.entry) + " itself fits, but " +
                                    std::to_string(others.seqs.size()) + " other event(s) no longer would: " + list});
}

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
  person.timeline.resolve();
  for (Candidate* c : person.candidates) {
    if (auto r = check_slot(*c); !r) {
      if (c->event().type() == EventType::EventVoided) r.error().code = Code::void_has_dependents;
      refuse(*c, std::move(r.error()));
      return {};
    }
  }
  const World w = world();
  PersonFold fold(w, person.code);
  std::vector<Misfit> misfits;
  const Day affected = first_affected_day(person);
  PolicyChanges policy_changes(w.policies, affected);
  std::string lacking;
  for (const Entry* e : person.timeline.valid()) {
    if (lacking.empty()) lacking = policy_changes.check_until(e->effective, fold.state());
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
  fold.finish();
  Candidate& last = *person.candidates.back();
  const bool is_void = last.event().type() == EventType::EventVoided;
  if (!fold.left_behind().empty() && (misfits.empty() || is_void)) {
    const LeftBehind& left = fold.left_behind().front();
    refuse(last, {Code::org_unit_occupied, person.code + " would still be in the unit " + in_quotes(left.unit) +
                                               " on " + to_iso(left.day) + ", when it is no longer active"});
  } else if (!misfits.empty()) {
    attribute(person, misfits);
  } else if (!lacking.empty()) {
    refuse(last, {Code::policy_invalid, person.code + " would have the " + lacking});
  } else if (occupants_known_) {
    for (const Candidate* c : person.candidates) note_occupant(c->entry.unit, person.code);
  }
  return {};
}

Result<void> Admission::judge_unit(Subject& unit) {
  const World w = world();
  Candidate& last = *unit.candidates.back();
  const bool is_void = last.event().type() == EventType::EventVoided;
  const auto misfits = misfits_of_unit(unit.timeline, w, unit.code);
  if (!misfits.empty() && !is_void) return attribute(unit, misfits), Result<void>{};

  const auto day = organisation_.units.cycle_from(unit.code, kFirstDay);
  if (day && given(last.entry.unit)) {
    refuse(last,
           {Code::org_unit_cycle, unit.code + ": the chain of parents comes back to this unit on " + to_iso(*day)});
    return {};
  }
  if (lost_activity(unit.spans_before, organisation_.units.all().contains(unit.code)
                                           ? organisation_.units.all().find(unit.code)->second
                                           : Units::Spans{})) {
    const auto others = dependents_of_unit(unit);
    if (!others) return std::unexpected(others.error());
    if (!others->occupants.empty()) {
      refuse(last, {Code::org_unit_occupied, unit.code + ": " + std::to_string(others->occupants.size()) +
                                                 " person(s) would be in the unit while it is not active: " +
                                                 joined(others->occupants, kListedMax)});
    } else if (misfits.empty() && !others->seqs.empty()) {
      refuse_for(last, *others);
    }
  }
  if (!misfits.empty()) attribute(unit, misfits);
  return {};
}

/// Everyone and everything outside the batch that no longer fits now that this unit is gone on some days.
Result<Admission::Dependents> Admission::dependents_of_unit(const Subject& unit) {
  if (auto r = index_occupants(); !r) return std::unexpected(r.error());
  Dependents result;
  const World w = world();
  Timeline timeline;
  const auto note = [&](const Misfit& m) {
    result.sentences.push_back(sentence(m));
    result.seqs.push_back(m.entry->seq);
  };
  std::vector<std::string> persons(occupants_[unit.code].begin(), occupants_[unit.code].end());
  std::ranges::sort(persons);
  for (const std::string& person : persons) {
    const auto packed = source_.timeline(SubjectKind::person, person);
    if (!packed) return std::unexpected(packed.error());
    const auto judged = [&](const Subject& s) { return s.kind == SubjectKind::person && s.code == person; };
    if (std::any_of(subjects_.begin(), subjects_.begin() + static_cast<std::ptrdiff_t>(subjects_used_), judged))
      continue;
    timeline.load(packed->bytes, Seq{UINT64_MAX});
    PersonFold fold(w, person);
    bool is_occupant = false;
    for (const Entry* e : timeline.valid()) {
      const auto m = fold.step(*e);
      if (!m) continue;
      is_occupant = is_occupant || places_in_unit(e->type);
      note(*m);
    }
    fold.finish();
    if (!fold.left_behind().empty()) {
      result.occupants.push_back(person + " on " + to_iso(fold.left_behind().front().day));
    } else if (is_occupant) {
      result.occupants.push_back(person + " (" + result.sentences.back() + ")");
    }
  }
  const auto units = source_.each_timeline(SubjectKind::unit, [&](std::string_view code, const PackedTimeline& packed) {
    if (code == unit.code) return;
    timeline.load(packed.bytes, Seq{UINT64_MAX});
    for (const Misfit& m : misfits_of_unit(timeline, w, code)) note(m);
  });
  if (!units) return std::unexpected(units.error());
  const auto org = source_.timeline(SubjectKind::organisation, kOrganisation);
  if (!org) return std::unexpected(org.error());
  timeline.load(org->bytes, Seq{UINT64_MAX});
  for (const Entry* e : timeline.valid()) {
    if (e->type != EventType::StressCheckTallied || e->unit != unit.code) continue;
    if (!organisation_.units.is_active(e->unit, e->effective)) {
      note({e, Code::org_unit_not_active, describe(*e) + ": its unit is not active then"});
    }
  }
  return result;
}

Result<void> Admission::judge_policies(Subject& org) {
  for (Candidate* c : org.candidates) {
    if (c->outcome->kind != Outcome::Kind::appended) continue;
    const bool changes_policies = c->entry.body == EventType::PolicyAdopted ||
                                  (c->target.value != 0 && c->subject->timeline.find(c->concerns) != nullptr &&
                                   c->subject->timeline.find(c->concerns)->type == EventType::PolicyAdopted);
    if (!changes_policies) continue;
    Day from = c->entry.effective;
    if (c->target.value != 0) from = std::min(from, c->effective_before);
    const auto others = dependents_of_policies(from);
    if (!others) return std::unexpected(others.error());
    if (others->sentences.empty()) continue;
    if (c->event().type() == EventType::EventVoided) {
      refuse_for(*c, *others);
    } else {
      refuse(*c,
             {Code::policy_invalid,
              "the document lacks something that is in use after its date: " + joined(others->sentences, kListedMax),
              "document"});
    }
  }
  return {};
}

/// What does not fit the Policies as they would be from a day on: events, and what persons and units hold.
Result<Admission::Dependents> Admission::dependents_of_policies(Day from) {
  std::vector<Day> days = {from};
  for (const AdoptedPolicy& adopted : organisation_.policies.all()) {
    if (adopted.from > from) days.push_back(adopted.from);
  }
  Dependents result;
  const World w = world();
  Timeline timeline;
  const auto note = [&](const Misfit& m) {
    result.sentences.push_back(sentence(m));
    result.seqs.push_back(m.entry->seq);
  };
  const auto hold = [&](std::string_view code, Day day, const std::string& what) {
    if (what.empty()) return;
    result.sentences.push_back(std::string(code) + " has the " + what + " on " + to_iso(day));
    result.seqs.push_back(timeline.recorded().front().seq);
  };
  auto units = source_.each_timeline(SubjectKind::unit, [&](std::string_view code, const PackedTimeline& packed) {
    timeline.load(packed.bytes, Seq{UINT64_MAX});
    for (const Misfit& m : misfits_of_unit(timeline, w, code)) note(m);
    for (const Day day : days) hold(code, day, lacking_for_unit(w.units, code, day, w.policies.at(day)));
  });
  if (!units) return std::unexpected(units.error());
  auto persons = source_.each_timeline(SubjectKind::person, [&](std::string_view code, const PackedTimeline& packed) {
    timeline.load(packed.bytes, Seq{UINT64_MAX});
    PersonFold fold(w, code);
    for (const Entry* e : timeline.valid()) {
      if (const auto m = fold.step(*e)) note(*m);
    }
    for (const Day day : days)
      hold(code, day, lacking_for_person(state_at(timeline, w, code, day), w.policies.at(day)));
  });
  if (!persons) return std::unexpected(persons.error());
  return result;
}

Result<void> Admission::index_occupants() {
  if (occupants_known_) return {};
  std::vector<Entry> entries;
  const auto each =
      source_.each_timeline(SubjectKind::person, [&](std::string_view person, const PackedTimeline& packed) {
        unpack(packed.bytes, Seq{UINT64_MAX}, entries);
        for (const Entry& e : entries) note_occupant(e.unit, person);
      });
  if (!each) return each;
  occupants_known_ = true;
  return {};
}

void Admission::note_occupant(std::string_view unit, std::string_view person) {
  if (given(unit)) occupants_[std::string(unit)].emplace(person);
}

void Admission::warn(Candidate& c) {
  const Event& e = c.event();
  auto& warnings = c.outcome->warnings;
  if (!e.order_ref && comes_with_an_order(e.type())) warnings.push_back(Warning::order_ref_missing);
  if (const auto* registered = e.as<PersonRegistered>()) {
    const int age = age_on(registered->birth, *e.effective, AgeRule::legal);
    if (registered->birth > *e.effective || age < kYoungestPlausible || age > kOldestPlausible) {
      warnings.push_back(Warning::age_implausible);
    }
  }
}

}  // namespace rireki
