// Signed notes (c2sp.org/signed-note) with Ed25519, and the checkpoints that are written in them
// (c2sp.org/tlog-checkpoint): a text that others' tools can check with nothing but a verifier key.
//
//   text, ending in a newline · an empty line · "— NAME BASE64(key id ‖ signature)" and a newline, once a signer
//   key id = the first 4 bytes of SHA-256(NAME ‖ 0x0A ‖ 0x01 ‖ public key)
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/proof/frontier.h"
#include "events/types/error.h"

namespace rireki {

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Strict: padded, without blanks. Errors: INVALID_FIELD.
[[nodiscard]] Result<std::string> from_base64(std::string_view text);

/// Who signed: "NAME+KEYID+BASE64(0x01 ‖ public key)" as text.
struct VerifierKey {
  std::string name;
  std::string id;          // 4 bytes
  std::string public_key;  // 32 bytes

  [[nodiscard]] std::string text() const;
};

/// Errors: INVALID_FIELD naming what is wrong: not three parts, a bad name, another algorithm, a key id that is not the
/// key's.
[[nodiscard]] Result<VerifierKey> parse_verifier_key(std::string_view text);

/// A line each. Errors: as for one, and if there is none.
[[nodiscard]] Result<std::vector<VerifierKey>> parse_verifier_keys(std::string_view text);

/// The verifier key of a public key (32 bytes) under a name.
[[nodiscard]] VerifierKey verifier_key(std::string name, std::string public_key);

/// The text of a note that `key` has signed. Errors: INVALID_FIELD for a note that is malformed; INTEGRITY_ERROR for
/// one that the key has not signed, or has signed wrongly.
[[nodiscard]] Result<std::string> open_note(std::string_view note, const VerifierKey& key);

/// The text of a note that one of these keys of a log has signed, and none of them wrongly. Errors: as above.
[[nodiscard]] Result<std::string> open_note(std::string_view note, std::span<const VerifierKey> keys);

/// "ORIGIN\nSIZE\nBASE64(root)\n".
struct Checkpoint {
  std::string origin;
  TreeHead head;

  [[nodiscard]] std::string text() const;
};

/// Lines after the third are extensions, which are left aside. Errors: INVALID_FIELD.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

}  // namespace rireki
