// Who ends waits until nobody uses what is his any more, whatever thread that happens on.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace rireki {

class Outstanding {
 public:
  /// Counts until the last copy of it is gone. Any thread.
  [[nodiscard]] std::shared_ptr<void> hold() {
    const std::lock_guard lock(state_->mutex);
    ++state_->held;
    // The state is the deleter's as well: the end may come while it lets go.
    return {this, [state = state_](void*) {
              const std::lock_guard released(state->mutex);
              --state->held;
              state->released.notify_all();
            }};
  }

  /// Until nothing is held.
  void wait() {
    std::unique_lock lock(state_->mutex);
    state_->released.wait(lock, [this] { return state_->held == 0; });
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable released;
    std::size_t held = 0;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace rireki
