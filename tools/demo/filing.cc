#include "tools/demo/filing.h"

#include <algorithm>
#include <utility>

#include "events/calendar/digits.h"
#include "events/calendar/era.h"
#include "events/calendar/fiscal_year.h"

namespace rireki::demo {

namespace {

constexpr int kMsPerSecond = 1000;

/// The earliest moment for an event of this chain.
Instant floor_of(const Staff& staff, Chain chain) {
  switch (chain) {
    case Chain::employment:
    case Chain::career:
      return std::max(staff.employment_known, staff.career_known);
    case Chain::leave:
      return std::max(staff.employment_known, staff.leave_known);
    case Chain::none:
      break;
  }
  return staff.employment_known;
}

Instant moment_of(Random& random, Day day) {
  return office_time(random, day < kLastRecorded ? day : kLastRecorded - random.below(5));
}

/// Gives the event its moment, and what depends on it its floor.
void stamp(City& city, Staff& staff, Chain chain, Instant wanted, Event& event) {
  const Instant at = std::max(wanted, floor_of(staff, chain));
  event.recorded = at;
  if (chain == Chain::employment) staff.employment_known = at;
  if (chain == Chain::employment || chain == Chain::career) staff.career_known = at;
  if (chain == Chain::leave) staff.leave_known = at;
  if (staff.unit != nullptr && staff.unit->code == kClosedUnit) {
    city.closed_unit_known = std::max(city.closed_unit_known, at);
  }
}

Event about(City& city, const Staff& staff, EventVariant data) {
  Event event;
  event.subject = number_text(staff.number);
  event.actor = officer(city.random);
  event.data.value = std::move(data);
  return event;
}

}  // namespace

Instant office_time(Random& random, Day day) {
  constexpr int kSaturday = 6;
  constexpr int kOfficeSeconds = 8 * 3600 + 1800;  // from 9:00 in Japan, which is 0:00 UTC
  const int weekday = (day.days + 4) % 7;          // 1970-01-01 was a Thursday; Sunday is 0
  if (weekday == kSaturday) day = day + 2;
  if (weekday == 0) day = day + 1;
  return Instant{day.days * kDayMs + random.below(kOfficeSeconds * kMsPerSecond)};
}

std::string new_order(City& city, Day effective) {
  const int year = fiscal_year_of(effective, FiscalYearStart{});
  return fiscal_year_label(year) + "-" + std::to_string(++city.orders[year]);
}

std::string officer(Random& random) { return "hr-officer-" + std::to_string(random.between(1, 7)); }

std::string new_item(Staff& staff, std::string_view what) {
  return std::string(what) + "-" + number_text(staff.number).substr(1) + "-" + std::to_string(++staff.items);
}

Ticket file(City& city, Staff& staff, Chain chain, const Paper& paper, EventVariant data) {
  Event event = about(city, staff, std::move(data));
  event.effective = paper.effective;
  event.line = static_cast<std::uint16_t>(paper.line);
  if (!paper.order.empty()) event.order_ref = paper.order;
  if (paper.migrated) event.actor = "migration";
  stamp(city, staff, chain, paper.migrated ? *paper.migrated : moment_of(city.random, paper.recorded), event);
  return city.outbox.add(std::move(event));
}

void correct(City& city, Staff& staff, Chain chain, Truth truth) {
  auto replacement = std::make_shared<EventData>(EventData{std::move(truth.data)});
  Event event = about(city, staff,
                      EventCorrected{.target = {},
                                     .effective = truth.effective,
                                     .line = {},
                                     .data = {.json = {}, .data = std::move(replacement)},
                                     .cause = truth.cause});
  stamp(city, staff, chain, std::max(moment_of(city.random, truth.recorded), truth.target.recorded), event);
  city.outbox.add(std::move(event), truth.target);
}

void rescind(City& city, Staff& staff, Chain chain, Ticket target, Day recorded, VoidCause cause) {
  Event event = about(city, staff, EventVoided{.target = {}, .cause = cause});
  stamp(city, staff, chain, std::max(moment_of(city.random, recorded), target.recorded), event);
  city.outbox.add(std::move(event), target);
}

int late_days(Random& random, int per_mille) { return random.chance(per_mille) ? random.between(18, 75) : 0; }

}  // namespace rireki::demo
