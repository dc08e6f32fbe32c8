// What whoever starts a long piece of work learns of it.
#pragma once

#include <cstdint>
#include <functional>

namespace rireki {

/// Follows a long piece of work, and may end it.
struct Watch {
  /// Told now and then, by one thread at a time, how much is done; `total` does not change.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = [](std::uint64_t, std::uint64_t) {};
  /// Asked now and then, by any thread.
  std::function<bool()> is_cancelled = [] { return false; };
};

}  // namespace rireki
