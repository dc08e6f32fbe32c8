#include "projections/narrow_question.h"

#include <algorithm>

#include "events/calendar/one_month.h"

namespace rireki {

namespace {

/// Whether it says something of a counted event, and of no person; in a month there may be one.
constexpr bool is_of_event_alone(Attribute a) { return a >= Attribute::fiscal_year && a != Attribute::month; }

}  // namespace

bool is_short_period(Day from, Day to, Day as_of) {
  constexpr int kMonths = 12;
  return std::min(to, as_of) < last_day_of_months(from, kMonths);
}

bool is_narrow(const CountQuery& query) {
  if (!query.filter.is_empty()) return true;
  if (query.what == CountOf::headcount) return false;
  return is_short_period(query.from, query.to, query.as_of) || !std::ranges::all_of(query.by, is_of_event_alone);
}

}  // namespace rireki
