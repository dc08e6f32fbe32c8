// The register of erasures beside the Vault: signed tombstones (tombstone.h), which no backup holds and every restore
// applies. A file in the form of the Vault's (vault_file.h).
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/proof/signed_note.h"
#include "engine/vault/vault_file.h"

namespace rireki {

/// One thread at a time.
class ErasureRegister {
 public:
  explicit ErasureRegister(std::string path) : path_(std::move(path)) {}

  /// Reads it; `visit` sees what was erased. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<void> load(const std::function<void(const Erasure&)>& visit);

  /// Writes more tombstones, with one sync. Errors: as `load`.
  [[nodiscard]] Result<void> add(std::span<const std::string> tombstones);

  /// As loaded and added.
  [[nodiscard]] const std::set<std::string>& tombstones() const { return tombstones_; }

  /// The tombstones of a copy, which ends with a whole one, for nobody writes it. Errors: IO_ERROR; INTEGRITY_ERROR,
  /// naming the file, also if none of these keys of the log has signed one of them.
  [[nodiscard]] static Result<std::set<std::string>> read_copy(const std::string& path,
                                                               std::span<const VerifierKey> keys);

  /// Makes a register of these tombstones, in one step that a crash leaves undone or done. Errors: IO_ERROR.
  [[nodiscard]] static Result<void> make(const std::string& path, const std::set<std::string>& tombstones);

  /// Which of these are not in it.
  [[nodiscard]] std::vector<std::string> lacking(std::span<const std::string> tombstones) const;

 private:
  std::string path_;
  std::set<std::string> tombstones_;
};

}  // namespace rireki
