#include "tools/server/job.h"

#include "events/types/json_writer.h"

namespace rireki {

Job::~Job() {
  cancel();
  if (thread_.joinable()) thread_.join();
}

bool Job::start(Work work) {
  const std::lock_guard lock(mutex_);
  if (is_running_) return false;
  if (thread_.joinable()) thread_.join();
  is_running_ = true;
  ++number_;
  is_cancelled_ = false;
  done_ = total_ = 0;
  ended_.reset();
  thread_ = std::thread([this, work = std::move(work)] { run(work); });
  return true;
}

void Job::run(const Work& work) {
  const Watch watch{.progress =
                        [this](std::uint64_t done, std::uint64_t total) {
                          done_ = done;
                          total_ = total;
                        },
                    .is_cancelled = [this] { return is_cancelled_.load(); }};
  Result<Report> ended = fail(Code::io_error, "it failed");
  try {
    ended = work(watch);
  } catch (const std::exception& e) {
    ended = fail(Code::io_error, e.what());
  }
  const std::lock_guard lock(mutex_);
  if (ended) done_ = total_.load();  // what little follows the last step that was told of is over too
  ended_ = std::move(ended);
  is_running_ = false;
}

std::string Job::state() const {
  const std::lock_guard lock(mutex_);
  const bool has_ended_early = ended_ && !*ended_;
  const bool is_cancelled = has_ended_early && is_cancelled_;  // as was asked for: no error
  const bool has_failed = has_ended_early && !is_cancelled;
  const bool is_done = ended_ && *ended_;
  JsonWriter out;
  out.begin_object().key("state");
  out.text(is_running_ ? "running" : !ended_ ? "none" : is_cancelled ? "cancelled" : has_failed ? "failed" : "done");
  out.key("number").integer(number_);
  out.key("done").integer(static_cast<std::int64_t>(done_)).key("total").integer(static_cast<std::int64_t>(total_));
  out.key("report");
  is_done ? out.raw((*ended_)->json) : out.null();
  out.key("code");
  has_failed ? out.text(to_text(ended_->error().code)) : out.null();
  const std::string detail = has_ended_early ? ended_->error().message : is_done ? (*ended_)->amiss : std::string();
  out.key("detail");
  detail.empty() ? out.null() : out.text(detail);
  return out.end_object().str();
}

}  // namespace rireki
