// A made-up city: its policy, its units, and the careers of its staff from FY2014 to FY2024. Nobody in it exists.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "events/types/event.h"

namespace rireki {

struct DemoOptions {
  int people = 300;  // staff on an ordinary day, of every kind; at least 12 are made
  std::uint64_t seed = 1;
};

/// Emits the events of the city in the order in which they were recorded, each with id, recorded and actor; the first
/// is the PolicyAdopted of its policy, effective 1868-01-01. Staff of before FY2014 are taken over on 2014-04-01; the
/// last Records are of March 2025, some effective on 2025-04-01. Every event is admitted by the rules. Among them are
/// late records, corrections and voids, so that answers differ by known-at. Same options, same events.
void generate_city(const DemoOptions& options, const std::function<void(Event)>& emit);

/// Someone whose history shows what rireki is about, in every demo city: hired in 2011, absent for a child, transferred
/// by the re-organisation of 2020, on a sick leave that was recorded late, and promoted with effect from 2022-04-01
/// until a correction of 2022-06 moved the promotion to 2022-07-01.
inline constexpr std::string_view kDemoPerson = "P000007";

}  // namespace rireki
