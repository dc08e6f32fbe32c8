// How far a view follows the Log.
#pragma once

#include <cstdint>

#include "engine/log/log.h"

namespace rireki {

/// The checksum of that Record tells one Log from another.
struct Absorbed {
  Seq seq;
  std::uint32_t checksum = 0;
};

/// Of a view that has absorbed everything up to `seq`, which the Log must have. Errors: of the Log.
[[nodiscard]] Result<Absorbed> absorbed_at(Log& log, Seq seq);

/// Whether a view has followed this very Log: neither a longer one nor a different one. Errors: of the Log.
[[nodiscard]] Result<bool> belongs_to(const Absorbed& absorbed, Log& log);

}  // namespace rireki
