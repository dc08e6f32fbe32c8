#include "events/calendar/fiscal_year.h"

#include <algorithm>
#include <iterator>

namespace rireki {

int fiscal_year_of(Day day, FiscalYearStart start) {
  const int year = to_civil(day).year;
  return day < first_day_of_fiscal_year(year, start) ? year - 1 : year;
}

Day first_day_of_fiscal_year(int year, FiscalYearStart start) { return from_civil({year, start.month, start.day}); }

Day last_day_of_fiscal_year(int year, FiscalYearStart start) { return first_day_of_fiscal_year(year + 1, start) - 1; }

void FiscalCalendar::change(Day from, FiscalYearStart start) {
  const CivilDate date = to_civil(from);
  const int year = date.month == 1 && date.day == 1 ? date.year : date.year + 1;
  if (!changes_.empty() && changes_.back().year == year) changes_.pop_back();
  changes_.push_back({year, start});
}

Day FiscalCalendar::first_day(int year) const {
  if (changes_.empty()) return first_day_of_fiscal_year(year, {});
  const auto after = std::ranges::upper_bound(changes_, year, {}, &Change::year);
  return first_day_of_fiscal_year(year, after == changes_.begin() ? after->start : std::prev(after)->start);
}

int FiscalCalendar::year_of(Day day) const {
  const int year = to_civil(day).year;
  return day < first_day(year) ? year - 1 : year;
}

}  // namespace rireki
