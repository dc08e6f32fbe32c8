// The attributes of filter.h, defined by one table: name, kind and words. This is what conditions need of it beside
// what filter.h says.
#pragma once

#include <string_view>

#include "projections/filter.h"

namespace rireki {

/// Whether its values are numbers: those alone can be greater or less.
[[nodiscard]] bool is_number(Attribute attribute);

/// A value as written in a condition. Errors: USAGE, listing the known ones where they are closed.
[[nodiscard]] Result<Value> parse_value(Attribute attribute, std::string_view text);

}  // namespace rireki
