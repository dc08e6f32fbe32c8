#include "events/calendar/fiscal_year.h"

namespace rireki {

int fiscal_year_of(Day day, FiscalYearStart start) {
  const int year = to_civil(day).year;
  return day < first_day_of_fiscal_year(year, start) ? year - 1 : year;
}

Day first_day_of_fiscal_year(int year, FiscalYearStart start) { return from_civil({year, start.month, start.day}); }

Day last_day_of_fiscal_year(int year, FiscalYearStart start) { return first_day_of_fiscal_year(year + 1, start) - 1; }

}  // namespace rireki
