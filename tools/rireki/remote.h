// Commands that a service answers instead of a data directory: `--server URL`.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "tools/rireki/command.h"
#include "tools/server/http_client.h"

namespace rireki {

/// Asks the service what the command line asks, and prints its answer as the command would; the exit status. `app` has
/// been parsed. Commands and options that the service has no route for are refused as USAGE.
int ask_server(const CLI::App& app, const GlobalOptions& global);

/// Whether the command needs neither a service nor a data directory. `app` has been parsed.
[[nodiscard]] bool is_local(const CLI::App& app);

/// Whether the command asks the service by itself, through a Recorder (recorder.h).
[[nodiscard]] bool records_at_server(const std::string& command);

/// Sends a request with the token and the purpose of the options. Errors: as `send_request`.
[[nodiscard]] Result<ServiceAnswer> send_to_service(const GlobalOptions& global, ServiceRequest request);

/// What a problem document says, or a refused outcome within an answer.
[[nodiscard]] Error refusal_of(const ServiceAnswer& answer);
[[nodiscard]] Error refusal_of(const boost::json::object& object);

/// Empty if there is no text.
[[nodiscard]] std::string text_at(const boost::json::object& object, std::string_view key);

}  // namespace rireki
