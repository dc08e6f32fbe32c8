// From the text of a policy document to a Policy.
#pragma once

#include <string_view>

#include "events/policy/policy.h"
#include "events/types/error.h"

namespace rireki {

/// Reads and checks a TOML 1.0 document of at most 1 MiB. Tables whose keys the contract leaves open (`[[profile]]`,
/// `[retention]`, `[[training]]`, …: docs/policy.md) are accepted as they are, so that a document of somebody else's
/// can hold; where they are not read, Policy::unread says why.
///
/// Error: POLICY_INVALID, the message begins with "line N:" and names the key, for: text that is not TOML; a missing
/// required key (`id` everywhere, `version` of `[policy]`, `class` of `[[reason]]`, `kind` of `[[indicator]]`, `unit`
/// and `count` of `[[quota]]`); a value of another type or out of range; an unknown key or table; an id given twice; an
/// indicator that names a population, rank or indicator the document lacks, or a ratio that depends on itself.
[[nodiscard]] Result<Policy> load_policy(std::string_view toml_text);

/// As load_policy, but what would be left unread is refused, too: for a document that somebody is about to adopt.
[[nodiscard]] Result<Policy> load_policy_strictly(std::string_view toml_text);

}  // namespace rireki
