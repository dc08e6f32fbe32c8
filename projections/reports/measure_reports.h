// How far the Policy's measures have come, and what they are to bring about (domain, 1.10 to 1.13, I34, I36 to I38).
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// The measures (具体的取組) of the Policy of the as-of day, by what was last reported until then. Of an owner who
/// reported nothing: what was reported of the measure that it repeats (`same_as`), else the status that the document
/// gives, else "not_reported". A measure as a whole stands where the newest report of any of its owners says.
///   measures  by owner and status (each owner of a measure counts), by axis and status, by status, and in all
///   measure   one row each, by owner, with the fiscal year reported of
/// What was reported of a measure or owner that the Policy does not name counts under the axis "unknown".
[[nodiscard]] Result<void> measure_progress(Reporting& reporting);

/// Plans (様式1) and reports (様式2) of training at work by fiscal year, of the Policy's departments that exist:
///   plans_in_time, reports_in_time   departments that filed by the Policy's day, in percent of them
///   plans_filed, reports_filed       departments that filed, in percent of them
///   plan_missing, report_missing     one row for each department that has not filed, once the day has come
/// and of all units: "sessions_planned", "sessions_held" and "participants". What a unit inside a department files, the
/// department has filed. Where the Policy names no departments, units that filed are counted; without a day nothing is
/// in time or late.
[[nodiscard]] Result<void> workplace_training(Reporting& reporting);

/// "staff" with an open assignment as digital_leader or digital_specialist, by category and authority, and by category.
[[nodiscard]] Result<void> digital_talent(Reporting& reporting);

/// Mentors and the staff whom they accompany, of those open assignments whose holder the filter admits: "pairs" (both
/// are in service; said by either side, a pair counts once), "mentors" and "mentees" in pairs, and "unpaired"
/// assignments, which name nobody, the holder or somebody who is gone.
[[nodiscard]] Result<void> mentoring(Reporting& reporting);

}  // namespace rireki
