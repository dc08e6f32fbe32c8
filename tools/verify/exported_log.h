// An exported directory (c2sp.org/tlog-tiles, engine/proof/tiles.h says which files): is it what the checkpoint says?
#pragma once

#include <string>

#include "tools/verify/signed_text.h"

namespace rireki {

/// The file's content. Errors: IO_ERROR.
[[nodiscard]] Result<std::string> content_of(const std::string& path);

/// Checks the checkpoint's signature, every record, every tile and the root. Errors: IO_ERROR; INTEGRITY_ERROR naming
/// the first file or record that is not what was signed.
[[nodiscard]] Result<SignedTree> check_exported_log(const std::string& directory, const PublicKeys& keys);

}  // namespace rireki
