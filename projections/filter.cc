#include "projections/filter.h"

#include <algorithm>

#include "events/types/text.h"
#include "projections/conditions.h"

namespace rireki {

namespace {

Error unknown_population(const Policy& policy, const std::string& id) {
  std::string known;
  for (const Population& p : policy.populations) known += (known.empty() ? "" : ", ") + p.id;
  return {Code::usage, "the population " + in_quotes(id) + " is not in the policy (version " + policy.version +
                           "), which has: " + known};
}

}  // namespace

Result<void> Filter::add_where(std::string_view cond, bool of_events) {
  auto condition = parse_condition(cond, of_events);
  if (!condition) return std::unexpected(condition.error());
  where_.push_back(std::move(*condition));
  return {};
}

Result<void> Filter::add_exclude(std::string_view conds, bool of_events) {
  auto all = parse_conditions(conds, of_events);
  if (!all) return std::unexpected(all.error());
  exclude_.push_back(std::move(*all));
  return {};
}

bool Filter::admits_plain(const Countable& item) const {
  const auto holds = [&](const Condition& c) { return c.holds(item); };
  return std::ranges::all_of(where_, holds) &&
         std::ranges::none_of(exclude_, [&](const auto& all) { return std::ranges::all_of(all, holds); });
}

Result<bool> Filter::admits(const Countable& item) {
  if (!admits_plain(item)) return false;
  const Policy* policy = item.world.policies.at(item.row.day);
  for (const std::string& id : populations_) {
    if (policy == nullptr)
      return fail(Code::usage, "the population " + in_quotes(id) + " is asked for, but no policy is in effect on " +
                                   to_iso(item.row.day));
    const auto named = population(*policy, id, item.event != nullptr);
    if (!named) return std::unexpected(named.error());
    if (!(*named)->admits_plain(item)) return false;
  }
  return true;
}

void Filter::add_plain_misses(const Countable& item, std::vector<std::string>& misses) const {
  for (const Condition& c : where_) {
    if (!c.holds(item)) misses.push_back(c.text);
  }
  for (const auto& all : exclude_) {
    if (!std::ranges::all_of(all, [&](const Condition& c) { return c.holds(item); })) continue;
    std::string conds;
    for (const Condition& c : all) conds += (conds.empty() ? "" : " & ") + c.text;
    misses.push_back("not (" + conds + ")");
  }
}

Result<std::vector<std::string>> Filter::misses(const Countable& item) {
  std::vector<std::string> result;
  add_plain_misses(item, result);
  const Policy* policy = item.world.policies.at(item.row.day);
  for (const std::string& id : populations_) {
    if (policy == nullptr) continue;
    const auto named = population(*policy, id, item.event != nullptr);
    if (!named) return std::unexpected(named.error());
    (*named)->add_plain_misses(item, result);
  }
  return result;
}

Result<void> Filter::require_populations(const Policy* policy) const {
  for (const std::string& id : populations_) {
    if (policy == nullptr)
      return fail(Code::usage, "no policy is in effect then that could have the population " + in_quotes(id));
    if (policy->find_population(id) == nullptr) return std::unexpected(unknown_population(*policy, id));
  }
  return {};
}

bool Filter::asks_for_erasable(const PolicyBook& policies) const {
  const auto erasable = [](const Condition& c) { return is_erasable(c.attribute); };
  const auto population_asks = [&](const AdoptedPolicy& adopted) {
    return std::ranges::any_of(populations_, [&](const std::string& id) {
      const Population* population = adopted.policy->find_population(id);
      const auto plain = population == nullptr ? Result<Filter>(Filter{}) : read_population(*population, true);
      return plain && plain->asks_for_erasable({});
    });
  };
  return std::ranges::any_of(where_, erasable) ||
         std::ranges::any_of(exclude_, [&](const auto& all) { return std::ranges::any_of(all, erasable); }) ||
         std::ranges::any_of(policies.all(), population_asks);
}

Result<AttributeSet> Filter::looks_at(const Policy* policy, bool of_events) {
  AttributeSet set = 0;
  for (const Condition& c : where_) set |= set_of(c.attribute);
  for (const auto& all : exclude_) {
    for (const Condition& c : all) set |= set_of(c.attribute);
  }
  for (const std::string& id : populations_) {
    if (policy == nullptr) continue;
    const auto named = population(*policy, id, of_events);
    if (!named) return std::unexpected(named.error());
    Filter plain = **named;
    set |= *plain.looks_at(nullptr, of_events);
  }
  return set;
}

Result<const Filter*> Filter::population(const Policy& policy, const std::string& id, bool of_events) {
  const Population* wanted = policy.find_population(id);
  if (wanted == nullptr) return std::unexpected(unknown_population(policy, id));
  for (const auto& [population, filter] : read_) {
    if (population == wanted) return &filter;
  }
  auto filter = read_population(*wanted, of_events);
  if (!filter) return std::unexpected(filter.error());
  read_.emplace_back(wanted, std::move(*filter));
  return &read_.back().second;
}

Result<Filter> Filter::read_population(const Population& population, bool of_events) {
  Filter filter;
  for (const std::string& cond : population.where) {
    if (auto r = filter.add_where(cond, of_events); !r) return std::unexpected(r.error());
  }
  for (const std::string& conds : population.exclude) {
    if (auto r = filter.add_exclude(conds, of_events); !r) return std::unexpected(r.error());
  }
  return filter;
}

}  // namespace rireki
