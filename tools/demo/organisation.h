// What happens to the demo city as a whole: its policies, its units, and what is counted once a year.
#pragma once

#include "tools/demo/filing.h"

namespace rireki::demo {

/// The policy, first of all, and the units as they were on 2014-04-01.
void found_city(City& city);

/// Changes of units and policies that take effect on 1 April, known some weeks before.
void change_organisation(City& city, int year);

/// The unit that the re-organisation abolishes, once its staff have moved.
void close_unit(City& city);

/// Examinations, surveys, stress checks, attendance and measures of a fiscal year.
void tally_year(City& city, int year);

}  // namespace rireki::demo
