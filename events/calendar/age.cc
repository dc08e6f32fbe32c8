#include "events/calendar/age.h"

#include <algorithm>
#include <utility>

namespace rireki {

int completed_years(Day since, Day day) {
  const CivilDate from = to_civil(since);
  const CivilDate to = to_civil(day);
  const bool before_anniversary = std::pair(to.month, to.day) < std::pair(from.month, from.day);
  return std::max(0, to.year - from.year - (before_anniversary ? 1 : 0));
}

int age_on(Day birth, Day day, AgeRule rule) { return completed_years(birth, rule == AgeRule::legal ? day + 1 : day); }

Day day_of_age(Day birth, int years, AgeRule rule) {
  const CivilDate born = to_civil(birth);
  const Day birthday = from_civil({born.year + years, born.month, born.day});  // of a 29 February 1 March
  return rule == AgeRule::legal ? birthday - 1 : birthday;
}

std::string age_band(int age) { return std::to_string(std::max(0, age) / 10 * 10) + "s"; }

}  // namespace rireki
