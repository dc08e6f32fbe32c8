// Commands that a service answers instead of a data directory: `--server URL`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "tools/rireki/command.h"

namespace rireki {

/// Asks the service what the command line asks, and prints its answer as the command would; the exit status. `app` has
/// been parsed. Commands and options that the service has no route for are refused as USAGE.
int ask_server(const CLI::App& app, const GlobalOptions& global);

/// Whether the command asks the service by itself (post_events).
[[nodiscard]] bool posts_to_server(const std::string& command);

/// Appends a batch, or judges it. Errors: IO_ERROR if the service cannot be reached, otherwise its refusal.
[[nodiscard]] Result<std::vector<Outcome>> post_events(const GlobalOptions& global, const std::vector<Event>& batch,
                                                       std::optional<Version> expected, bool dry_run);

}  // namespace rireki
