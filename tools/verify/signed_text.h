// Signed notes (c2sp.org/signed-note, Ed25519) and the checkpoints in them (c2sp.org/tlog-checkpoint).
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

/// Those of one log, which changes its key: what is checked may be signed by any of them. At least one.
using PublicKeys = std::vector<PublicKey>;

/// The text of a note that one of the keys has signed. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<std::string> signed_text(std::string_view note, const PublicKeys& keys);

struct SignedTree {
  std::string log;  // its name
  std::uint64_t size = 0;
  Digest root{};
};

/// What a checkpoint of the keys' log says. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<SignedTree> signed_tree(std::string_view checkpoint, const PublicKeys& keys);

}  // namespace rireki
