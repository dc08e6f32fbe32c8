// Group commit: appends of many callers wait in a queue, one thread commits all that wait as one group, with one sync.
// Callers that were just answered are about to come back. If all who are under way come within a sync, those who wait
// already wait for them, and go together; else judging takes longer than a sync, and is better done beside one. A
// single caller never waits.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "engine/log/log.h"

namespace rireki {

/// An append that waits for its group.
struct WaitingAppend {
  AppendRequest request;
  Log::Done done;

  /// How many callers may stand behind it.
  [[nodiscard]] std::size_t callers() const { return std::max<std::size_t>(request.records->size(), 1); }
};

class GroupCommit {
 public:
  /// Makes a group durable and returns one answer for each append, in order. Called on the queue's own thread.
  using Commit = std::function<std::vector<Result<Appended>>(std::span<const WaitingAppend> group)>;

  explicit GroupCommit(Commit commit);

  /// Commits what still waits, then ends the thread.
  ~GroupCommit();
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  /// Queues an append; `done` is called on the queue's thread. Blocks while the queue is full. Any thread.
  void add(WaitingAppend append);

 private:
  using Clock = std::chrono::steady_clock;

  /// How long callers take from their answers until they are back: learnt from those who have come back.
  class Returning {
   public:
    void answered(std::size_t callers, Clock::time_point when);
    void came(std::size_t callers);
    [[nodiscard]] Clock::duration time_of(std::size_t callers) const { return each_ * callers; }

   private:
    std::size_t awaited_ = 0;  // of those answered last
    std::size_t came_ = 0;
    Clock::time_point answered_;
    Clock::duration each_{};
  };

  void run();
  void wait_for_the_first();
  void wait_for_the_others(std::size_t expected);
  Clock::duration time_of(std::size_t callers);  // until they are back
  std::vector<WaitingAppend> take_group();

  Commit commit_;
  std::mutex mutex_;
  std::condition_variable work_;   // something waits, or the end has come
  std::condition_variable space_;  // the queue has become shorter
  std::vector<WaitingAppend> queue_;
  std::atomic<std::size_t> waiting_ = 0;  // callers in the queue, to be looked at without the mutex
  std::size_t queued_bytes_ = 0;
  std::size_t answered_ = 0;       // callers of the group before
  Returning returning_;            // with the mutex
  Clock::duration commit_time_{};  // of the last group
  std::atomic<bool> ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace rireki
