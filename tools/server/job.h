// Long work over the data directory that a client starts, follows and may cancel: a rebuild, a verification.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "engine/views/watch.h"
#include "events/types/error.h"

namespace rireki {

/// One piece of work of a kind at a time. Any thread.
class Job {
 public:
  struct Report {
    std::string json;
    std::string amiss = {};  // a sentence, if something is that the JSON does not say
  };
  /// Errors end it as failed.
  using Work = std::function<Result<Report>(const Watch& watch)>;

  Job() = default;
  /// Cancels, and waits for the end.
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  /// Begins on a thread of its own; false if it is under way already.
  bool start(Work work);

  /// Asks it to end; it does soon, if it can.
  void cancel() { is_cancelled_ = true; }

  /// {"state":"none"|"running"|"done"|"failed"|"cancelled","number":n,"done":n,"total":n,"report":{…}|null,
  /// "code":"…"|null,"detail":"…"|null}: which one it is, counted from the service's start; code and sentence of the
  /// error that ended it, or what is amiss; of one that was cancelled a sentence alone. Once done, `done` is `total`.
  [[nodiscard]] std::string state() const;

 private:
  void run(const Work& work);

  std::thread thread_;
  std::atomic<bool> is_cancelled_ = false;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<std::uint64_t> total_ = 0;
  mutable std::mutex mutex_;  // of what follows, and of starting
  bool is_running_ = false;
  std::int64_t number_ = 0;
  std::optional<Result<Report>> ended_;
};

}  // namespace rireki
