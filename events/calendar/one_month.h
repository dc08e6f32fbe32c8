// The one-month rule: when a span of days counts as whole months (Civil Code, article 143).
#pragma once

#include "events/calendar/day.h"

namespace rireki {

/// The last day of the span of `months` (at least 1) calendar months that begins on `first`: the day before the
/// corresponding day of the later month or, where that month has no such day, its last day. From 01-15 to 02-14, from
/// 01-31 to 02-28 or 02-29, from 02-01 to the end of February.
[[nodiscard]] Day last_day_of_months(Day first, int months = 1);

/// Whether the span from `first` to `last`, both included, has at least `months` calendar months.
[[nodiscard]] bool lasts_months(Day first, Day last, int months);

}  // namespace rireki
