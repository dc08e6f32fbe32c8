// The newest checkpoint, a signed note in a file beside the Log (DIR/checkpoint). Unlike the guard it proves to others
// what the Log was: whoever has a copy can tell a Log that was shortened or changed since.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/proof/signed_note.h"

namespace rireki {

/// The note as it is stored; none if there is no file, or `path` is empty. Errors: IO_ERROR.
[[nodiscard]] Result<std::optional<std::string>> read_checkpoint_note(const std::string& path);

/// What it says, without a look at its signature. Errors: IO_ERROR; INTEGRITY_ERROR if it is no checkpoint.
[[nodiscard]] Result<std::optional<Checkpoint>> read_checkpoint(const std::string& path);

/// What it says, signed by the log's key, whose public half lies beside it (verifier.key) or else its source
/// (signing.key). Errors: IO_ERROR; INTEGRITY_ERROR, with the way on, if the key has not signed this, or there is none.
[[nodiscard]] Result<std::optional<Checkpoint>> read_signed_checkpoint(const std::string& path);

/// The same by these keys of the log, of one that lies elsewhere than they do.
[[nodiscard]] Result<std::optional<Checkpoint>> read_signed_checkpoint(const std::string& path,
                                                                       std::span<const VerifierKey> keys);

/// What a note says that one of these keys of a log has signed, as a checkpoint of that log. Errors: as `open_note`;
/// INTEGRITY_ERROR if it is another log's.
[[nodiscard]] Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> keys);

/// Errors: IO_ERROR.
[[nodiscard]] Result<void> remove_checkpoint(const std::string& path);

}  // namespace rireki
