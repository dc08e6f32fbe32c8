#include "events/lifecycle/policy_book.h"

#include <algorithm>

namespace rireki {

PolicyBook::PolicyBook(std::vector<AdoptedPolicy> policies) : policies_(std::move(policies)) {
  std::ranges::sort(policies_, {}, [](const AdoptedPolicy& p) { return std::pair(p.from, p.seq); });
  for (const AdoptedPolicy& p : policies_) fiscal_years_.change(p.from, p.policy->fiscal_year_start);
}

const Policy* PolicyBook::at(Day day) const {
  const auto after = std::ranges::upper_bound(policies_, day, {}, &AdoptedPolicy::from);
  return after == policies_.begin() ? nullptr : std::prev(after)->policy.get();
}

const Policy* PolicyBook::newest() const { return policies_.empty() ? nullptr : policies_.back().policy.get(); }

FiscalYearStart PolicyBook::fiscal_year_start(Day day) const {
  const Policy* policy = at(day);
  return policy == nullptr ? FiscalYearStart{} : policy->fiscal_year_start;
}

}  // namespace rireki
