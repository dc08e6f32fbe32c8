#include "events/policy/policy.h"

#include <algorithm>

namespace rireki {

namespace {

template <class T>
const T* find_by(const std::vector<T>& all, std::string T::*key, std::string_view wanted) {
  for (const T& one : all) {
    if (one.*key == wanted) return &one;
  }
  return nullptr;
}

}  // namespace

bool Calendar::is_day_off(Day day) const {
  const int weekday = ((day.days % 7) + 7 + 4) % 7;  // 1970-01-01 was a Thursday
  return weekly_off[static_cast<std::size_t>(weekday)] || std::ranges::binary_search(holidays, day);
}

const Rank* Policy::find_rank(std::string_view wanted) const { return find_by(ranks, &Rank::id, wanted); }

const JobFamily* Policy::find_job_family(std::string_view wanted) const {
  return find_by(job_families, &JobFamily::id, wanted);
}

const Authority* Policy::find_authority(std::string_view wanted) const {
  return find_by(authorities, &Authority::id, wanted);
}

const Reason* Policy::find_reason(std::string_view wanted) const { return find_by(reasons, &Reason::id, wanted); }

const Population* Policy::find_population(std::string_view wanted) const {
  return find_by(populations, &Population::id, wanted);
}

const Indicator* Policy::find_indicator(std::string_view wanted) const {
  return find_by(indicators, &Indicator::id, wanted);
}

const Quota* Policy::find_quota(std::string_view unit) const { return find_by(quotas, &Quota::unit, unit); }

bool Policy::needs_approval(std::string_view event_type) const {
  return std::ranges::find(approval_types, event_type) != approval_types.end();
}

}  // namespace rireki
