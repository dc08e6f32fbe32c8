// JSON texts as documents that can be changed, where their numbers must stay what they are.
#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "events/types/error.h"

namespace rireki {

/// As `boost::json::parse`, which takes a number of many digits for its neighbour: here each is the double nearest to
/// its text. Structures may be deeper than an event's, by which the reader of events then refuses them. Errors:
/// INVALID_JSON.
[[nodiscard]] Result<boost::json::value> parse_document(std::string_view text);

}  // namespace rireki
