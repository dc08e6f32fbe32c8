// Takes many measurements at once: each tally is read once, each person is seen once.
#pragma once

#include <span>

#include "projections/measurement.h"

namespace rireki {

struct Measured {
  std::int64_t erased = 0;  // persons of whom something is erased that a measurement has looked at
};

/// Shows everything known to all of them. Errors: INTEGRITY_ERROR, USAGE of a condition.
[[nodiscard]] Result<Measured> measure(const Knowledge& knowledge, std::span<Measurement* const> measurements);

}  // namespace rireki
