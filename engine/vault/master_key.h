// The key that wraps all others: 32 bytes in hex, in the file that RIREKI_MASTER_KEY_FILE names, else in DIR/master.key
// with mode 0600.
#pragma once

#include <string>

#include "engine/vault/cipher.h"
#include "events/types/error.h"

namespace rireki {

/// Where the master key lies: what the environment says, else `in_directory`.
[[nodiscard]] std::string master_key_path(const std::string& in_directory);

/// Makes one, synced, where there is none yet. Errors: IO_ERROR.
[[nodiscard]] Result<void> create_master_key(const std::string& path);

/// Errors: INTEGRITY_ERROR, with the way on, if the file is missing or holds no key; IO_ERROR.
[[nodiscard]] Result<SecretKey> load_master_key(const std::string& path);

}  // namespace rireki
