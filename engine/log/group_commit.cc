#include "engine/log/group_commit.h"

namespace rireki {

namespace {

constexpr std::size_t kQueuedBytesMax = std::size_t{64} << 20;
constexpr int kPatienceShare = 2;
constexpr std::chrono::steady_clock::duration kPatienceMax = std::chrono::milliseconds(1);
constexpr int kTrialShare = 4;
constexpr std::size_t kGroupCommitBytesMax = std::size_t{8} << 20;  // one append may be larger, and then is alone

}  // namespace

GroupCommit::GroupCommit(Commit commit) : commit_(std::move(commit)), thread_([this] { run(); }) {}

GroupCommit::~GroupCommit() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  work_.notify_one();
  thread_.join();
}

void GroupCommit::add(WaitingAppend append) {
  {
    std::unique_lock lock(mutex_);
    space_.wait(lock, [this] { return queued_bytes_ < kQueuedBytesMax; });
    queued_bytes_ += append.request.records->bytes.size();
    waiting_ += append.callers();
    queue_.push_back(std::move(append));
    if (queue_.size() > 1) return;  // the thread knows already
  }
  work_.notify_one();
}

/// Looks again and again instead of sleeping: on a machine that is a guest, to be woken takes as long as a sync. Gives
/// up once those who have come so far say that the rest will not come in time: then judging them takes longer than a
/// sync, and is better done beside one. While nobody has come, those who were announced are still given the time.
void GroupCommit::wait_for_the_others() {
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t before = waiting_;
  for (std::size_t now = before; now < expected_ && !ending_; now = waiting_) {
    const auto elapsed = std::chrono::steady_clock::now() - begin;
    if (elapsed >= patience_) return;
    const bool are_first_announced = now == before && coming_ > 0;
    const bool is_on_course = (now - before) * patience_ >= (expected_ - before) * elapsed;
    if (elapsed >= patience_ / kTrialShare && !is_on_course && !are_first_announced) return;
    std::this_thread::yield();
  }
}

/// The same for the first one.
void GroupCommit::wait_for_the_first() {
  const auto until = std::chrono::steady_clock::now() + patience_;
  while (waiting_ == 0 && !ending_ && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  std::unique_lock lock(mutex_);
  work_.wait(lock, [this] { return !queue_.empty() || ending_; });
}

/// What waits, up to the size of a group; empty at the end. The lock is the caller's not to hold.
std::vector<WaitingAppend> GroupCommit::take_group() {
  // Those who were just answered tend to come back, and those who wait already should not leave without them.
  expected_ = answered_ + waiting_;
  wait_for_the_first();
  wait_for_the_others();
  const std::lock_guard lock(mutex_);
  std::size_t bytes = 0;
  std::size_t callers = 0;
  std::size_t n = 0;
  while (n < queue_.size()) {
    const std::size_t more = queue_[n].request.records->bytes.size();
    if (n > 0 && bytes + more > kGroupCommitBytesMax) break;
    bytes += more;
    callers += queue_[n].callers();
    ++n;
  }
  queued_bytes_ -= bytes;
  answered_ = callers;
  space_.notify_all();
  waiting_ -= callers;
  if (n == queue_.size()) return std::exchange(queue_, {});
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(n);
  std::vector<WaitingAppend> group(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return group;
}

void GroupCommit::run() {
  while (true) {
    std::vector<WaitingAppend> group = take_group();
    if (group.empty()) return;
    const auto begin = std::chrono::steady_clock::now();
    std::vector<Result<Appended>> answers = commit_(group);
    patience_ = std::min((std::chrono::steady_clock::now() - begin) / kPatienceShare, kPatienceMax);
    for (std::size_t i = 0; i < group.size(); ++i) group[i].done(std::move(answers[i]));
  }
}

}  // namespace rireki
