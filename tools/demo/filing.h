// How the personnel office of the demo city records events: by whom, under which order, when, and with which slips.
//
// An event is recorded on the day asked for, but never before what it depends on: a hire before a promotion, one change
// of rank, grade or unit before the next, the start of a leave before its end. So every event fits what is known when
// it is recorded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/demo/city.h"
#include "tools/demo/outbox.h"
#include "tools/demo/random.h"
#include "tools/demo/staff.h"

namespace rireki::demo {

/// The story ends with this day's office hours; what would be recorded later is recorded in its last week.
inline constexpr Day kLastRecorded = from_civil({2025, 3, 31});

/// Of this year nothing but its orders of 1 April is known.
inline constexpr int kLastYear = 2025;

/// The whole simulation.
struct City {
  City(const DemoOptions& wanted, const std::function<void(Event)>& emit)
      : options(wanted), random(wanted.seed), outbox(emit) {}

  DemoOptions options;
  Random random;
  Outbox outbox;
  std::vector<Staff> staff;   // in service, by number; those who left go when the year is over
  int numbers = 0;            // the highest person number given so far
  std::map<int, int> orders;  // appointment orders of each fiscal year so far
  Instant closed_unit_known;  // when the last event about staff of the closed unit was recorded
};

/// What an event depends on, and what depends on it.
enum class Chain : std::uint8_t { employment, career, leave, none };

/// A moment in office hours of that day, or of the Monday after a weekend.
[[nodiscard]] Instant office_time(Random& random, Day day);

/// The number of a new appointment order (辞令) of the fiscal year of `effective`: `R3-121`.
[[nodiscard]] std::string new_order(City& city, Day effective);

[[nodiscard]] std::string officer(Random& random);

/// The id of a new open item of a person: `leave-000012-1`.
[[nodiscard]] std::string new_item(Staff& staff, std::string_view what);

struct Paper {
  Day effective;
  Day recorded;
  std::string order = {};  // empty: none
  int line = 0;
  std::optional<Instant> migrated = {};  // taken over from an older system at this moment, not recorded as it happened
};

/// Records an event about a person.
Ticket file(City& city, Staff& staff, Chain chain, const Paper& paper, EventVariant data);

/// What was true all along, recorded as a correction of the event filed under `target`.
struct Truth {
  Ticket target;
  Day recorded;
  EventVariant data;
  std::optional<Day> effective = {};  // if the date was wrong, too
  CorrectionCause cause = CorrectionCause::clerical;
};
void correct(City& city, Staff& staff, Chain chain, Truth truth);

void rescind(City& city, Staff& staff, Chain chain, Ticket target, Day recorded, VoidCause cause);

/// Days until something is recorded that nobody reported in time; 0 in all but `per_mille` cases.
[[nodiscard]] int late_days(Random& random, int per_mille);

/// Staff of the unit that will be closed: their papers are kept in order, for nobody may stay behind in it.
[[nodiscard]] inline bool is_winding_down(const Staff& staff, Day day) {
  return staff.unit->code == kClosedUnit && day >= kReorganised - 366;
}

}  // namespace rireki::demo
