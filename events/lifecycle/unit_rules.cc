#include "events/lifecycle/unit_rules.h"

#include <algorithm>

#include "events/types/text.h"

namespace rireki {

namespace {

class UnitRules {
 public:
  UnitRules(const World& world, std::string_view unit) : world_(world), unit_(unit) {}

  std::optional<Misfit> step(const Entry& e) {
    auto misfit = check(e);
    if (!misfit && e.type == EventType::OrgUnitEstablished) active_since_ = e.effective;
    if (!misfit && e.type == EventType::OrgUnitAbolished) active_since_.reset();
    return misfit;
  }

 private:
  std::optional<Misfit> check(const Entry& e) const {
    if (e.type == EventType::OrgUnitEstablished) {
      if (active_since_) return misfit(e, Code::org_unit_exists, "the unit is active since " + to_iso(*active_since_));
    } else if (!active_since_) {
      return misfit(e, Code::org_unit_not_active, "the unit is not active on that date");
    }
    if (e.type == EventType::OrgUnitAbolished) return check_successor(e);
    if (given(e.unit) && !world_.units.is_active(e.unit, e.effective)) {
      return misfit(e, Code::org_unit_not_active, "the parent " + in_quotes(e.unit) + " is not active on that date");
    }
    return check_authority(e);
  }

  /// A successor may start on the day after the abolished unit's last one.
  std::optional<Misfit> check_successor(const Entry& e) const {
    if (!given(e.unit) || world_.units.is_active(e.unit, e.effective) ||
        world_.units.is_active(e.unit, e.effective + 1)) {
      return std::nullopt;
    }
    return misfit(e, Code::org_unit_not_active, "the successor " + in_quotes(e.unit) + " is not active then");
  }

  std::optional<Misfit> check_authority(const Entry& e) const {
    if (!given(e.rank)) return std::nullopt;
    const Policy* policy = world_.policies.at(e.effective);
    if (policy != nullptr && policy->find_authority(e.rank) != nullptr) return std::nullopt;
    return misfit(e, Code::unknown_authority,
                  "the authority " + code_in_quotes(e.rank) + " is not in the policy in effect on that date");
  }

  Misfit misfit(const Entry& e, Code code, std::string why) const {
    return {&e, code, std::string(unit_) + ": " + describe(e) + ": " + std::move(why)};
  }

  const World& world_;
  std::string_view unit_;
  std::optional<Day> active_since_;
};

bool is_active_at(const Units::Spans& spans, Day day) {
  const UnitSpan* span = span_at(spans, day);
  return span != nullptr && span->active;
}

}  // namespace

std::vector<Misfit> misfits_of_unit(const Timeline& timeline, const World& world, std::string_view unit) {
  std::vector<Misfit> misfits;
  UnitRules rules(world, unit);
  for (const Entry* e : timeline.valid()) {
    if (auto misfit = rules.step(*e)) misfits.push_back(std::move(*misfit));
  }
  return misfits;
}

bool lost_activity(const Units::Spans& before, const Units::Spans& after) {
  // Activity changes only where a span of either begins.
  const auto lost_at = [&](Day day) { return is_active_at(before, day) && !is_active_at(after, day); };
  return std::ranges::any_of(before, lost_at, &UnitSpan::from) || std::ranges::any_of(after, lost_at, &UnitSpan::from);
}

}  // namespace rireki
