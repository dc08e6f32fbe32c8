// From a backup (backup.h) to a data directory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/backup.h"
#include "events/types/values.h"

namespace rireki {

struct RestoreOrder {
  std::string source;                   // directory of backups
  std::optional<std::uint32_t> number;  // none: the newest
  std::string key_file;                 // empty: the keys lie in the data directory
  std::string register_file;            // of erasures; empty: it lies in the data directory
  std::string newest_checkpoint;        // a signed note; empty: what lies in the data directory
  bool accepts_rollback = false;        // even if the backup is older than that
  std::string actor;
};

struct Restored {
  BackedUp backup;
  TreeHead head;                           // of the restored Log
  std::optional<Seq> first_missing;        // of a rollback: the first acknowledged Record that the backup lacks
  std::vector<std::uint32_t> passed_over;  // newer backups that are not whole any more; none if a number was given
};

/// Restores into a data directory that has no log. What lies there counts: keys, register of erasures, checkpoint and
/// guard. Whoever was erased stays erased: by the register that lies there, or by the given one. What is refused has
/// changed nothing there. Once all was checked, the log takes its place last; interrupted before, the same restore can
/// be begun again. A rollback is written down in DIR/losses.jsonl. Errors: USAGE for a backup, register or key that is
/// not there; INTEGRITY_ERROR for a backup that is broken, older than what was acknowledged, or of another history, and
/// for keys or a register of another log; IO_ERROR.
[[nodiscard]] Result<Restored> restore(const std::string& directory, const RestoreOrder& order);

}  // namespace rireki
