// The list of records that were given up: one JSON object a line.
//
//   {"recorded":"…","actor":"…","first_missing":N,"vouched":{"size":N,"root":"hex"},"present":{"size":N,"root":"hex"}}
#pragma once

#include <string>

#include "engine/log/vouching.h"

namespace rireki {

/// Adds a loss to the list, synced. Errors: IO_ERROR.
[[nodiscard]] Result<void> note_loss(const std::string& path, const Loss& loss, Instant now, const std::string& actor);

}  // namespace rireki
