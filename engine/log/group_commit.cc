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

GroupCommit::GroupCommit(GroupWriter& writer) : writer_(writer), thread_([this] { run(); }) {}

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

/// Who waits, and who was answered last and is about to come back.
std::size_t GroupCommit::expected_callers() {
  const std::lock_guard lock(mutex_);
  return waiting_ + returning_.outstanding();
}

/// Looks again and again instead of sleeping: on a machine that is a guest, to be woken takes as long as a sync.
void GroupCommit::wait_for_the_first() {
  const auto until = Clock::now() + std::min<Clock::duration>(commit_time_ / 2, kPatienceMax);
  while (waiting_ == 0 && !ending_ && Clock::now() < until) look_again();
  std::unique_lock lock(mutex_);
  work_.wait(lock, [this] { return !queue_.empty() || ending_; });
}

/// The same for those who are to come too.
void GroupCommit::wait_for_the_others(Group& group, std::size_t expected) {
  const auto time = time_of(expected);
  if (time > commit_time_) return;
  const auto begin = Clock::now();
  while (group.callers < expected && !ending_ && Clock::now() - begin < 2 * time) {
    if (waiting_ == 0) {
      look_again();
    } else if (!take_waiting(group)) {
      return;
    }
  }
}

/// Moves what waits into the group, up to its size; whether there is room for more.
bool GroupCommit::take_waiting(Group& group) {
  const std::size_t taken = group.appends.size();
  bool has_room = true;
  {
    const std::lock_guard lock(mutex_);
    for (; !queue_.empty(); queue_.pop_front()) {
      WaitingAppend& next = queue_.front();
      const std::size_t bytes = next.request.records->bytes.size();
      has_room = group.appends.empty() || group.bytes + bytes <= kGroupCommitBytesMax;
      if (!has_room) break;
      group.bytes += bytes;
      group.callers += next.callers();
      queued_bytes_ -= bytes;
      waiting_ -= next.callers();
      group.appends.push_back(std::move(next));
    }
    space_.notify_all();
  }
  for (std::size_t i = taken; i < group.appends.size(); ++i) {
    group.answers.push_back(writer_.take(group.appends[i].request));
  }
  return has_room;
}

/// What waits, and who is about to come; empty at the end.
GroupCommit::Group GroupCommit::gather() {
  // Those who were just answered tend to come back, and those who wait already should not leave without them.
  const std::size_t expected = expected_callers();
  Group group;
  wait_for_the_first();
  if (take_waiting(group)) {
    wait_for_the_others(group, expected);
    take_waiting(group);
  }
  return group;
}

void GroupCommit::run() {
  while (true) {
    Group group = gather();
    if (group.appends.empty()) return;
    const auto begin = Clock::now();
    const auto written = writer_.write();
    const auto end = Clock::now();
    commit_time_ = end - begin;
    {
      const std::lock_guard lock(mutex_);
      returning_.answered(group.callers, end);
    }
    answer(std::move(group), written);
  }
}

void GroupCommit::answer(Group group, const Result<void>& written) {
  for (std::size_t i = 0; i < group.appends.size(); ++i) {
    group.appends[i].done(written ? std::move(group.answers[i]) : std::unexpected(written.error()));
  }
}

}  // namespace rireki
