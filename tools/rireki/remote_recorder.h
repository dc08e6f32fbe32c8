// Recording through a service.
#pragma once

#include <boost/json/object.hpp>

#include "tools/rireki/recorder.h"

namespace rireki {

/// One of the `outcomes` that a service answers with (docs/http_api.md). Throws as Boost.JSON does if it is none.
[[nodiscard]] Outcome outcome_of(const boost::json::object& row);

/// Of the service that the options name.
[[nodiscard]] std::unique_ptr<Recorder> open_remote_recorder(const GlobalOptions& global, bool dry_run);

}  // namespace rireki
