#include "events/lifecycle/lacking.h"

#include "events/types/text.h"

namespace rireki {

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

PolicyChanges::PolicyChanges(const PolicyBook& policies, Day from) : policies_(policies.all()) {
  while (next_ < policies_.size() && policies_[next_].from < from) ++next_;
}

std::string PolicyChanges::check_until(Day day, const State& state) {
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

}  // namespace rireki
