// The units of the published city, and where people of each family and authority work in it.
#pragma once

#include <span>
#include <string_view>

#include "events/calendar/day.h"
#include "tools/demo/random.h"

namespace rireki::demo::published {

struct Unit {
  std::string_view code;
  std::string_view name;
  std::string_view kana;
  std::string_view parent;     // empty: none
  std::string_view authority;  // empty: its parent's
  std::string_view families;   // who works here, separated by blanks; empty: nobody
  Day first;                   // of its existence
};

/// Parents before their children.
[[nodiscard]] std::span<const Unit> units();

/// A unit for somebody of that family under that authority on a day, another than `present` if there is one.
[[nodiscard]] const Unit& pick_unit(Random& random, std::string_view authority, std::string_view family, Day day,
                                    const Unit* present);

}  // namespace rireki::demo::published
