// Whether two generations of spans say the same of everybody, whatever their codes and the order of their rows.
#pragma once

#include <span>
#include <string>

#include "projections/spans.h"

namespace rireki {

/// Whose spans differ first, empty: nobody's. `apart` and `attended` (ascending) are left out: the older generation
/// does not speak for the former, nor of the attendance of the latter. Persons that only `fresh` has must be among
/// `apart`.
[[nodiscard]] std::string first_difference(const Spans& stored, const Spans& fresh, std::span<const std::string> apart,
                                           std::span<const std::string> attended);

}  // namespace rireki
