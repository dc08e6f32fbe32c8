// What happens to people between one 1 April and the next: training, leaves, births, grades, resignations.
#pragma once

#include "tools/demo/filing.h"

namespace rireki::demo {

/// Records the person's fiscal year, from 1 April or the hire until 31 March or the last day.
void live_year(City& city, Staff& staff, int year);

}  // namespace rireki::demo
