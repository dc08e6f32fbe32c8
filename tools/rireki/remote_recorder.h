// Recording through a service.
#pragma once

#include "tools/rireki/recorder.h"

namespace rireki {

/// Of the service that the options name.
[[nodiscard]] std::unique_ptr<Recorder> open_remote_recorder(const GlobalOptions& global, bool dry_run);

}  // namespace rireki
