// Counts by dimensions: the headcount of a day, and events or absence spells of a period.
#pragma once

#include <map>
#include <vector>

#include "projections/filter.h"

namespace rireki {

enum class CountOf : std::uint8_t {
  headcount,
  hires,
  separations,
  promotions,
  demotions,
  transfers,
  trainings,
  absences
};
constexpr auto names(CountOf) {
  return name_list("headcount", "hires", "separations", "promotions", "demotions", "transfers", "trainings",
                   "absences");
}

/// What is counted as such; nothing counts headcounts and absences in events of one type.
[[nodiscard]] EventType counted_type(CountOf what);

/// The days, first and last, by whose Policies things are counted: those of the events themselves, of spells those on
/// which they began.
struct DaySpan {
  Day first;
  Day last;
};
[[nodiscard]] DaySpan counted_days(CountOf what, Day from, Day to, Day as_of);

/// Counted are events with from <= effective <= to and effective <= as_of (spells: that overlap from..to and began by
/// as_of); a headcount looks at as_of alone.
struct CountQuery {
  CountOf what{};
  Day as_of;
  Day from = kFirstDay;
  Day to = kLastDay;
  Filter filter;
  std::vector<Attribute> by;
};

struct CountRow {
  std::vector<Value> key;  // one for each dimension of `by`
  std::int64_t count = 0;
  std::int64_t persons = 0;  // behind it: fewer than events where somebody has several
};

struct Counts {
  std::vector<CountRow> rows;  // ascending by key, without zero rows; without `by` exactly one
  std::int64_t erased = 0;     // persons looked at whose sex or age was erased, where filter or key asks for it
};

/// Errors: INTEGRITY_ERROR, USAGE of a population.
[[nodiscard]] Result<Counts> count(const Knowledge& knowledge, CountQuery query);

}  // namespace rireki
