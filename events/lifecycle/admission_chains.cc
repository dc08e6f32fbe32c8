// Step 6 of "which code wins" for the chains of parents: no unit stands above itself, and whose fault it is if one
// would.
#include <algorithm>

#include "events/lifecycle/admission.h"

namespace rireki {

namespace {

std::string_view parent_on(const Units::Spans& spans, Day day) {
  const UnitSpan* span = span_at(spans, day);
  return span == nullptr ? std::string_view{} : std::string_view(span->parent);
}

/// Whether the entry gives its unit a parent.
bool gives_parent(const Entry& e) {
  return given(e.unit) && (e.type == EventType::OrgUnitEstablished || e.type == EventType::OrgUnitChanged);
}

/// The entry that gives the parent which a unit has on a day, or null.
const Entry* link_on(const Timeline& timeline, Day day) {
  const Entry* link = nullptr;
  for (const Entry* e : timeline.valid()) {
    if (e->effective <= day && gives_parent(*e)) link = e;
  }
  return link;
}

std::string in_words(const Units::Cycle& cycle) {
  std::string text = "the chain of parents comes back to this unit on " + to_iso(cycle.from) + ": ";
  for (const std::string& unit : cycle.units) text += unit + " under ";
  return text + cycle.units.front();
}

}  // namespace

/// Whether the batch gives the unit, on this day, a parent that it did not have then.
bool Admission::is_new_link(const Subject& unit, Day day) const {
  const UnitSpan* now = organisation_.units.at(unit.code, day);
  return now != nullptr && now->parent != parent_on(unit.spans_before, day);
}

/// Whether such a parent is the unit's from this very day on.
bool Admission::begins_here(const Subject& unit, Day day) const {
  const UnitSpan* before = organisation_.units.at(unit.code, day - 1);
  const UnitSpan* now = organisation_.units.at(unit.code, day);
  return is_new_link(unit, day) && (before == nullptr || before->parent != now->parent);
}

/// The cycles through this unit that would not be there without one of its events: the one that gives the parent, or
/// gives it back. Where another event of the batch begins on the day on which the chain closes, that one has closed it.
std::vector<Admission::ClosedChain> Admission::chains_closed_by(Subject& unit) {
  std::vector<ClosedChain> closed;
  for (Units::Cycle& cycle : organisation_.units.cycles_through(unit.code)) {
    if (!is_new_link(unit, cycle.from)) continue;
    const Entry* link = link_on(unit.timeline, cycle.from);
    Candidate* by = link == nullptr ? nullptr : owner_of(unit, {link, Code::org_unit_cycle, {}});
    const bool is_older = by != nullptr && link->effective < cycle.from;
    const bool closes_elsewhere = std::ranges::any_of(cycle.units, [&](const std::string& code) {
      const Subject* other = in_batch(SubjectKind::unit, code);
      return other != nullptr && other != &unit && begins_here(*other, cycle.from);
    });
    if (is_older && closes_elsewhere) continue;
    if (by == nullptr) {
      const auto voids = [](const Candidate* c) { return c->event().type() == EventType::EventVoided; };
      const auto it = std::ranges::find_if(unit.candidates, voids);
      by = it == unit.candidates.end() ? unit.candidates.back() : *it;
    }
    closed.push_back({std::move(cycle), by});
  }
  return closed;
}

/// Refuses the events that close a chain themselves; whether there are any. A void is judged by what it leaves behind.
bool Admission::refuse_closed_chains(const std::vector<ClosedChain>& chains) {
  bool is_any = false;
  for (const ClosedChain& chain : chains) {
    if (chain.by->event().type() == EventType::EventVoided) continue;
    refuse(*chain.by, {Code::org_unit_cycle, chain.by->subject->code + ": " + in_words(chain.cycle)});
    is_any = true;
  }
  return is_any;
}

/// The events that do not fit any more after a void: those from which on the chains come back to themselves.
Result<Admission::Dependents> Admission::links_of(const std::vector<ClosedChain>& chains) {
  Dependents links;
  const auto is_known = [&](Seq seq) { return std::ranges::find(links.seqs, seq) != links.seqs.end(); };
  for (const ClosedChain& chain : chains) {
    for (const std::string& code : chain.cycle.units) {
      const auto unit = open(SubjectKind::unit, code);
      if (!unit) return std::unexpected(unit.error());
      if (auto r = read_whole(**unit); !r) return std::unexpected(r.error());
      (*unit)->timeline.resolve();
      for (const Entry* e : (*unit)->timeline.valid()) {
        if (e->effective != chain.cycle.from || !gives_parent(*e) || is_known(e->seq)) continue;
        links.note({e, Code::org_unit_cycle, code + ": " + describe(*e) + ": " + in_words(chain.cycle)});
      }
    }
  }
  return links;
}

}  // namespace rireki
