#include "tools/demo/staff.h"

#include <algorithm>

#include "events/calendar/digits.h"

namespace rireki::demo {

std::string number_text(int number) {
  constexpr std::size_t kDigits = 6;
  return "P" + padded(number, kDigits);
}

std::optional<std::string> post_of(Rank rank, const UnitPlan& unit, Day day) {
  if (!is_manager(rank)) return std::nullopt;
  const bool renamed = unit.code == kRenamedUnit && day >= kRenamed;
  const std::string name(renamed ? kNewName : unit.name);
  return name + (rank == Rank::deputy_director ? "次長" : "長");
}

int grade_after_promotion(Rank to, int grade) { return std::max(plan_of(to).lowest_grade, grade); }

}  // namespace rireki::demo
