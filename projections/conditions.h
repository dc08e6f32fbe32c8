// How conditions are written: attribute, operator, values with commas. Whether one holds is said beside, by
// `Condition::holds` (filter.h).
#pragma once

#include <string_view>
#include <vector>

#include "projections/filter.h"

namespace rireki {

/// Errors: USAGE.
[[nodiscard]] Result<Condition> parse_condition(std::string_view text, bool of_events);

/// Conditions joined by '&'. Errors: USAGE.
[[nodiscard]] Result<std::vector<Condition>> parse_conditions(std::string_view text, bool of_events);

}  // namespace rireki
