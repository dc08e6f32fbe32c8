// What an engine has admitted and the Log has not yet made durable.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "engine/log/log.h"
#include "events/types/values.h"

namespace rireki {

/// Records are added one after the other, and sent together. Used by one thread at a time; the Log answers on its own.
/// The Log must have answered everything, or be gone, before this is.
class Outbox {
 public:
  /// Behind a Log that ends with `last`.
  void begin(Seq last) { sent_ = last; }

  /// The seq that the next record will have.
  [[nodiscard]] Seq next() const { return Seq{sent_.value + added_.size() + 1}; }
  /// The last seq that the Log has or was asked to take.
  [[nodiscard]] Seq sent() const { return sent_; }
  [[nodiscard]] bool has_added() const { return added_.size() > 0; }
  /// Whether anything waits for the Log, added or sent.
  [[nodiscard]] bool is_waiting() const { return has_added() || !flights_.empty(); }

  /// Makes place for so many records of so many bytes each.
  void expect(std::size_t records, std::size_t bytes_each);

  /// Adds a record whose bytes `encode` appends to what it is given; nothing, if it throws.
  template <class Encode>
  void add(const Encode& encode) {
    const std::size_t before = added_.bytes.size();
    try {
      encode(added_.bytes);
    } catch (...) {
      added_.bytes.resize(before);
      throw;
    }
    added_.ends.push_back(added_.bytes.size());
  }

  /// The bytes of a record that was added or sent, if they are still here; until the next call.
  [[nodiscard]] std::optional<std::string_view> find(Seq seq) const;

  /// Forgets what is durable.
  void forget(Seq durable);

  /// Sends what was added, perhaps nothing: `done` then waits for all that was sent before (Log::append).
  void send(Log& log, Log::Done done);

  /// Waits until the Log has answered all that was sent.
  void wait();

  /// What was sent is answered still; from now on `not_failed` gives this reason.
  void stop(const Error& reason);

  /// Errors: IO_ERROR with the reason why nothing more is acknowledged. Any thread.
  [[nodiscard]] Result<void> not_failed();

 private:
  struct Flight {
    Seq first;
    std::shared_ptr<const RecordBatch> records;
  };

  void land(const Result<Appended>& appended);

  RecordBatch added_;
  Seq sent_;
  std::deque<Flight> flights_;  // perhaps not durable yet

  std::mutex mutex_;  // of what the Log's thread tells
  std::condition_variable landed_;
  std::size_t in_flight_ = 0;
  std::string failure_;
};

}  // namespace rireki
