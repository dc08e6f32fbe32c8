// Work that nobody waits for yet.
#pragma once

#include <functional>
#include <future>
#include <thread>

#include "events/types/error.h"

namespace rireki {

/// Work on a thread of its own, which gives way to all other threads until somebody waits for it: whoever appends must
/// not lose a core to it for the milliseconds of a time slice.
class InBackground {
 public:
  explicit InBackground(std::function<Result<void>()> work);

  /// Waits for it.
  ~InBackground();
  InBackground(const InBackground&) = delete;
  InBackground& operator=(const InBackground&) = delete;

  [[nodiscard]] bool is_done() const;

  /// Waits for its result. Once.
  [[nodiscard]] Result<void> result();

 private:
  std::packaged_task<Result<void>()> work_;
  std::future<Result<void>> result_;
  std::thread thread_;  // last: it uses the above
};

}  // namespace rireki
