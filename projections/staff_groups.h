// Everyone employed at an (as-of, known-at), counted by what is asked for: from the spans, without folding anybody of
// whom they know all.
#pragma once

#include <functional>

#include "projections/filter.h"

namespace rireki {

/// `count` persons who are alike in all that was asked for. Of the row only that means something, and `person` of
/// somebody of whom something that was asked for is erased: they come one by one.
using VisitGroup = std::function<Result<void>(const PersonRow& row, std::int64_t count)>;

/// Visits the groups, in no order; two of them may be alike. `world` says what their ages, ranks and units mean on the
/// day. Errors: INTEGRITY_ERROR, those of `visit`.
[[nodiscard]] Result<void> each_group(const Knowledge& knowledge, const World& world, Day as_of, AttributeSet asked,
                                      const VisitGroup& visit);

/// Visits the persons that the spans do not speak for, with their states at the end of the day, ascending.
[[nodiscard]] Result<void> each_apart(
    const Knowledge& knowledge, const Staff& staff, Day as_of,
    const std::function<Result<void>(std::string_view person, const Timeline& timeline, std::string_view bytes,
                                     const State& state)>& visit);

}  // namespace rireki
