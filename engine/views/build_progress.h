// How far several threads are that build views together, and what went wrong first.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>

#include "engine/views/watch.h"
#include "events/types/error.h"

namespace rireki {

/// Any thread.
class BuildProgress {
 public:
  static constexpr std::uint64_t kReportEvery = 4096;  // pieces

  BuildProgress(const Watch& watch, std::uint64_t total) : watch_(watch), total_(total) {}

  /// Counts pieces of work. False: stop.
  bool go_on(std::uint64_t pieces) {
    const std::uint64_t done = done_ += pieces;
    if (std::unique_lock lock(mutex_, std::try_to_lock); lock) watch_.progress(std::min(done, total_), total_);
    if (watch_.is_cancelled()) stop({Code::io_error, "cancelled; the views are as they were"});
    return !stopped_;
  }

  void stop(Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    stopped_ = true;
  }

  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] Result<void> result() {
    const std::lock_guard lock(mutex_);
    return error_ ? Result<void>(std::unexpected(*error_)) : Result<void>{};
  }

 private:
  const Watch& watch_;
  std::uint64_t total_;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::optional<Error> error_;
};

}  // namespace rireki
