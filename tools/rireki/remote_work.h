// Long work that a service does for whoever asks: a rebuild, a verification.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "engine/views/watch.h"
#include "tools/rireki/command.h"

namespace rireki {

/// Begins the work of a route, "/v1/rebuild?check=true", and follows it to its end; cancels it there once the watch
/// says so. Returns its state when it is done (docs/http_api.md). Errors: what refused or ended it, as in a data
/// directory; IO_ERROR if the service has forgotten it.
[[nodiscard]] Result<boost::json::object> work_at_service(const GlobalOptions& global, const std::string& target,
                                                          const Watch& watch);

}  // namespace rireki
