// Who joins the demo city's staff: their families, sexes, ages and births.
#pragma once

#include <span>

#include "tools/demo/filing.h"

namespace rireki::demo {

/// Of a thousand regular staff, how many work in each family.
[[nodiscard]] std::span<const int> regular_shares();
/// Of a thousand on terms of a fiscal year.
[[nodiscard]] std::span<const int> term_shares();
/// Of a thousand people of the city's staff, how many are on such terms.
inline constexpr int kTermShare = 150;

/// A person with the next number, of that age on 1 April of `year`; not employed yet.
[[nodiscard]] Staff make_person(City& city, Family family, int year, int age);

[[nodiscard]] constexpr Day april_first(int year) { return from_civil({year, 4, 1}); }

/// Careers are made apart in each: a general's vacancy is not for a firefighter.
enum class Pool : std::uint8_t { general, fire, hospital, none };
[[nodiscard]] Pool pool_of(Family family);

/// How many of a pool of that size may hold a rank.
[[nodiscard]] int places(Rank rank, int pool_size);

/// How somebody of that family and age at hire usually comes in.
[[nodiscard]] Route usual_route(const Staff& staff);

[[nodiscard]] PersonRegistered registration(const Staff& staff);

/// The pattern in which a family works in a unit, where it is not by day.
[[nodiscard]] std::optional<Pattern> pattern_of(Family family, const UnitPlan& unit);

}  // namespace rireki::demo
