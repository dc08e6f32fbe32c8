// The staff that benchmarks append to: one unit, everyone registered and hired on 2010-04-01, and then trainings.
#pragma once

#include <vector>

#include "events/types/event.h"

namespace rireki {

/// The policy of the demo city, a unit, and `people` hires: what an empty Log must hold first, in order.
[[nodiscard]] std::vector<Event> staff_events(int people);

/// Course number `n` of all that the staff ever complete: person n mod `people`, one day later each time around.
[[nodiscard]] Event training_event(int people, int n);

}  // namespace rireki
