// The rules of one unit's Timeline (contract, section 6).
#pragma once

#include <vector>

#include "events/lifecycle/person_fold.h"

namespace rireki {

/// The entries of a unit that do not fit, in fold order. `world.units` already holds the unit's new spans.
[[nodiscard]] std::vector<Misfit> misfits_of_unit(const Timeline& timeline, const World& world, std::string_view unit);

/// Whether there is a day on which the unit was active before and is not any more.
[[nodiscard]] bool lost_activity(const Units::Spans& before, const Units::Spans& after);

}  // namespace rireki
