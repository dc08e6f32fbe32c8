// What the fold says of everybody: the oracle of everything that answers without folding.
#pragma once

#include <map>
#include <string>

#include "projections/roster.h"

namespace rireki {

using States = std::map<std::string, std::string>;  // by person, as JSON without personal fields

[[nodiscard]] std::string shown_state(std::string_view person, const State& state, const Knowledge& knowledge, Day day);

/// Every Timeline folded to the end of the day. Throws std::runtime_error.
[[nodiscard]] States folded_states(const Knowledge& knowledge, Day day);

/// What `roster` says, of the separated and registered too. Throws std::runtime_error.
[[nodiscard]] States on_roster(const Knowledge& knowledge, Day day);

}  // namespace rireki
