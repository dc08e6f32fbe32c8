// Step 6 of "which code wins" for the organisation: tallies, Policies, units.
#include <algorithm>
#include <ranges>

#include "events/lifecycle/admission.h"
#include "events/policy/load_policy.h"
#include "events/types/text.h"

namespace rireki {

namespace {

constexpr int kDefaultMinGroup = 10;

}  // namespace

/// Step 6 for events of the organisation. All of them take effect, with a way back in `undo_`; then each is held
/// against what the batch results in.
Result<void> Admission::judge_organisation(Subject& org) {
  bool are_read = true;
  for (Candidate* c : org.candidates) {
    if (auto r = read_policy(*c); !r) {
      refuse(*c, std::move(r.error()));
      are_read = false;
    }
  }
  const bool has_targets = std::ranges::any_of(org.candidates, [](auto* c) { return c->target.value != 0; });
  if (has_targets && !are_read) return {};  // nobody can say what the others result in
  if (auto r = has_targets ? rebuild_organisation(org) : take_effect(org); !r) return r;
  // From the last one back: of two that exclude each other the later one is refused.
  std::unordered_multiset<std::string> behind;
  for (Candidate* c : org.candidates | std::views::reverse) {
    if (c->outcome->kind == Outcome::Kind::refused || c->resulting() == nullptr) continue;
    const std::string key = tally_key(*c->resulting());
    if (c->event().type() == EventType::EventVoided) {
      if (const auto others = displaced(*c); !others.seqs.empty()) refuse_for(*c, others);
    } else if (auto r = check_tally(*c, behind.count(key)); !r) {
      refuse(*c, std::move(r.error()));
    } else if (auto fits = check_policy(*c); !fits) {
      refuse(*c, std::move(fits.error()));
    }
    behind.insert(key);
  }
  return {};
}

/// What excludes the event that this void of a correction restores: a tally of its key, a document of its date.
Admission::Dependents Admission::displaced(const Candidate& c) {
  Dependents others;
  const Entry& restored = *c.resulting();
  const std::string key = tally_key(restored);
  const bool is_policy = restored.type == EventType::PolicyAdopted;
  for (const Entry* e : c.subject->timeline.valid()) {
    if (e->seq == restored.seq || e->type != restored.type) continue;
    if (is_policy && e->effective == restored.effective) {
      others.note({e, Code::policy_overlap, describe(*e) + ": another document would hold from then"});
    } else if (!key.empty() && tally_key(*e) == key) {
      others.note({e, Code::already_recorded, describe(*e) + ": another tally would have its key"});
    }
  }
  return others;
}

Result<void> Admission::take_effect(Subject& org) {
  for (const Candidate* c : org.candidates) {
    if (c->outcome->kind == Outcome::Kind::refused) continue;
    if (const auto* closing = c->event().as<PeriodClosed>()) {
      organisation_.closed.push_back({closing->period, c->seq});
      undo_.emplace_back([this] { organisation_.closed.pop_back(); });
    } else if (c->event().type() == EventType::PolicyAdopted) {
      adopt(*c);
    } else if (const std::string key = tally_key(c->entry); !key.empty()) {
      organisation_.tallies.insert(key);
      undo_.emplace_back([this, key] { organisation_.tallies.erase(organisation_.tallies.find(key)); });
    }
  }
  return {};
}

/// `alike_behind`: how many events of the batch after this one result in a tally of its key.
Result<void> Admission::check_tally(const Candidate& c, std::size_t alike_behind) const {
  const Entry& resulting = *c.resulting();
  const std::string key = tally_key(resulting);
  if (!key.empty() && organisation_.tallies.count(key) > alike_behind + 1) {
    return fail(Code::already_recorded,
                std::string(to_text(resulting.body)) + ": a tally of this key is already recorded; correct that one");
  }
  if (const auto* survey = std::get_if<SurveyTallied>(&c.data().value)) {
    if (survey->positive <= survey->answered) return {};
    return fail(
        Code::aggregate_inconsistent,
        "positive " + std::to_string(survey->positive) + " is more than answered " + std::to_string(survey->answered),
        "positive");
  }
  const auto* stress = std::get_if<StressCheckTallied>(&c.data().value);
  return stress == nullptr ? Result<void>{} : check_stress_check(c, *stress);
}

Result<void> Admission::check_stress_check(const Candidate& c, const StressCheckTallied& tally) const {
  if (tally.high_stress > tally.examinees) {
    return fail(Code::aggregate_inconsistent,
                "high_stress " + std::to_string(tally.high_stress) + " is more than examinees " +
                    std::to_string(tally.examinees),
                "high_stress");
  }
  const Policy* policy = organisation_.policies.at(c.entry.effective);
  const int min_group = policy == nullptr ? kDefaultMinGroup : policy->min_group;
  if (tally.examinees < min_group) {
    return fail(Code::group_too_small,
                "examinees " + std::to_string(tally.examinees) + " are fewer than the policy's smallest group, " +
                    std::to_string(min_group),
                "examinees");
  }
  if (tally.unit && !organisation_.units.is_active(tally.unit->text, c.entry.effective)) {
    return fail(Code::org_unit_not_active,
                "the unit " + in_quotes(tally.unit->text) + " is not active on " + to_iso(c.entry.effective), "unit");
  }
  return {};
}

/// Keeps the document that a candidate adopts, parsed.
Result<void> Admission::read_policy(const Candidate& c) {
  if (c.event().type() == EventType::EventVoided) return {};
  const auto* adoption = std::get_if<PolicyAdopted>(&c.data().value);
  if (adoption == nullptr) return {};
  auto policy = load_policy(adoption->document.text);
  if (!policy) return fail(Code::policy_invalid, policy.error().message, "document");
  if (!zones_.is_known(policy->time_zone)) {
    return fail(Code::policy_invalid, "policy.time_zone: " + in_quotes(policy->time_zone) + " is not a known time zone",
                "document");
  }
  parsed_[c.seq] = std::make_shared<const Policy>(std::move(*policy));
  undo_.emplace_back([this, seq = c.seq] { parsed_.erase(seq); });
  return {};
}

Result<void> Admission::check_policy(const Candidate& c) const {
  const Entry& resulting = *c.resulting();
  if (resulting.body != EventType::PolicyAdopted) return {};
  if (auto r = check_policy_id(c, std::get<PolicyAdopted>(c.data().value)); !r) return r;
  for (const AdoptedPolicy& other : organisation_.policies.all()) {
    if (other.seq == c.concerns || other.seq > c.seq || other.from != resulting.effective) continue;
    return fail(Code::policy_overlap, "another document (" + seq_text(other.seq) + ") holds from " + to_iso(other.from),
                "effective");
  }
  return {};
}

/// All documents of a Log have one id: that of those which were there before.
Result<void> Admission::check_policy_id(const Candidate& c, const PolicyAdopted& adoption) const {
  const std::string& document = parsed_.at(c.seq)->id;
  std::string wanted = adoption.policy;
  for (const AdoptedPolicy& other : organisation_.policies.all()) {
    if (other.seq != c.concerns && other.seq < c.seq) wanted = other.policy->id;
  }
  if (document == wanted && adoption.policy == wanted) return {};
  return fail(Code::policy_invalid,
              "the id of the policy is " + code_in_quotes(adoption.policy) + " in the event and " +
                  in_quotes(document) + " in its document, but this log's policy is " + in_quotes(wanted),
              "policy");
}

void Admission::adopt(const Candidate& c) {
  auto adopted = organisation_.policies.all();
  adopted.push_back({c.entry.effective, c.seq, parsed_[c.seq]});
  undo_.emplace_back([this, before = organisation_.policies] { organisation_.policies = before; });
  organisation_.policies = PolicyBook(std::move(adopted));
}

/// After a correction or void everything is taken anew from the resolved timeline.
Result<void> Admission::rebuild_organisation(Subject& org) {
  if (auto r = read_whole(org); !r) return r;
  org.timeline.resolve();
  auto policies = load_policies(org.timeline, source_, parsed_);
  if (!policies) return std::unexpected(policies.error());
  undo_.emplace_back(
      [this, policies_before = organisation_.policies, closed = organisation_.closed, tallies = organisation_.tallies] {
        organisation_.policies = policies_before;
        organisation_.closed = closed;
        organisation_.tallies = tallies;
      });
  organisation_.policies = std::move(*policies);
  load_closed_and_tallies(org.timeline, organisation_);
  return {};
}

void Admission::replace_units(Subject& unit) {
  unit.timeline.resolve();
  unit.spans_before = organisation_.units.replace(unit.code, fold_unit(unit.timeline));
  undo_.emplace_back([this, code = unit.code, before = unit.spans_before]() mutable {
    organisation_.units.replace(code, std::move(before));
  });
}

}  // namespace rireki
