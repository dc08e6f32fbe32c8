// How long those who came stay (domain, 3.1, 3.3 and I13 to I15).
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

/// New graduates (route exam_university or exam_high_school) hired in each fiscal year, by sex and together:
///   "hired"              the cohort
///   "left"               within so many years, that is up to the end of the first, second and third fiscal year from
///                        that of the hire on, whatever the reason, in percent of the cohort (the ministry of labour's
///                        3-year leaving rate)
/// Partial until those years are over.
[[nodiscard]] Result<void> leaving_in_3_years(Reporting& reporting);

/// "continued": new graduates hired ten fiscal years before who are still in that employment on the year's last day, in
/// percent of them, by sex and together (継続任用割合 of the law on women's participation).
[[nodiscard]] Result<void> continued_after_10_years(Reporting& reporting);

/// Kaplan–Meier over days in service, of employments in service between the first day and the last of the years asked
/// for (`from_fiscal_year` to `to_fiscal_year`): those hired before enter late (left truncation), those still there,
/// and of class `voluntary` those who left otherwise, are censored on the right. By `class` (all, voluntary) and after
/// those `years` of service that somebody reached in that time:
///   "at_risk"   employments that had reached that day
///   "left"      separations of the class up to then
///   "survival"  Ŝ, and its 95 % bounds "lower" and "upper" by the log-log transformation with Greenwood's variance, in
///               percent; bounds only where the variance is finite. The denominator is 10^9.
/// The filter is asked right after the hire.
[[nodiscard]] Result<void> retention_curve(Reporting& reporting);

}  // namespace rireki
