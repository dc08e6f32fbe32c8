// The staff as a whole: domain, 1.3 (F1 to F4), and the headcount identity of the yearly report on personnel.
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// "staff": persons on the first day of each fiscal year, partial while that day is still ahead.
[[nodiscard]] Result<void> staff_trend(Reporting& reporting);

/// "staff": persons by age band and sex; "share": the part of all that each band is.
[[nodiscard]] Result<void> age_structure(Reporting& reporting);

/// "staff": persons by class of rank and sex; "women_share": of each class, of the managers and of all.
[[nodiscard]] Result<void> sex_by_rank(Reporting& reporting);

/// "left": separations of the years by authority, of those who left at their own wish or the like.
[[nodiscard]] Result<void> young_leavers(Reporting& reporting);

/// "open", "left", "hired", "close" of the years and the "difference" that they leave unexplained (movements.h).
[[nodiscard]] Result<void> movement_years(Reporting& reporting);

}  // namespace rireki
