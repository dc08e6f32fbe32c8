// What happened in one person's career that can be counted: events, lapses of terms, absence spells.
#pragma once

#include <functional>
#include <vector>

#include "projections/filter.h"

namespace rireki {

/// One countable event with the state by which it counts: of a separation or lapse that of its last day, of any other
/// the state right after it.
struct Happening {
  EventType type{};  // Separated for a lapse too
  CountedEvent event;
  State state;
  const Entry* entry = nullptr;  // null: a lapse of a term
};

/// A maximal run of absent days with no day of presence between; days off count as absent.
struct Spell {
  CountedEvent event;       // of its first AbsenceStarted
  State state;              // right after that
  std::optional<Day> last;  // absent; none: open at the end of as_of
  const Entry* entry = nullptr;
};

/// Visits the events with effective <= as_of in order, lapses at their place.
void each_happening(const Timeline& timeline, const Knowledge& knowledge, std::string_view person, Day as_of,
                    const std::function<void(const Happening&)>& visit);

[[nodiscard]] std::vector<Spell> spells(const Timeline& timeline, const Knowledge& knowledge, std::string_view person,
                                        Day as_of);

}  // namespace rireki
