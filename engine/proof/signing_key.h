// The key that signs checkpoints. It is made with the data directory and never leaves it.
#pragma once

#include <string>

#include "events/types/error.h"

namespace rireki {

/// Makes an Ed25519 private key (PKCS #8 PEM) in a new file of mode 0600, synced. Errors: IO_ERROR, also if it exists.
[[nodiscard]] Result<void> create_signing_key(const std::string& path);

}  // namespace rireki
