// How careers go (domain, I16 to I19; the policy document's career path).
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// First entries into each rank in all the years asked for (`from_fiscal_year` to `to_fiscal_year`), by a hire or a
/// promotion (whoever came to a rank by a demotion has not entered it), of the career path's population: "entries",
/// "mean_years" of completed service and "mean_age"; beside them "model_years" (the first year of service is year 1)
/// and "model_age" of the Policy's [[career_path]].
[[nodiscard]] Result<void> rank_entry(Reporting& reporting);

/// "promoted": promotions of the years by sex and together, and "rate": of the staff on the year's first day, in
/// percent; none where nobody was there that day.
[[nodiscard]] Result<void> promotion_rates(Reporting& reporting);

/// "mean_service": completed years of service of regular staff, as the law means it, on the as-of day, by sex and
/// together (平均継続勤務年数; domain, I16). Each row says so: it is about `employment` regular.
[[nodiscard]] Result<void> average_service(Reporting& reporting);

/// "units": how many units somebody has worked in in the first years of an employment, on the mean, of those whose
/// first years ended in the year; so many years as the Policy's career path gives to rotation, else ten.
[[nodiscard]] Result<void> rotation(Reporting& reporting);

/// "staff" on the as-of day by the stage of the career path that their rank belongs to and by track (generalists,
/// specialists, undecided; "unknown" for who has declared nothing); a rank outside the path is of the stage "none".
[[nodiscard]] Result<void> career_stages(Reporting& reporting);

}  // namespace rireki
