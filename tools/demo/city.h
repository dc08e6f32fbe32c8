// A made-up city.
#pragma once

#include <cstdint>
#include <functional>

#include "events/types/event.h"

namespace rireki {

struct DemoOptions {
  int people = 300;
  std::uint64_t seed = 1;
};

void generate_city(const DemoOptions& options, const std::function<void(Event)>& emit);

}  // namespace rireki
