#include "engine/views/in_background.h"

#include <pthread.h>
#include <sched.h>

namespace rireki {

namespace {

/// Where the system refuses, the thread goes on as it is.
void schedule(std::thread& thread, int policy) {
  const sched_param parameters{};
  pthread_setschedparam(thread.native_handle(), policy, &parameters);
}

}  // namespace

InBackground::InBackground(std::function<Result<void>()> work)
    : work_(std::move(work)), result_(work_.get_future()), thread_([this] { work_(); }) {
  schedule(thread_, SCHED_IDLE);
}

InBackground::~InBackground() {
  schedule(thread_, SCHED_OTHER);
  thread_.join();
}

bool InBackground::is_done() const { return result_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }

Result<void> InBackground::result() {
  schedule(thread_, SCHED_OTHER);
  return result_.get();
}

}  // namespace rireki
