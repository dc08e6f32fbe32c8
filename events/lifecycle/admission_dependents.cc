// Steps 7 and 8 of "which code wins" for units and Policies: their own timelines, and everyone who depends on them.
#include <algorithm>

#include "events/lifecycle/admission.h"
#include "events/lifecycle/lacking.h"
#include "events/lifecycle/packed_entry.h"
#include "events/lifecycle/unit_rules.h"
#include "events/types/text.h"

namespace rireki {

namespace {

constexpr std::size_t kListedMax = 10;

/// The first ten, and how many more there are.
std::string listed(const std::vector<std::string>& texts) {
  std::string out;
  for (std::size_t i = 0; i < std::min(texts.size(), kListedMax); ++i) out += (i == 0 ? "" : "; ") + texts[i];
  if (texts.size() > kListedMax) out += "; and " + std::to_string(texts.size() - kListedMax) + " more";
  return out;
}

}  // namespace

void Admission::Dependents::note(const Misfit& m) {
  sentences.push_back(m.message + " [" + std::string(to_text(m.code)) + "]");
  seqs.push_back(m.entry->seq);
}

Result<void> Admission::judge_unit(Subject& unit) {
  const World w = world();
  Candidate& last = *unit.candidates.back();
  const bool is_void = last.event().type() == EventType::EventVoided;
  const auto misfits = misfits_of_unit(unit.timeline, w, unit.code);
  // What an event itself does to the units is step 6, whatever else does not fit any more.
  std::vector<Misfit> own;
  std::ranges::copy_if(misfits, std::back_inserter(own), [&](const Misfit& m) { return owner_of(unit, m) != nullptr; });
  if (!own.empty() && !is_void) return attribute(unit, own);

  const auto chains = chains_closed_by(unit);
  if (refuse_closed_chains(chains)) return {};
  if (!misfits.empty() && !is_void) return attribute(unit, misfits);
  if (lost_activity(unit.spans_before, organisation_.units.all().contains(unit.code)
                                           ? organisation_.units.all().find(unit.code)->second
                                           : Units::Spans{})) {
    const auto others = dependents_of_unit(unit);
    if (!others) return std::unexpected(others.error());
    if (!others->occupants.empty()) {
      refuse(last, {Code::org_unit_occupied,
                    unit.code + ": " + std::to_string(others->occupants.size()) +
                        " person(s) would be in the unit while it is not active: " + listed(others->occupants)});
    } else if (misfits.empty() && !others->seqs.empty()) {
      refuse_for(last, *others);
    }
  }
  if (!misfits.empty()) {
    if (auto r = attribute(unit, misfits); !r) return r;
  }
  if (!chains.empty()) {
    const auto links = links_of(chains);
    if (!links) return std::unexpected(links.error());
    refuse_for(*chains.front().by, *links);
  }
  judge_authority(unit);
  return {};
}

/// The unit's authority against every Policy that comes into effect while it has it.
void Admission::judge_authority(const Subject& unit) {
  for (const AdoptedPolicy& adopted : organisation_.policies.all()) {
    const std::string lacking = lacking_for_unit(organisation_.units, unit.code, adopted.from, adopted.policy.get());
    if (lacking.empty()) continue;
    return refuse(*unit.candidates.back(),
                  {Code::policy_invalid, unit.code + " would have the " + lacking + ", which the policy from " +
                                             to_iso(adopted.from) + " does not have"});
  }
}

/// The subject whose resulting timeline is judged by itself, or null: it is not in the batch.
const Admission::Subject* Admission::in_batch(SubjectKind kind, std::string_view code) const {
  const std::size_t place = find_opened(kind, code);
  return place == subjects_used_ || subjects_[place].candidates.empty() ? nullptr : &subjects_[place];
}

/// Everyone and everything outside the batch that does not fit any more now that this unit is gone on some days.
Result<Admission::Dependents> Admission::dependents_of_unit(const Subject& unit) {
  if (auto r = index_occupants(); !r) return std::unexpected(r.error());
  Dependents result;
  const World w = world();
  Timeline timeline;
  std::vector<std::string> persons(occupants_[unit.code].begin(), occupants_[unit.code].end());
  std::ranges::sort(persons);
  for (const std::string& person : persons) {
    const auto packed = source_.timeline(SubjectKind::person, person);
    if (!packed) return std::unexpected(packed.error());
    if (in_batch(SubjectKind::person, person) != nullptr) continue;
    timeline.load(packed->bytes, Seq{UINT64_MAX});
    PersonFold fold(w, person);
    bool is_occupant = false;
    const std::size_t noted = result.sentences.size();
    for (const Entry* e : timeline.valid()) {
      const auto m = fold.step(*e);
      if (!m) continue;
      is_occupant = is_occupant || places_in_unit(e->type);
      result.note(*m);
    }
    fold.finish();
    if (!fold.left_behind().empty()) {
      result.occupants.push_back(person + " on " + to_iso(fold.left_behind().front().day));
    } else if (is_occupant) {
      result.occupants.push_back(person + " (" + result.sentences[noted] + ")");  // the others follow from it
    }
  }
  const auto units = source_.each_timeline(SubjectKind::unit, [&](std::string_view code, const PackedTimeline& packed) {
    if (in_batch(SubjectKind::unit, code) != nullptr) return;
    timeline.load(packed.bytes, Seq{UINT64_MAX});
    for (const Misfit& m : misfits_of_unit(timeline, w, code)) result.note(m);
  });
  if (!units) return std::unexpected(units.error());
  const auto org = open(SubjectKind::organisation, kOrganisation);
  if (!org) return std::unexpected(org.error());
  if (auto r = read_whole(**org); !r) return std::unexpected(r.error());
  (*org)->timeline.resolve();
  for (const Entry* e : (*org)->timeline.valid()) {
    if (e->type != EventType::StressCheckTallied || e->unit != unit.code || e->seq >= next_) continue;
    if (!organisation_.units.is_active(e->unit, e->effective)) {
      result.note({e, Code::org_unit_not_active, describe(*e) + ": its unit is not active then"});
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
              "the document lacks something that is in use after its date: " + listed(others->sentences), "document"},
             others->seqs);
    }
  }
  return {};
}

