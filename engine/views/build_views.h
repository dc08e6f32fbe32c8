// All views of a Log at once: read once, gathered in memory by stretches, written sorted, on several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "engine/log/log.h"
#include "engine/views/sealed_views.h"

namespace rireki {

/// Follows a long piece of work, and may end it.
struct Watch {
  /// Told now and then, by one thread at a time, how much is done; `total` does not change.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = [](std::uint64_t, std::uint64_t) {};
  /// Asked now and then, by any thread.
  std::function<bool()> is_cancelled = [] { return false; };
};

struct Built {
  Seq last;  // the Record up to which the views follow the Log
  std::uint64_t people = 0;
};

/// What is done with the rows: as `SealedViews::fill`, which is one of them. They can be put more than once.
using Fill = std::function<Result<void>(Absorbed absorbed, std::span<const SealedViews::Rows> timelines,
                                        std::span<const SealedViews::Rows> ids, unsigned threads)>;

/// Gives `fill` all rows that `logs` say, up to the end of the first one: the same Log, opened once for each thread
/// that is to read it. Takes about 70 bytes of memory an event. Errors: INTEGRITY_ERROR naming the seq of a Record that
/// cannot be read or does not fit; IO_ERROR, also once cancelled; those of `fill`.
[[nodiscard]] Result<Built> build_views(std::span<const std::unique_ptr<Log>> logs, const Fill& fill,
                                        const Watch& watch);

}  // namespace rireki
