// The key that signs checkpoints, certificates and tombstones. It is made with the data directory and never leaves it.
//
// The file holds private keys (PKCS #8 PEM): one, or while keys are changed two, the newer first, which both sign. Once
// a key was changed, the verifier keys of all that ever signed stand before them, a line each, the newest first.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/proof/signed_note.h"

namespace rireki {

/// Makes an Ed25519 private key (PKCS #8 PEM) in a new file of mode 0600, synced. Errors: IO_ERROR, also if it exists.
[[nodiscard]] Result<void> create_signing_key(const std::string& path);

/// Begins to change the key: adds a new one under the same name, and from then on both sign. Errors: USAGE if two sign
/// already; IO_ERROR.
[[nodiscard]] Result<void> add_signing_key(const std::string& path);

/// Ends it: the older key signs no more, and is overwritten. What it has signed can still be checked. Errors: USAGE if
/// one signs alone; IO_ERROR.
[[nodiscard]] Result<void> retire_signing_key(const std::string& path);

class SigningKey {
 public:
  /// Errors: IO_ERROR if the file cannot be read, or holds no Ed25519 key.
  [[nodiscard]] static Result<SigningKey> load(const std::string& path);

  /// What such a file says; `path` is named in errors.
  [[nodiscard]] static Result<SigningKey> from_text(std::string_view text, const std::string& path);

  /// As `load`, what is to sign for the log. Errors: INTEGRITY_ERROR, with the way on, if the verifier keys beside it
  /// (verifier.key), where they lie, know none of the keys that sign: it is another log's.
  [[nodiscard]] static Result<SigningKey> load_own(const std::string& path);

  /// From the 32 secret bytes, under a name of the caller's choice. Errors: INVALID_FIELD.
  [[nodiscard]] static Result<SigningKey> from_seed(std::string name, std::string_view seed);

  /// What checks the newest key's signatures. The name is the log's origin: "rireki.log/" and the first half of the
  /// leaf hash of the first key's public half in hex, so that no two logs share one.
  [[nodiscard]] const VerifierKey& verifier() const { return verifiers_.front(); }

  /// Of all keys that ever signed, the newest first.
  [[nodiscard]] const std::vector<VerifierKey>& verifiers() const { return verifiers_; }

  /// `text`, which ends in a newline, as a note that every key signs which is not retired. Errors: IO_ERROR if OpenSSL
  /// fails.
  [[nodiscard]] Result<std::string> sign(const std::string& text) const;

 private:
  friend Result<void> add_signing_key(const std::string& path);
  friend Result<void> retire_signing_key(const std::string& path);

  [[nodiscard]] bool is_known_by(std::span<const VerifierKey> keys) const;
  [[nodiscard]] Result<void> store(const std::string& path) const;

  std::vector<std::shared_ptr<void>> keys_;  // OpenSSL's EVP_PKEY, of the first of `verifiers_`
  std::vector<VerifierKey> verifiers_;
};

/// A checkpoint of the tree, signed by the keys at `path`. Errors: as `SigningKey::load_own`.
[[nodiscard]] Result<std::string> sign_checkpoint(const std::string& path, const TreeHead& head);

/// A line each.
[[nodiscard]] std::string text_of(std::span<const VerifierKey> keys);

}  // namespace rireki
