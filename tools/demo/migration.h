// The staff whom the demo city had already when it began to use rireki.
#pragma once

#include "tools/demo/filing.h"

namespace rireki::demo {

inline constexpr Day kMigrated = from_civil({2014, 4, 1});
/// From this moment on, within a second; the policy and the units are recorded before.
inline constexpr Instant kMigratedAt{kMigrated.days * kDayMs + 3'600'000};

/// Makes the staff of 2014-04-01 with their careers so far and records both on that day.
void migrate_staff(City& city);

}  // namespace rireki::demo
