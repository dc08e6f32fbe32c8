// Joining and leaving the demo city: appointments, terms, departures.
#pragma once

#include "tools/demo/filing.h"

namespace rireki::demo {

/// A person for whom a place is free; `mid_year`: some months after 1 April.
struct Vacancy {
  EmploymentKind kind = EmploymentKind::regular;
  Family family = Family::clerical;
  bool mid_year = false;
};

/// Hires somebody in the year, and decides whether they leave within it.
void hire(City& city, int year, Vacancy vacancy);

/// Hires as many as are missing on 1 April, of each family.
void fill_vacancies(City& city, int year);

/// Decides who of the staff leaves during the year; nothing is recorded yet.
void plan_departures(City& city, int year);

/// Who left by 31 March goes; some who retired come back on a term of a year, and terms that end are renewed or lapse.
void renew_staff(City& city, int year);

/// Records the departure, if there is one, before or after the last day.
void file_departure(City& city, Staff& staff);

}  // namespace rireki::demo
