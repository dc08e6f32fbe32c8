// A policy document as those may read it who may not know of which persons it speaks.
#pragma once

#include <string>
#include <string_view>

#include "events/types/error.h"

namespace rireki {

/// The same text if its `[retention]` has rules alone. Else a TOML document that says the same but for what else
/// stands there: `holds` name persons. It has no comments, for these may name them too, begins with one that says so,
/// and has the key `left_out`, with which no document is a Policy: adopted as it is, it would lift the holds.
/// Error: POLICY_INVALID as of load_policy, if it is not TOML.
[[nodiscard]] Result<std::string> public_document(std::string_view toml_text);

}  // namespace rireki
