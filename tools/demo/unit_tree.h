// The units of the demo city, and where each job family works.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "events/calendar/day.h"
#include "tools/demo/random.h"

namespace rireki::demo {

enum class Family : std::uint8_t {
  clerical,
  engineer,
  nursery_teacher,
  public_health_nurse,
  nurse,
  medical_technician,
  doctor,
  firefighter
};
inline constexpr std::size_t kFamilyCount = 8;
/// The family's id in the policy.
[[nodiscard]] std::string_view id_of(Family family);

/// One unit as it was when the city was founded, or when it was established later.
struct UnitPlan {
  std::string_view code;
  std::string_view name;
  std::string_view kana;
  std::string_view parent;     // empty: a department
  std::string_view authority;  // empty: its parent's
  /// Of a section: how many of each family work here, relatively. Of a department: 1 for families that rise to its top.
  std::array<int, kFamilyCount> weights;
  Day first;
  Day last;  // nobody is placed here later
};

inline constexpr Day kFounded = from_civil({1970, 4, 1});
inline constexpr Day kReorganised = from_civil({2020, 4, 1});

/// Parents before their children.
[[nodiscard]] std::span<const UnitPlan> unit_plans();
[[nodiscard]] const UnitPlan& unit_plan(std::string_view code);
[[nodiscard]] inline bool is_department(const UnitPlan& unit) { return unit.parent.empty(); }

/// A unit open on that day where the family works, other than `present`; null if there is no other. Directors and their
/// deputies sit in departments, everyone else in sections.
[[nodiscard]] const UnitPlan* pick_unit(Random& random, Family family, bool department, Day day,
                                        const UnitPlan* present);

// What happens to units (all with effect from a 1 April).
inline constexpr std::string_view kClosedUnit = "U-404";       // abolished when reorganised
inline constexpr std::string_view kClosedSuccessor = "U-401";  // takes over its staff
inline constexpr std::string_view kNewUnit = "U-105";          // established when reorganised
inline constexpr std::string_view kMovedUnit = "U-502";        // from the board of education to the mayor
inline constexpr std::string_view kMovedTo = "U-200";
inline constexpr std::string_view kRenamedUnit = "U-104";
inline constexpr std::string_view kNewName = "デジタル推進課";
inline constexpr Day kRenamed = from_civil({2022, 4, 1});

}  // namespace rireki::demo
