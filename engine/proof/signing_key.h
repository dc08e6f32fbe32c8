// The key that signs checkpoints. It is made with the data directory and never leaves it.
#pragma once

#include <memory>
#include <string>

#include "engine/proof/signed_note.h"

namespace rireki {

/// Makes an Ed25519 private key (PKCS #8 PEM) in a new file of mode 0600, synced. Errors: IO_ERROR, also if it exists.
[[nodiscard]] Result<void> create_signing_key(const std::string& path);

class SigningKey {
 public:
  /// Errors: IO_ERROR if the file cannot be read, or holds no Ed25519 key.
  [[nodiscard]] static Result<SigningKey> load(const std::string& path);

  /// From the 32 secret bytes, under a name of the caller's choice. Errors: INVALID_FIELD.
  [[nodiscard]] static Result<SigningKey> from_seed(std::string name, std::string_view seed);

  /// What checks its signatures. The name is the log's origin: "rireki.log/" and the first half of the leaf hash
  /// of the public key in hex, so that no two logs share one.
  [[nodiscard]] const VerifierKey& verifier() const { return verifier_; }

  /// `text`, which ends in a newline, as a signed note. Errors: IO_ERROR if OpenSSL fails.
  [[nodiscard]] Result<std::string> sign(const std::string& text) const;

 private:
  SigningKey(std::shared_ptr<void> key, VerifierKey verifier) : key_(std::move(key)), verifier_(std::move(verifier)) {}

  std::shared_ptr<void> key_;  // OpenSSL's EVP_PKEY
  VerifierKey verifier_;
};

}  // namespace rireki
