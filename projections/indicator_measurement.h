// From the definition of an indicator to the measurement that takes it.
#pragma once

#include "projections/measurement.h"

namespace rireki {

/// The measurement of one fiscal year; null for a ratio, which two others make. `policy` defines the indicator and must
/// outlive it. Errors: USAGE of a condition, naming the indicator.
[[nodiscard]] Result<MeasurementPtr> measurement_of(const Indicator& indicator, const Policy& policy,
                                                    const YearSpan& span);

/// The filter of an indicator: its Population, `where`, `exclude`. Errors: USAGE, naming the indicator.
[[nodiscard]] Result<Filter> filter_of(const Indicator& indicator, const Policy& policy, bool of_events);

}  // namespace rireki
