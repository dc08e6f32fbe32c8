// The keys that no backup holds, as write_key_file (backup.h) writes them into one file and a restore reads them:
// the master key, a line, and behind it what DIR/signing.key says.
#pragma once

#include <string>

#include "engine/proof/signing_key.h"
#include "events/types/error.h"

namespace rireki {

struct DataDirectory;

/// As they lie in files: the texts, and which file each is from.
struct LogKeys {
  std::string master_path;
  std::string master;  // ends in a newline
  std::string signing_path;
  std::string signing;
};

/// Errors: USAGE if there is no such file, or it is none of keys; IO_ERROR.
[[nodiscard]] Result<LogKeys> read_key_file(const std::string& path);

/// Those of a data directory. Errors: USAGE if one is missing; IO_ERROR.
[[nodiscard]] Result<LogKeys> keys_in(const DataDirectory& data);

/// The signing key of these, which must be those of the log that was backed up into `set` (backup.h): its checkpoints
/// are checked with the one, its vault opens with the other. Errors: IO_ERROR; INTEGRITY_ERROR, naming the file.
[[nodiscard]] Result<SigningKey> keys_of_backup(const LogKeys& keys, const std::string& set);

}  // namespace rireki
