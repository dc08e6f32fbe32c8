#include "projections/world_history.h"

#include <algorithm>

#include "events/lifecycle/packed_entry.h"

namespace rireki {

namespace {

const UnitSpan* span_on(const Units::Spans& spans, Day day) {
  const auto after = std::ranges::upper_bound(spans, day, {}, &UnitSpan::from);
  return after == spans.begin() ? nullptr : &*std::prev(after);
}

bool is_active(const Units::Spans& spans, Day day) {
  const UnitSpan* span = span_on(spans, day);
  return span != nullptr && span->active;
}

/// The first day on which one is active and the other is not.
Day activity_differs_from(const Units::Spans& a, const Units::Spans& b) {
  Day first = kForever;
  for (const Units::Spans* spans : {&a, &b}) {
    for (const UnitSpan& span : *spans) {
      if (span.from < first && is_active(a, span.from) != is_active(b, span.from)) first = span.from;
    }
  }
  return first;
}

/// The first day for which the two name different Policies.
Day policies_differ_from(const PolicyBook& a, const PolicyBook& b) {
  Day first = kForever;
  for (const PolicyBook* book : {&a, &b}) {
    for (const AdoptedPolicy& adopted : book->all()) {
      if (adopted.from < first && a.at(adopted.from) != b.at(adopted.from)) first = adopted.from;
    }
  }
  return first;
}

bool is_about_policy(const Entry& e, const Timeline& org) {
  if (e.body == EventType::PolicyAdopted) return true;
  const Entry* target = e.type == EventType::EventVoided ? org.find(e.target) : nullptr;
  return target != nullptr && target->body == EventType::PolicyAdopted;
}

}  // namespace

Result<WorldHistory> WorldHistory::load(TimelineSource& source, Seq known, ParsedPolicies& parsed) {
  WorldHistory history;
  if (auto r = history.load_units(source, known); !r) return std::unexpected(r.error());
  if (auto r = history.load_policy_versions(source, known, parsed); !r) return std::unexpected(r.error());
  return history;
}

Result<void> WorldHistory::load_units(TimelineSource& source, Seq known) {
  return source.each_timeline(SubjectKind::unit, [&](std::string_view code, const PackedTimeline& packed) {
    std::vector<Entry> entries;
    unpack(packed.bytes, known, entries);
    auto& versions = units_[std::string(code)];
    Timeline timeline;
    for (const Entry& e : entries) {
      timeline.add(e);
      timeline.resolve();
      Units::Spans spans = fold_unit(timeline);
      const Units::Spans nothing;
      const Units::Spans& before = versions.empty() ? nothing : versions.back().spans;
      if (activity_differs_from(before, spans) != kForever) versions.push_back({e.seq, std::move(spans)});
    }
    if (!versions.empty()) newest_.units.replace(code, versions.back().spans);
  });
}

Result<void> WorldHistory::load_policy_versions(TimelineSource& source, Seq known, ParsedPolicies& parsed) {
  const auto org = source.timeline(SubjectKind::organisation, kOrganisation);
  if (!org) return std::unexpected(org.error());
  std::vector<Entry> entries;
  unpack(org->bytes, known, entries);
  Timeline timeline;
  for (const Entry& e : entries) {
    timeline.add(e);
    if (!is_about_policy(e, timeline)) continue;
    timeline.resolve();
    auto book = load_policies(timeline, source, parsed);
    if (!book) return std::unexpected(book.error());
    const Day differs = policies_differ_from(newest_.policies, *book);
    if (differs == kForever) continue;
    newest_.policies = *book;
    policies_.push_back({e.seq, std::move(*book), differs});
  }
  return {};
}

const std::vector<WorldHistory::UnitVersion>* WorldHistory::versions_of(std::string_view unit) const {
  const auto it = units_.find(unit);
  return it == units_.end() ? nullptr : &it->second;
}

Seq WorldHistory::unit_settled(std::string_view unit, Day day) const {
  const auto* versions = versions_of(unit);
  if (versions == nullptr || versions->empty()) return Seq{};
  const bool active = is_active(versions->back().spans, day);
  for (auto v = versions->rbegin(); v != versions->rend(); ++v) {
    const bool before = std::next(v) != versions->rend() && is_active(std::next(v)->spans, day);
    if (before != active) return v->since;
  }
  return Seq{};
}

Seq WorldHistory::policy_settled(Day day) const {
  for (auto v = policies_.rbegin(); v != policies_.rend(); ++v) {
    if (day >= v->changed_from) return v->since;
  }
  return Seq{};
}

Seq WorldHistory::settled(const Entry& e) const {
  const Seq policy = policy_settled(e.effective);
  return given(e.unit) ? std::max(policy, unit_settled(e.unit, e.effective)) : policy;
}

Seq WorldHistory::next_change(const Entry& e, Seq known) const {
  Seq next = kNever;
  for (const PolicyVersion& v : policies_) {
    if (v.since > known && e.effective >= v.changed_from) next = std::min(next, v.since);
  }
  const auto* versions = given(e.unit) ? versions_of(e.unit) : nullptr;
  if (versions == nullptr) return next;
  for (const UnitVersion& v : *versions) {
    if (v.since > known) next = std::min(next, v.since);
  }
  return next;
}

Day WorldHistory::changed_from(Seq known) const {
  Day first = kForever;
  for (const PolicyVersion& v : policies_) {
    if (v.since > known) first = std::min(first, v.changed_from);
  }
  const Units::Spans nothing;
  for (const auto& [code, versions] : units_) {
    const Units::Spans* before = &nothing;
    for (const UnitVersion& v : versions) {
      if (v.since > known) first = std::min(first, activity_differs_from(*before, v.spans));
      before = &v.spans;
    }
  }
  return first;
}

Organisation WorldHistory::as_known(std::span<const Entry* const> entries, Seq known) const {
  Organisation then;
  for (const PolicyVersion& v : policies_) {
    if (v.since <= known) then.policies = v.book;
  }
  for (const Entry* e : entries) {
    const auto* versions = given(e->unit) ? versions_of(e->unit) : nullptr;
    if (versions == nullptr) continue;
    for (const UnitVersion& v : *versions) {
      if (v.since <= known) then.units.replace(e->unit, v.spans);
    }
  }
  return then;
}

}  // namespace rireki