/// What outside the batch does not fit the Policies as they would be from a day on: events, and what persons and units
/// hold.
Result<Admission::Dependents> Admission::dependents_of_policies(Day from) {
  std::vector<Day> days = {from};
  for (const AdoptedPolicy& adopted : organisation_.policies.all()) {
    if (adopted.from > from) days.push_back(adopted.from);
  }
  Dependents result;
  const World w = world();
  Timeline timeline;
  const auto hold = [&](std::string_view code, Day day, const std::string& what) {
    if (what.empty()) return;
    result.sentences.push_back(std::string(code) + " has the " + what + " on " + to_iso(day));
    result.seqs.push_back(timeline.recorded().front().seq);
  };
  auto units = source_.each_timeline(SubjectKind::unit, [&](std::string_view code, const PackedTimeline& packed) {
    if (in_batch(SubjectKind::unit, code) != nullptr) return;
    timeline.load(packed.bytes, Seq{UINT64_MAX});
    for (const Misfit& m : misfits_of_unit(timeline, w, code)) result.note(m);
    for (const Day day : days) hold(code, day, lacking_for_unit(w.units, code, day, w.policies.at(day)));
  });
  if (!units) return std::unexpected(units.error());
  auto persons = source_.each_timeline(SubjectKind::person, [&](std::string_view code, const PackedTimeline& packed) {
    if (in_batch(SubjectKind::person, code) != nullptr) return;
    timeline.load(packed.bytes, Seq{UINT64_MAX});
    PersonFold fold(w, code);
    for (const Entry* e : timeline.valid()) {
      if (const auto m = fold.step(*e)) result.note(*m);
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

}  // namespace rireki
