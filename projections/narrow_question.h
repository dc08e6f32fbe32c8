// Which questions are about so few that the one who is behind an answer may be known (disclosure.h).
#pragma once

#include "projections/counts.h"

namespace rireki {

/// Whether so short a time, less than a year, narrows down what happened in it: whoever left on a day may be known.
[[nodiscard]] bool is_short_period(Day from, Day to, Day as_of);

/// By conditions; of events by a short period too, and by any dimension that tells persons apart.
[[nodiscard]] bool is_narrow(const CountQuery& query);

}  // namespace rireki
