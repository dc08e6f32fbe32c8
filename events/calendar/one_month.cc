#include "events/calendar/one_month.h"

#include <cassert>

namespace rireki {

Day last_day_of_months(Day first, int months) {
  assert(months >= 1);
  const int day = to_civil(first).day;
  const Month later{month_of(first).index + months};
  const bool has_corresponding_day = first_day(later) + (day - 1) <= last_day(later);
  return has_corresponding_day ? first_day(later) + (day - 2) : last_day(later);
}

bool lasts_months(Day first, Day last, int months) { return last >= last_day_of_months(first, months); }

}  // namespace rireki
