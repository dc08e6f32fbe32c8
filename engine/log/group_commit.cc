#include "engine/log/group_commit.h"

#include <sched.h>

namespace rireki {

namespace {

constexpr std::size_t kQueuedBytesMax = std::size_t{64} << 20;
// Longer than any sync: nobody is waited for as long, and whoever takes longer teaches nothing about the others.
constexpr std::chrono::steady_clock::duration kPatienceMax = std::chrono::milliseconds(1);
constexpr int kLearning = 8;                                        // the part that the newest has in a mean
constexpr std::size_t kGroupCommitBytesMax = std::size_t{8} << 20;  // one append may be larger, and then is alone

/// Between two looks. Only a thread with a single core to run on yields it: work in the background would take it for
/// milliseconds.
void look_again() {
  static const bool is_alone = [] {
    cpu_set_t cores;
    return sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_COUNT(&cores) == 1;
  }();
  if (is_alone) std::this_thread::yield();
}

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
    returning_.came(append.callers());
    queue_.push_back(std::move(append));
    if (queue_.size() > 1) return;  // the thread knows already
  }
  work_.notify_one();
}

void GroupCommit::Returning::answered(std::size_t callers, Clock::time_point when) {
  awaited_ = callers;
  came_ = 0;
  answered_ = when;
}

void GroupCommit::Returning::came(std::size_t callers) {
  if (came_ >= awaited_) return;
  came_ += callers;
  if (came_ < awaited_) return;
  const Clock::duration each = std::min<Clock::duration>(Clock::now() - answered_, kPatienceMax) / came_;
  each_ += (each - each_) / kLearning;
}

GroupCommit::Clock::duration GroupCommit::time_of(std::size_t callers) {
  const std::lock_guard lock(mutex_);
  return returning_.time_of(callers);
}

/// Looks again and again instead of sleeping: on a machine that is a guest, to be woken takes as long as a sync.
void GroupCommit::wait_for_the_others(std::size_t expected) {
  const auto time = time_of(expected);
  if (time > commit_time_) return;
  const auto begin = Clock::now();
  while (waiting_ < expected && !ending_ && Clock::now() - begin < 2 * time) look_again();
}

/// The same for the first one.
void GroupCommit::wait_for_the_first() {
  const auto until = Clock::now() + std::min<Clock::duration>(commit_time_ / 2, kPatienceMax);
  while (waiting_ == 0 && !ending_ && Clock::now() < until) look_again();
  std::unique_lock lock(mutex_);
  work_.wait(lock, [this] { return !queue_.empty() || ending_; });
}

/// What waits, up to the size of a group; empty at the end. The lock is the caller's not to hold.
std::vector<WaitingAppend> GroupCommit::take_group() {
  // Those who were just answered tend to come back, and those who wait already should not leave without them.
  const std::size_t expected = answered_ + waiting_;
  wait_for_the_first();
  wait_for_the_others(expected);
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
    const auto begin = Clock::now();
    std::vector<Result<Appended>> answers = commit_(group);
    const auto end = Clock::now();
    commit_time_ = end - begin;
    {
      const std::lock_guard lock(mutex_);
      returning_.answered(answered_, end);
    }
    for (std::size_t i = 0; i < group.size(); ++i) group[i].done(std::move(answers[i]));
  }
}

}  // namespace rireki
