// The Log on RocksDB. One process opens it for writing; any number read it at the same time, each as of its opening.
//
//   column family `log`   groups of Records (record_group.h)
//   default               "head" → size and Merkle frontier (log_head.h), in the same write batch
//
// Beside it, outside RocksDB, lies the guard (engine/proof/guard.h), written after each commit and before its answer.
#pragma once

#include <memory>
#include <string>

#include "engine/log/log.h"
#include "engine/log/vouching.h"

namespace rocksdb {
class FileSystem;
}

namespace rireki {

enum class OpenMode : std::uint8_t { read, write };

/// Where a Log lies.
struct LogPlace {
  std::string directory;
  std::string guard;
  std::string checkpoint = {};                            // empty: none is kept
  std::shared_ptr<rocksdb::FileSystem> files = nullptr;   // null: the system's; tests put a faulty one here
  std::function<Result<void>()> before_commit = nullptr;  // makes durable what the Records of each group need
};

/// Makes an empty Log with its guard, where there is none. Errors: IO_ERROR.
[[nodiscard]] Result<void> create_rocks_log(const LogPlace& place);

/// Opens a Log. Errors: IO_ERROR if there is none, or another process writes it; INTEGRITY_ERROR if what is there is
/// broken, or is not what the guard vouches for, or is shorter than the checkpoint.
[[nodiscard]] Result<std::unique_ptr<Log>> open_rocks_log(const LogPlace& place, OpenMode mode);

/// Compares a Log with its guard and its checkpoint. With a missing or damaged guard all of the Log counts as lost.
/// Mode write: no other process may write it. Errors: as `open_rocks_log`.
[[nodiscard]] Result<std::optional<Loss>> find_loss(const LogPlace& place, OpenMode mode);

/// Makes the guard vouch for the Log as it is, synced, and removes the checkpoint. Errors: as `open_rocks_log`.
[[nodiscard]] Result<void> forget_loss(const LogPlace& place);

}  // namespace rireki
