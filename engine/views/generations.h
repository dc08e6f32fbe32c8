// Generations of the views: a rebuild makes a new one beside the one that is used, and one file says which that is.
//
//   DIR/views/generation   the number of the one that is used, in decimal
//   DIR/views/N/           a generation: sealed views (sealed_views.h), and what else follows the Log with them
//   DIR/views/rebuilding   locked while a rebuild is under way
//
// A process that has a generation open keeps it until it looks again; its files outlast their names.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "events/types/error.h"

namespace rireki {

using Generation = std::uint64_t;  // from 1

/// The one that is used; 0 if there is none.
[[nodiscard]] Generation used_generation(const std::string& views);

/// A number that no generation has.
[[nodiscard]] Generation next_generation(const std::string& views);

[[nodiscard]] std::string generation_path(const std::string& views, Generation generation);

/// Makes it the one that is used, at once and synced. Errors: IO_ERROR.
[[nodiscard]] Result<void> use_generation(const std::string& views, Generation generation);

/// Those that are there and not used.
[[nodiscard]] std::vector<Generation> unused_generations(const std::string& views);

/// Held by whoever makes or removes generations; the lock goes with the object, or with the process.
class RebuildLock {
 public:
  /// Errors: IO_ERROR, also if another one holds it.
  [[nodiscard]] static Result<std::unique_ptr<RebuildLock>> take(const std::string& views);
  ~RebuildLock();
  RebuildLock(const RebuildLock&) = delete;
  RebuildLock& operator=(const RebuildLock&) = delete;

 private:
  explicit RebuildLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace rireki
