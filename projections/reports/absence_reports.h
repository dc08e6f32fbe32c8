// Who was absent, why and for how long (domain, 3.3 and I25 to I29).
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// Spells of absence of a month or more (Civil Code 143) by year and cause, the Policy's population `long_absence`
/// where it has it. The cause is that of the first absence; erased ones are "unknown".
///   spells        that overlap the year, those carried over and those of leavers included (延人数)
///   carried_over  of them, begun before the year
///   ended_by_leaving  of them, in the year
///   returns       in the year
///   relapse_rate  of these returns: after which a spell of any length, of the same cause, began within 365 days
/// The length is the one known; the year's relapse rate is partial until 365 days after its end.
[[nodiscard]] Result<void> long_absence(Reporting& reporting);

/// Childcare leave by year and sex, in percent, of persons (decisions/0009):
///   cohort_rate  who took leave, by the end of the year, for a child born or adopted in the year, of all with such a
///                child (the ministry's method; at most 100)
///   flow_rate    who newly took leave in the year, for whichever child, of all with a child in the year
///   over_month_share  whose leave exceeded one calendar month, of those who newly took leave in the year
[[nodiscard]] Result<void> childcare_leave(Reporting& reporting);

/// "absence_rate": days of absence of employed persons by year and kind, of all their days in service, days off
/// included. The filter is asked of each employment by itself, at the end of the year or on its last day if that comes
/// first; it admits all of that employment's days in the year.
[[nodiscard]] Result<void> absence_rate(Reporting& reporting);

}  // namespace rireki
