#include "engine/log/group_commit.h"

#include <algorithm>

namespace rireki {

namespace {

constexpr std::size_t kQueuedBytesMax = std::size_t{64} << 20;
constexpr int kPatienceShare = 2;
constexpr std::chrono::steady_clock::duration kPatienceMax = std::chrono::milliseconds(1);
constexpr int kHurriedGroups = 50;
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
    queue_.push_back(std::move(append));
    if (queue_.size() > 1 && queue_.size() != expected_) return;  // the thread knows already
  }
  work_.notify_one();
}

/// Where they did not all come in time, there are so many that judging them takes longer than a sync: then the next
/// groups go at once, while the rest is still being judged.
void GroupCommit::wait_for_the_others(std::unique_lock<std::mutex>& lock) {
  if (hurried_ > 0) {
    --hurried_;
    return;
  }
  const bool came = work_.wait_for(lock, patience_, [this] { return queue_.size() >= expected_ || ending_; });
  if (!came) hurried_ = kHurriedGroups;
}

/// What waits, up to the size of a group; empty at the end. The lock is the caller's not to hold.
std::vector<WaitingAppend> GroupCommit::take_group() {
  std::unique_lock lock(mutex_);
  // Those who were just answered tend to come back, and those who wait already should not leave without them.
  expected_ = answered_ + queue_.size();
  work_.wait(lock, [this] { return !queue_.empty() || ending_; });
  wait_for_the_others(lock);
  std::size_t bytes = 0;
  std::size_t n = 0;
  while (n < queue_.size()) {
    const std::size_t more = queue_[n].request.records->bytes.size();
    if (n > 0 && bytes + more > kGroupCommitBytesMax) break;
    bytes += more;
    ++n;
  }
  queued_bytes_ -= bytes;
  answered_ = n;
  space_.notify_all();
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
