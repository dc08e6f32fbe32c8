// What stands between a wish to erase and the erasure: the retention rules and legal holds of the Policy.
#pragma once

#include "engine/engine.h"

namespace rireki {

/// Nothing for any event but an erasure. Errors: RETENTION_LOCKED with each reason and end date; INTEGRITY_ERROR.
[[nodiscard]] Result<void> refuse_if_retained(Engine& engine, const Event& event);

}  // namespace rireki
