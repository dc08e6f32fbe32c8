// Questions that a service answers instead of a data directory: `--server URL`.
#pragma once

#include "tools/rireki/command.h"

namespace rireki {

/// Asks the service what the command line asks, and prints its answer as the command would; the exit status. `app` has
/// been parsed. A certificate of the answer goes to the file of that name, if there is one. Commands and options that
/// the service has no route for are refused as USAGE.
int ask_server(const CLI::App& app, const GlobalOptions& global, const std::string& certificate = {});

}  // namespace rireki
