// The unit tree of a day: who stands under whom, how many staff each unit has, and how many it may have (定数).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "projections/knowledge.h"

namespace rireki {

/// A unit that is active at the end of the day. Views live as long as the Knowledge.
struct UnitRow {
  std::string_view unit;
  std::string_view name;
  std::string_view parent;     // as recorded, even if abolished since; empty: none
  std::string_view authority;  // its own or its parents'; empty: none
  std::int64_t headcount = 0;  // everyone employed in the unit or under it: `count headcount --where unit=…`
  std::optional<int> quota;    // of the Policy of the day
  int depth = 0;               // how many active units stand above it
};

/// Depth first, siblings ascending by code; a unit whose parent is not active stands under the next one above that is.
/// Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<std::vector<UnitRow>> unit_tree(const Knowledge& knowledge, Day as_of);

}  // namespace rireki
