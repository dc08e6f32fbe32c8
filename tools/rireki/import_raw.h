// import --raw: a log that `export --raw` wrote, record for record (tools/rireki/raw_log.h).
#pragma once

#include <string>

#include "tools/rireki/command.h"

namespace rireki {

/// Appends the records of a file, or of standard input for "-", to an empty log or to one that they continue; every
/// record passes the rules as a trusted one. Returns the exit status.
[[nodiscard]] int import_raw(const GlobalOptions& global, const std::string& file, bool dry_run);

}  // namespace rireki
