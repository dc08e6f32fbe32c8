// What is due and what is overdue, as numbers: `rireki due` lists the persons (due.h, domain I33 and 2.3).
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// Of each course that the Policy of the as-of day makes due, and of all of them: staff for whom its last day has come
/// by then ("due"; a person counts once for each course).
///   coverage  those who completed it, whenever that was, in percent of them
///   overdue   the others
///   ahead     staff whose last day is still to come, who have not completed it yet
[[nodiscard]] Result<void> training_coverage(Reporting& reporting);

/// What `rireki due` lists, counted: "overdue" by kind, and "due" by kind and fiscal year of its date, from the as-of
/// day to the end of the last year asked for. Terms, planned returns, retirements by the Policy's dated table, open
/// tenders, probations, trainings.
[[nodiscard]] Result<void> falling_due(Reporting& reporting);

/// Holders of managerial ranks at the age limit of managers (役職定年), by authority and in all. Whom the limit is for,
/// and the age, are the Policy's population `managers_past_limit` (USAGE where it has none).
///   reached     who are in that population
///   past_limit  of them, those who were of that age at the end of the fiscal year before, so that the post had to end
///               by the first day of this one (Local Public Service Act, article 28-2), and have no extension
///   extended    of them, those with a RetirementDeferred of kind `manager_limit_extension` that still holds
[[nodiscard]] Result<void> managers_past_limit(Reporting& reporting);

}  // namespace rireki
