// The groups of one year's stress check, none of them shown with fewer examinees than the Policy allows.
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

struct StressGroup {
  std::string unit;  // empty: the organisation as a whole
  std::int64_t examinees = 0;
  std::int64_t high_stress = 0;
  std::vector<std::pair<Seq, Day>> records;
};

[[nodiscard]] StressGroup stress_group(const Tally& tally, const StressCheckTallied& check);

/// The rows of the year (survey_reports.h, stress_check). Errors: USAGE of the Policy's population.
[[nodiscard]] Result<void> add_stress_groups(Reporting& reporting, const Reporting::Year& year,
                                             std::vector<StressGroup> groups, const Tallies& tallies);

}  // namespace rireki
