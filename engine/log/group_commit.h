// Group commit: appends of many callers wait in a queue, one thread commits all that wait as one group, with one sync.
// Callers that were just answered are about to come back. If all who are under way come within a sync, those who wait
// already wait for them, and go together; else judging takes longer than a sync, and is better done beside one. A
// single caller never waits. Meanwhile the group is prepared as it comes.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
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

/// What makes groups durable, one after the other. Called on the queue's own thread alone.
class GroupWriter {
 public:
  virtual ~GroupWriter() = default;

  /// Takes an append, which lives until it is written, into the next group; returns how it is answered then. What can
  /// be done for it before the whole group is there belongs here: others may still be waited for.
  [[nodiscard]] virtual Result<Appended> take(const AppendRequest& request) = 0;

  /// Makes the group durable and begins another. Errors: everybody's in the group.
  [[nodiscard]] virtual Result<void> write() = 0;
};

class GroupCommit {
 public:
  /// `writer` must outlive this object.
  explicit GroupCommit(GroupWriter& writer);

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
    /// Of those answered last, how many are not back.
    [[nodiscard]] std::size_t outstanding() const { return awaited_ - std::min(came_, awaited_); }

   private:
    std::size_t awaited_ = 0;  // of those answered last
    std::size_t came_ = 0;
    Clock::time_point answered_;
    Clock::duration each_{};
  };

  /// What goes to the disk together.
  struct Group {
    std::vector<WaitingAppend> appends;
    std::vector<Result<Appended>> answers;
    std::size_t callers = 0;
    std::size_t bytes = 0;
  };

  void run();
  std::size_t expected_callers();
  void wait_for_the_first();
  void wait_for_the_others(Group& group, std::size_t expected);
  Clock::duration time_of(std::size_t callers);  // until they are back
  Group gather();
  bool take_waiting(Group& group);
  void answer(Group group, const Result<void>& written);

  GroupWriter& writer_;
  std::mutex mutex_;
  std::condition_variable work_;   // something waits, or the end has come
  std::condition_variable space_;  // the queue has become shorter
  std::deque<WaitingAppend> queue_;
  std::atomic<std::size_t> waiting_ = 0;  // callers in the queue, to be looked at without the mutex
  std::size_t queued_bytes_ = 0;
  Returning returning_;            // with the mutex
  Clock::duration commit_time_{};  // of the last group
  std::atomic<bool> ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace rireki
