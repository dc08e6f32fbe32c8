// Who is it? People by a part of their number, name or kana, as of a day.
#pragma once

#include <functional>
#include <string_view>

#include "projections/person_row.h"

namespace rireki {

/// Visits everyone registered by `as_of`, also the separated, whose number, or whose name or kana of that day, contains
/// `text`, both as `folded_for_search` has them: first those whose number it is, then the others, ascending by person.
/// Nobody is found by an erased name. Returns how many registered persons have one. Errors: USAGE for a text of blanks
/// only or malformed, INTEGRITY_ERROR.
[[nodiscard]] Result<std::int64_t> find_people(const Knowledge& knowledge, std::string_view text, Day as_of,
                                               const std::function<void(const PersonRow&)>& visit);

}  // namespace rireki
