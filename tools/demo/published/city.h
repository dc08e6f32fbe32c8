// A made-up city whose figures are those that the city of Otaru published. Nobody in it exists.
#pragma once

#include <cstdint>
#include <functional>

#include "events/types/event.h"

namespace rireki {

/// Emits the events of the city in the order in which they were recorded, each with id, recorded and actor; the first
/// is the PolicyAdopted of Otaru's policy, effective 1868-01-01. The books were opened in March 2007, the last Records
/// are of May 2024. Every event is admitted by the rules; among them are late records, corrections and voids. The seed
/// decides who is who, not the figures. Same seed, same events. kDemoPerson is in it (tools/demo/city.h).
void generate_published_city(std::uint64_t seed, const std::function<void(Event)>& emit);

/// The text of projections/policies/otaru.toml as it was when the command was built.
[[nodiscard]] std::string_view otaru_policy();

}  // namespace rireki
