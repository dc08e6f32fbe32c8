#include "events/lifecycle/units.h"

#include <algorithm>
#include <set>

#include "events/types/catalog.h"

namespace rireki {

namespace {

constexpr int kChainMax = 1000;  // a chain longer than any real tree: stop instead of going round in a cycle

}  // namespace

Units::Units(const Units& other) : units_(other.units_) {
  for (const auto& [unit, spans] : units_) index_.emplace(unit, &spans);
}

Units& Units::operator=(Units other) noexcept {
  units_.swap(other.units_);
  index_.swap(other.index_);
  return *this;
}

Units::Spans Units::replace(std::string_view unit, Spans spans) {
  auto [it, is_new] = units_.try_emplace(std::string(unit));
  if (is_new) index_.emplace(it->first, &it->second);
  Spans before = std::exchange(it->second, std::move(spans));
  if (it->second.empty()) {
    index_.erase(it->first);
    units_.erase(it);
  }
  return before;
}

const Units::Spans* Units::find(std::string_view unit) const {
  const auto it = index_.find(unit);
  return it == index_.end() ? nullptr : it->second;
}

const UnitSpan* Units::at(std::string_view unit, Day day) const {
  const Spans* spans = find(unit);
  return spans == nullptr ? nullptr : span_at(*spans, day);
}

bool Units::is_active(std::string_view unit, Day day) const {
  const UnitSpan* span = at(unit, day);
  return span != nullptr && span->active;
}

std::optional<Day> Units::vacant_from(std::string_view unit, Day from) const {
  if (!is_active(unit, from)) return from;
  for (const UnitSpan& span : *find(unit)) {
    if (span.from > from && !span.active) return span.from;
  }
  return std::nullopt;
}

std::string_view Units::authority(std::string_view unit, Day day) const {
  const UnitSpan* span = at(unit, day);
  for (int i = 0; span != nullptr && i < kChainMax; ++i) {
    if (!span->authority.empty()) return span->authority;
    if (span->parent.empty()) break;
    span = at(span->parent, day);
  }
  return {};
}

bool Units::is_within(std::string_view unit, std::string_view root, Day day) const {
  for (int i = 0; i < kChainMax; ++i) {
    if (unit == root) return true;
    const UnitSpan* span = at(unit, day);
    if (span == nullptr || span->parent.empty()) return false;
    unit = span->parent;
  }
  return false;
}

/// Where the chain above a unit can change: where a span begins of whatever stands above it on some day.
std::set<Day> Units::days_of_chains(std::string_view unit) const {
  std::set<Day> days;
  std::set<std::string_view> above = {unit};
  std::vector<std::string_view> next = {unit};
  while (!next.empty()) {
    const Spans* spans = find(next.back());
    next.pop_back();
    if (spans == nullptr) continue;
    for (const UnitSpan& span : *spans) {
      days.insert(span.from);
      if (!span.parent.empty() && above.insert(span.parent).second) next.push_back(span.parent);
    }
  }
  return days;
}

std::vector<Units::Cycle> Units::cycles_through(std::string_view unit) const {
  std::vector<Cycle> cycles;
  std::vector<std::string> chain;
  for (const Day day : days_of_chains(unit)) {
    chain.assign(1, std::string(unit));
    const UnitSpan* span = at(unit, day);
    for (int i = 0; span != nullptr && !span->parent.empty() && span->parent != unit && i < kChainMax; ++i) {
      chain.push_back(span->parent);
      span = at(span->parent, day);
    }
    if (span != nullptr && span->parent == unit) cycles.push_back({day, chain});
  }
  return cycles;
}

const UnitSpan* span_at(const Units::Spans& spans, Day day) {
  const auto after = std::ranges::upper_bound(spans, day, {}, &UnitSpan::from);
  return after == spans.begin() ? nullptr : &*std::prev(after);
}

Units::Spans fold_unit(const Timeline& timeline) {
  Units::Spans spans;
  for (const Entry* e : timeline.valid()) {
    const bool is_active = !spans.empty() && spans.back().active;
    UnitSpan next = spans.empty() ? UnitSpan{} : spans.back();
    next.from = takes_effect_next_day(e->type) ? e->effective + 1 : e->effective;
    if (e->type == EventType::OrgUnitEstablished && !is_active) {
      next = UnitSpan{next.from, true, std::string(e->post), std::string(e->unit), std::string(e->rank)};
    } else if (e->type == EventType::OrgUnitChanged && is_active) {
      if (given(e->post)) next.name = e->post;
      if (given(e->unit)) next.parent = e->unit;
      if (given(e->rank)) next.authority = e->rank;
    } else if (e->type == EventType::OrgUnitAbolished && is_active) {
      next.active = false;
    } else {
      continue;
    }
    if (!spans.empty() && spans.back().from == next.from) {
      spans.back() = std::move(next);
    } else {
      spans.push_back(std::move(next));
    }
  }
  return spans;
}

}  // namespace rireki
