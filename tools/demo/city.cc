#include "tools/demo/city.h"

#include <algorithm>

#include "tools/demo/course.h"
#include "tools/demo/hires.h"
#include "tools/demo/migration.h"
#include "tools/demo/orders.h"
#include "tools/demo/organisation.h"
#include "tools/demo/people.h"
#include "tools/demo/promotions.h"
#include "tools/demo/showcase.h"

namespace rireki {

namespace {

using namespace demo;

constexpr int kFirstYear = 2014;

/// Everything about a year is recorded from the March before it on.
Instant books_open(int year) { return Instant{from_civil({year, 3, 1}).days * kDayMs}; }

void decide_april(City& city, int year) {
  change_organisation(city, year);
  renew_staff(city, year);
  plan_departures(city, year);
  const bool reorganises = april_first(year) == kReorganised;
  if (reorganises) {
    move_out_of_closed_unit(city);
    close_unit(city);
  }
  demote_at_age_limit(city, year);
  second_staff(city, year);
  promote_staff(city, year);
  transfer_staff(city, year);
  fill_vacancies(city, year);
  give_duties(city, year);
}

}  // namespace

void generate_city(const DemoOptions& options, const std::function<void(Event)>& emit) {
  City city({.people = std::max(options.people, kPeopleMin), .seed = options.seed}, emit);
  found_city(city);
  file_showcase(city);
  migrate_staff(city);
  for (int year = kFirstYear; year < kLastYear; ++year) {
    if (year == kFirstYear) {
      plan_departures(city, year);
    } else {
      decide_april(city, year);
    }
    for (Staff& staff : city.staff) live_year(city, staff, year);
    tally_year(city, year);
    city.outbox.release(books_open(year + 1));
  }
  decide_april(city, kLastYear);
  city.outbox.release(Instant{INT64_MAX});
}

}  // namespace rireki
