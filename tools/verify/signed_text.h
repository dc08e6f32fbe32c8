// Signed notes (c2sp.org/signed-note, Ed25519) and the checkpoints in them (c2sp.org/tlog-checkpoint).
#pragma once

#include <string>
#include <string_view>

#include "events/types/error.h"
#include "tools/verify/hashing.h"

namespace rireki {

/// "NAME+KEYID+BASE64(0x01 ‖ public key)".
struct PublicKey {
  std::string name;
  std::string id;   // 4 bytes
  std::string key;  // 32 bytes
};

/// Errors: INVALID_FIELD.
[[nodiscard]] Result<PublicKey> parse_public_key(std::string_view text);

/// The text of a note that this key has signed. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<std::string> signed_text(std::string_view note, const PublicKey& key);

struct SignedTree {
  std::uint64_t size = 0;
  Digest root{};
};

/// What a checkpoint of this key's log says. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<SignedTree> signed_tree(std::string_view checkpoint, const PublicKey& key);

}  // namespace rireki
