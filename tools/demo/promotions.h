// Up and down the ladder on 1 April.
#pragma once

#include "tools/demo/filing.h"

namespace rireki::demo {

/// Fills the places that became free, from the top of the ladder down, and lets the young rise in time.
void promote_staff(City& city, int year);

/// Managers who have reached the age limit for managers step down (役職定年, since FY2024).
void demote_at_age_limit(City& city, int year);

}  // namespace rireki::demo
