// Who works in the published city, from 2007 to 2024: careers planned so that the published headcounts, the staff by
// rank and sex, and the leavers of every year come out.
#pragma once

#include <map>
#include <vector>

#include "tools/demo/published/career.h"
#include "tools/demo/published/paths.h"

namespace rireki::demo::published {

/// The last fiscal year that is told whole; of the next one only its first orders.
inline constexpr int kLastYear = 2023;

/// The staff of 2023-04-01 by rank and sex, and the others who serve that day but are in none of the tables: doctors,
/// school supervisors, staff from Hokkaido, special posts. Re-appointed staff come with those who retire.
[[nodiscard]] std::vector<Career> plan_census(Random& random, Paths& paths);

/// Everyone who left in the fiscal years 2007 to 2022, so many that headcounts and hires of each year fit those of the
/// census: retired (some re-appointed), left young, left otherwise.
[[nodiscard]] std::vector<Career> plan_leavers(Random& random, Paths& paths, const std::vector<Career>& census);

/// Who of the census leaves in the last year, and who joins on the 1 April after it.
void plan_last_year(Random& random, Paths& paths, std::vector<Career>& all);

/// Staff on terms of a fiscal year, since 2020.
[[nodiscard]] std::vector<Career> plan_on_terms(Random& random);

/// Everyone, numbered by the day they joined; the number of kDemoPerson is hers.
[[nodiscard]] std::vector<Career> plan_city(Random& random);

/// A last day in that fiscal year: mostly its end.
[[nodiscard]] Day pick_last_day(Random& random, int fiscal_year);

}  // namespace rireki::demo::published
