// import --raw: a log that `export --raw` wrote, record for record (tools/rireki/raw_log.h).
#pragma once

#include <string>

#include "tools/rireki/command.h"

namespace rireki {

/// Appends the records of a file, or of standard input for "-", to an empty log or to one that they continue; every
/// record passes the rules as a trusted one. `keys`: the file with the keys of personal fields; empty: what lies beside
/// the file, if anything does. Returns the exit status.
[[nodiscard]] int import_raw(const GlobalOptions& global, const std::string& file, const std::string& keys,
                             bool dry_run);

/// Where `export --raw FILE` puts the keys.
[[nodiscard]] std::string open_keys_beside(const std::string& file);

}  // namespace rireki
