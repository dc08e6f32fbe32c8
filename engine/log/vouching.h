// Whether a Log still is what its guard vouches for.
#pragma once

#include <optional>

#include "engine/log/log.h"
#include "engine/log/log_head.h"

namespace rireki {

/// A Log that lacks acknowledged Records, or has others in their place.
struct Loss {
  TreeHead vouched;   // by the guard
  TreeHead present;   // the Log as it is
  Seq first_missing;  // with `present.size` at least `vouched.size`: 1, for nothing tells where it begins to differ
};

/// Compares. `head` is the Log's own; `log` is read only if the guard is older than the last commit. Errors: those of
/// reading. No value: all is well.
[[nodiscard]] Result<std::optional<Loss>> find_loss(const TreeHead& vouched, const LogHead& head, Log& log);

/// The refusal to open such a Log: INTEGRITY_ERROR.
[[nodiscard]] std::unexpected<Error> refuse_loss(const Loss& loss);

}  // namespace rireki
