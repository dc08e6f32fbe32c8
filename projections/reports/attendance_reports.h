// Overtime and paid leave, month by month and person by person (domain, I21 to I24). What was tallied of a whole
// population has a mean, but no distribution.
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// Overtime by year, of those eligible for it. Of persons' monthly attendance, by the month's fiscal year:
///   person_months    of those eligible
///   over_45, over_80, over_100   the person-months with more than so many hours, in percent of them (the limit of a
///                    month, and those of the physician's interview: Labour Standards Act 36, Safety and Health Act
///                    66-8)
///   staff_over_45, …             the persons with at least one such month
/// "mean": hours a person-month, from persons and, with its `population`, from each tally.
[[nodiscard]] Result<void> overtime(Reporting& reporting);

/// Days of paid leave taken in a year, of those employed on every day of it, by what was recorded of their months; who
/// has no such record is "unknown". A day is what the Policy's indicator of kind `leave_mean` says, else 465 minutes.
///   staff            persons by `days`: "0-4", "5-9", "10-14", "15-19", "20+", "unknown"
///   under_5_days     those with fewer than five, in percent of those known
/// "mean": days a person, from all employed on every day, as the indicator counts (who has no record took none), and,
/// with its `population`, from each tally.
[[nodiscard]] Result<void> paid_leave(Reporting& reporting);

}  // namespace rireki
