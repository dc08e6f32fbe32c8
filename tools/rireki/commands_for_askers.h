// Commands as the service runs them for whom it has let in: each shows what the asker's role may see.
#pragma once

#include "tools/server/questions.h"

namespace rireki {

/// Its copies share what they know of a manager's staff, so that they run one at a time: as they do, by the engine
/// held.
[[nodiscard]] RunCommand commands_for_askers();

}  // namespace rireki
