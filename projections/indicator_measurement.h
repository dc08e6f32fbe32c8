// From the definition of an indicator to the measurement that takes it.
#pragma once

#include "projections/measurement.h"

namespace rireki {

/// The measurement of one fiscal year; null for a ratio, which two others make. `policy` defines the indicator and must
/// outlive it. Errors: USAGE of a condition, naming the indicator.
[[nodiscard]] Result<MeasurementPtr> measurement_of(const Indicator& indicator, const Policy& policy,
                                                    const YearSpan& span);

/// Why there can be no number of it, whatever is recorded: conditions that do not fit what it counts. Errors: USAGE.
[[nodiscard]] Result<void> check_measurable(const Indicator& indicator, const Policy& policy);

}  // namespace rireki
