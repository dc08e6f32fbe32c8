// From the text of a policy document to a Policy.
#pragma once

#include <string_view>

#include "events/policy/policy.h"
#include "events/types/error.h"

namespace rireki {

/// Reads and checks a TOML 1.0 document of at most 1 MiB. The tables that Policy holds are checked key by key; the
/// other tables of the contract (`[retention]`, `[[profile]]`, …) are accepted as they are, and so are `[[retirement]]`
/// and `[[training]]` with keys that rireki does not know (docs/policy.md).
///
/// Error: POLICY_INVALID, the message begins with "line N:" and names the key, for: text that is not TOML; a missing
/// required key (`id` everywhere, `version` of `[policy]`, `class` of `[[reason]]`, `kind` of `[[indicator]]`, `unit`
/// and `count` of `[[quota]]`); a value of another type or out of range; an unknown key or table; an id given twice; an
/// indicator that names a population, rank or indicator the document lacks, or a ratio that depends on itself.
[[nodiscard]] Result<Policy> load_policy(std::string_view toml_text);

}  // namespace rireki
