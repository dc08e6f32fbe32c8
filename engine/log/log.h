// The port to the Log: append, read, nothing else. Its first form is RocksDB on this machine (rocks_log.h); it must
// also fit a replicated log, whose cluster gives the sequence numbers. Nothing above may assume that the writer is
// local.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/proof/frontier.h"
#include "events/calendar/instant.h"
#include "events/types/error.h"
#include "events/types/values.h"

namespace rireki {

/// Canonical records (events/types/record_codec.h), one after the other in `bytes`, each up to its end in `ends`.
struct RecordBatch {
  std::string bytes;
  std::vector<std::size_t> ends;

  [[nodiscard]] std::size_t size() const { return ends.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(bytes).substr(begin, ends[i] - begin);
  }
};

/// To be appended together: all of the records or none. No records at all: answered once everything before is durable.
struct AppendRequest {
  std::shared_ptr<const RecordBatch> records;
  Seq expected_last;  // where the caller judged them: if the Log has moved on, they must be judged again
};

struct Appended {
  Seq first;
  Seq last;
};

/// `append` and `last` may be called from any thread, `read` and `last_known_at` from one at a time.
class Log {
 public:
  using Done = std::function<void(Result<Appended>)>;
  /// Returns false to stop reading.
  using Visit = std::function<bool(Seq seq, std::string_view record)>;

  virtual ~Log() = default;

  /// Appends the records as the next sequence numbers, without gaps, and calls `done` once, possibly on another thread
  /// and possibly before `append` returns. Appends are answered in the order in which they were made, and may be made
  /// while earlier ones wait. Success means: on disk. Errors: CONCURRENT_CHANGE if the last seq is not the expected
  /// one; IO_ERROR, after which this object acknowledges nothing more.
  virtual void append(AppendRequest request, Done done) = 0;

  /// The last durable seq; 0 in an empty Log. It moves on before those who appended are told.
  [[nodiscard]] virtual Seq last() const = 0;

  /// The right edge of the Merkle tree over the durable records. Not while appends are under way.
  [[nodiscard]] virtual const Frontier& frontier() const = 0;

  /// Its size and root.
  [[nodiscard]] TreeHead head() const {
    Hasher hasher;
    return frontier().head(hasher);
  }

  /// Visits the records from..to (both inclusive, clipped to the Log) in order; a visitor may read, too. Errors:
  /// INTEGRITY_ERROR naming the seq.
  [[nodiscard]] virtual Result<void> read(Seq from, Seq to, const Visit& visit) = 0;

  /// The last record with `recorded <= instant`; 0 if there is none.
  [[nodiscard]] virtual Result<Seq> last_known_at(Instant instant) = 0;

  /// Adds to `directory` a copy of the Log from its beginning up to now or later, read back against checksums, and
  /// returns its number there. Any thread; appends go on. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<std::uint32_t> back_up(const std::string& directory) = 0;
};

}  // namespace rireki
