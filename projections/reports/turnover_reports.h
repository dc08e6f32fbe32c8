// Who leaves, of how many (domain, 3.1 to 3.3 and I09 to I12).
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// Separations of the years. "left" by class (voluntary, involuntary, other, unknown) and by reason, retirements among
/// them apart; "rate" of all and of each class, in percent, by each `basis`, which is divided by:
///   opening               the headcount at the end of the first day, after its hires (D1)
///   opening_and_closing   the mean of it and of the last day's (D2; the denominator shown is their sum)
///   month_ends            the mean of the month ends (D3; shown: their sum)
///   person_days           days in service ÷ days of the period (D4; shown: the days in service; only of everybody)
///   january_1             the headcount of 1 January (D5; 離職率 of the ministry's 雇用動向調査)
/// The sixth, the size of a cohort (D6), is that of the cohort reports. Leavers are asked about on their last day.
[[nodiscard]] Result<void> turnover_rates(Reporting& reporting);

/// "rate" (普通退職率): voluntary separations of a year by age band on the last day, of the staff of that band on the
/// year's first day, in percent (the ministry's survey on public servants' separations; domain, I11).
[[nodiscard]] Result<void> separation_rate_by_age(Reporting& reporting);

/// "stability": staff on the last day with a year of service or more, of the staff of one year before, in percent
/// (CIPD's stability index; domain, I12).
[[nodiscard]] Result<void> stability(Reporting& reporting);

}  // namespace rireki
