// Whether a Log still is what its guard vouches for, and what its checkpoint signs.
#pragma once

#include <optional>
#include <string>

#include "engine/log/log.h"
#include "engine/log/log_head.h"

namespace rireki {

/// A Log that lacks acknowledged Records, or has others in their place.
struct Loss {
  TreeHead vouched;   // by the guard, or by the checkpoint
  TreeHead present;   // the Log as it is
  Seq first_missing;  // with `present.size` at least `vouched.size`: 1, for nothing tells where it begins to differ
};

/// Compares. `head` is the Log's own; `log` is read only if `vouched` is older than its last commit, from `near` on: an
/// edge that its tree had before, if it still has it. Errors: those of reading. No value: all is well.
[[nodiscard]] Result<std::optional<Loss>> find_loss(const TreeHead& vouched, const Frontier& near, const LogHead& head,
                                                    Log& log);

/// The edge of the tree when the newest checkpoint was signed, or an older one, in a file beside it. It is derived:
/// without it a Log that has gone on since its checkpoint is read from the beginning. It is written after the
/// checkpoint and read before it, so that it is never newer.
void write_edge(const std::string& checkpoint, const Frontier& edge);
/// Empty if there is none, or it is damaged.
[[nodiscard]] Frontier read_edge(const std::string& checkpoint);

/// The refusal to open such a Log: INTEGRITY_ERROR.
[[nodiscard]] std::unexpected<Error> refuse_loss(const Loss& loss);

}  // namespace rireki
