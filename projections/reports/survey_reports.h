// Of those who answered, took an examination or were checked: figures from tallies, none of them about a person. They
// cannot be narrowed down by conditions on persons (USAGE).
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// The staff survey as cross-tables, by the years of its effective date (domain, 1.5). "positive_share": positive
/// answers of all answers, for each question and group, both in the Policy's order. Where `all` was tallied beside the
/// groups of a dimension ("age", "fulfilled"), "answered_gap" and "positive_gap" are what `all` has more than they.
[[nodiscard]] Result<void> survey_results(Reporting& reporting);

/// Recruitment by year, recruiter and category (domain, I35): "applicants", "takers", "passed", "accepted" and
/// "takers_per_accepted" (倍率). The last three only where each round says what they need.
[[nodiscard]] Result<void> exam_rounds(Reporting& reporting);

/// "high_stress_share" of the examinees by year: of each unit tallied, each authority, and the Policy's population
/// `stress_check` (domain, I30). A group of fewer than the Policy's `min_group` examinees is not shown: it is part of
/// the unit above it that was tallied too, or else merged with the smallest others of its authority until they are
/// enough ("group":"merged"). What still is too small counts in "withheld_groups" (domain, 3.4). Of the groups inside
/// another one so many of the largest are shown as leave nothing or `min_group` of it, and the population only where it
/// leaves so much of what is shown: no group that is hidden follows from the others.
[[nodiscard]] Result<void> stress_check(Reporting& reporting);

}  // namespace rireki
