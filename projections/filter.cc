#include "projections/filter.h"

#include <algorithm>

#include "events/types/text.h"
#include "projections/conditions.h"

namespace rireki {

namespace {

Error unknown_population(const Policy& policy, std::string_view id) {
  std::string known;
  for (const Population& p : policy.populations) known += (known.empty() ? "" : ", ") + p.id;
  return {Code::usage, "the population " + in_quotes(id) + " is not in the policy (version " + policy.version +
                           "), which has: " + known};
}

Result<void> require_population(const Policy* policy, std::string_view id) {
  if (policy == nullptr) {
    return fail(Code::usage, "no policy is in effect then that could have the population " + in_quotes(id));
  }
  if (policy->find_population(id) == nullptr) return std::unexpected(unknown_population(*policy, id));
  return {};
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

/// Shows what each population asked for of this Policy asks.
template <class See>
Result<void> Filter::each_population(const Policy& policy, bool of_events, const See& see) {
  const auto look = [&](std::string_view id) -> Result<void> {
    const auto named = population(policy, id, of_events);
    if (!named) return std::unexpected(named.error());
    see(**named);
    return {};
  };
  for (const std::string& id : populations_) {
    if (auto r = look(id); !r) return r;
  }
  for (const PopulationOf& meant : meant_) {
    const std::string_view id = meant(policy);
    if (id.empty()) continue;
    if (auto r = look(id); !r) return r;
  }
  return {};
}

Result<bool> Filter::admits(const Countable& item) {
  if (!admits_plain(item)) return false;
  const Policy* policy = item.world.policies.at(item.row.day);
  if (policy == nullptr && !populations_.empty()) {
    return fail(Code::usage, "the population " + in_quotes(populations_.front()) +
                                 " is asked for, but no policy is in effect on " + to_iso(item.row.day));
  }
  if (policy == nullptr) return true;
  bool admits = true;
  const auto see = [&](const Filter& named) { admits = admits && named.admits_plain(item); };
  if (auto r = each_population(*policy, item.event != nullptr, see); !r) return std::unexpected(r.error());
  return admits;
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
  if (policy == nullptr) return result;
  const auto see = [&](const Filter& named) { named.add_plain_misses(item, result); };
  if (auto r = each_population(*policy, item.event != nullptr, see); !r) return std::unexpected(r.error());
  return result;
}

Result<void> Filter::require_populations(const Policy* policy) const {
  for (const std::string& id : populations_) {
    if (auto r = require_population(policy, id); !r) return r;
  }
  return {};
}

Result<void> Filter::require_populations(const PolicyBook& policies, Day first, Day last) const {
  for (const std::string& id : populations_) {
    const auto has_it = [&](const Policy* policy) {
      return policy != nullptr && policy->find_population(id) != nullptr;
    };
    const bool is_known = has_it(policies.at(first)) || std::ranges::any_of(policies.all(), [&](const auto& adopted) {
                            return adopted.from > first && adopted.from <= last && has_it(adopted.policy.get());
                          });
    if (is_known) continue;
    if (auto r = require_population(policies.at(last), id); !r) return r;
  }
  return {};
}

bool Filter::asks_for_erasable(const PolicyBook& policies) const {
  const auto erasable = [](const Condition& c) { return is_erasable(c.attribute); };
  const auto asks = [](const Policy& policy, std::string_view id) {
    const Population* population = policy.find_population(id);
    const auto plain = population == nullptr ? Result<Filter>(Filter{}) : read_population(*population, true);
    return plain && plain->asks_for_erasable({});
  };
  const auto population_asks = [&](const AdoptedPolicy& adopted) {
    const Policy& policy = *adopted.policy;
    return std::ranges::any_of(populations_, [&](const std::string& id) { return asks(policy, id); }) ||
           std::ranges::any_of(meant_, [&](const PopulationOf& meant) { return asks(policy, meant(policy)); });
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
  if (policy == nullptr) return set;
  const auto see = [&](const Filter& named) {
    Filter plain = named;
    set |= *plain.looks_at(nullptr, of_events);
  };
  if (auto r = each_population(*policy, of_events, see); !r) return std::unexpected(r.error());
  return set;
}

Result<AttributeSet> Filter::looks_at(const PolicyBook& policies, Day first, Day last, bool of_events) {
  auto set = looks_at(policies.at(first), of_events);
  for (const AdoptedPolicy& adopted : policies.all()) {
    if (!set || adopted.from <= first || adopted.from > last) continue;
    const auto more = looks_at(adopted.policy.get(), of_events);
    if (!more) return more;
    *set |= *more;
  }
  return set;
}

Filter::Known Filter::known_of(const Countable& item) const {
  const auto erasable = [](const Condition& c) { return is_erasable(c.attribute); };
  const auto may_hold = [&](const Condition& c) { return erasable(c) || c.holds(item); };
  if (!std::ranges::all_of(where_, may_hold)) return Known::out;
  bool is_open = std::ranges::any_of(where_, erasable);
  for (const auto& all : exclude_) {
    if (!std::ranges::all_of(all, may_hold)) continue;
    if (std::ranges::none_of(all, erasable)) return Known::out;
    is_open = true;
  }
  return is_open ? Known::open : Known::in;
}

Result<bool> Filter::looks_at_erased(const Countable& item, bool groups) {
  if (!item.row.personal.is_erased(PersonalCategory::attributes)) return false;
  Known known = known_of(item);
  if (known == Known::out) return false;
  const auto see = [&](const Filter& named) {
    const Known more = named.known_of(item);
    if (known == Known::in || more == Known::out) known = more;
  };
  if (const Policy* policy = item.world.policies.at(item.row.day)) {
    if (auto r = each_population(*policy, item.event != nullptr, see); !r) return std::unexpected(r.error());
  }
  return known == Known::open || (groups && known == Known::in);
}

Result<const Filter*> Filter::population(const Policy& policy, std::string_view id, bool of_events) {
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

Result<Filter> filter_of(const Whom& whom) {
  Filter filter;
  for (const std::string& cond : whom.where) {
    if (auto r = filter.add_where(cond, false); !r) return std::unexpected(r.error());
  }
  for (const std::string& conds : whom.exclude) {
    if (auto r = filter.add_exclude(conds, false); !r) return std::unexpected(r.error());
  }
  if (!whom.population.empty()) filter.add_population(whom.population);
  return filter;
}

}  // namespace rireki
