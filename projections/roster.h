// Who is here: persons at an (as-of, known-at), one by one or all of them.
#pragma once

#include <functional>

#include "projections/filter.h"

namespace rireki {

struct RosterQuery {
  Day as_of;
  Filter filter;
  bool all = false;      // also the separated and the registered
  bool personal = true;  // with the personal fields; without them the filter must not ask for any
  std::function<bool(std::string_view person)> may_show =
      {};                               // none: everybody; nobody else is counted by what follows
  std::uint64_t skip = 0;               // so many rows that match
  std::uint64_t rows_max = UINT64_MAX;  // after those
};

/// Visits the rows that match, ascending by person. Returns of how many persons whom the filter kept out it could not
/// know sex or age, because they were erased. Errors: INTEGRITY_ERROR, USAGE of a population.
[[nodiscard]] Result<std::int64_t> roster(const Knowledge& knowledge, RosterQuery query,
                                          const std::function<void(const PersonRow&)>& visit);

/// Visits the row of one person; not at all if no Record of the person is known and in effect by then.
[[nodiscard]] Result<void> person(const Knowledge& knowledge, std::string_view person, Day as_of,
                                  const std::function<void(const PersonRow&)>& visit);

}  // namespace rireki
