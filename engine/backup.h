// Backups of a data directory. The way back is in restore.h.
//
//   BACKUPS/log/          copies of the Log, which share the files that did not change
//   BACKUPS/N/vault       of backup N: the wrapped keys of the personal fields, copied after the Log
//   BACKUPS/N/accesses/   the access log and its guard
//   BACKUPS/N/verifier.key
//   BACKUPS/N/checkpoint  a signed checkpoint that the copy of the Log reaches; written last: without it there is no
//                         backup N
//
// The keys that wrap and sign, and the register of erasures, are in no backup. Views are made anew.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/proof/frontier.h"
#include "events/types/error.h"

namespace rireki {

struct DataDirectory;

struct BackedUp {
  std::uint32_t number = 0;  // in its directory, from 1
  TreeHead head;             // which the copy of the Log reaches at least
};

/// The second half of a backup: what belongs to the copy of the Log with this number. Nothing may be written to the
/// vault meanwhile. `checkpoint` is a note signed before that copy, which goes if this fails. Errors: IO_ERROR.
[[nodiscard]] Result<BackedUp> complete_backup(const DataDirectory& data, const std::string& target,
                                               std::uint32_t number, const std::string& checkpoint);

/// Those of a directory whose copy of the Log and checkpoint can be read, ascending. Errors: USAGE, IO_ERROR.
[[nodiscard]] Result<std::vector<BackedUp>> backups_in(const std::string& target);

/// The numbers of those that were completed, whether they are whole still or not; ascending.
[[nodiscard]] std::vector<std::uint32_t> completed_backups(const std::string& target);

/// Where what belongs to the copy of the Log with this number lies; where those copies do.
[[nodiscard]] std::string set_of_backup(const std::string& target, std::uint32_t number);
[[nodiscard]] std::string logs_of_backups(const std::string& target);

/// Removes all but the newest whole ones, unless there is none. Errors: as `backups_in`.
[[nodiscard]] Result<void> keep_backups(const std::string& target, std::uint32_t count);

/// Writes the keys that no backup holds into one new file of mode 0600: the master key, a line, and the signing key.
/// Errors: IO_ERROR.
[[nodiscard]] Result<void> write_key_file(const DataDirectory& data, const std::string& path);

}  // namespace rireki
