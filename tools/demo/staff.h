// One person of the demo city as they truly are at the moment of the simulation, whatever the Log knows already.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "events/calendar/instant.h"
#include "events/types/person_events.h"
#include "tools/demo/names.h"
#include "tools/demo/unit_tree.h"

namespace rireki::demo {

/// The ladder of the city's policy, lowest first.
enum class Rank : std::uint8_t { clerk, senior, chief, section_manager, deputy_director, director };
inline constexpr std::size_t kRankCount = 6;

struct RankPlan {
  std::string_view id;
  int lowest_grade;
  int highest_grade;
};
inline constexpr std::array<RankPlan, kRankCount> kRanks = {{
    {"clerk", 1, 2},
    {"senior", 3, 4},
    {"chief", 3, 5},
    {"section_manager", 5, 6},
    {"deputy_director", 6, 7},
    {"director", 7, 8},
}};
[[nodiscard]] inline const RankPlan& plan_of(Rank rank) { return kRanks[static_cast<std::size_t>(rank)]; }
[[nodiscard]] inline Rank next_rank(Rank rank) { return static_cast<Rank>(static_cast<std::size_t>(rank) + 1); }
[[nodiscard]] inline bool is_manager(Rank rank) { return rank >= Rank::section_manager; }
[[nodiscard]] inline bool sits_in_department(Rank rank) { return rank >= Rank::deputy_director; }

/// How somebody leaves; decided before the year begins, known to the Log later.
struct Departure {
  Day last_day;
  std::string_view reason;
  int late_days = 0;  // after the last day until it is recorded; 0: in good time
};

struct OpenLeave {
  std::string id;
  Day returns;  // first day back
  bool rehabilitates = false;
};

struct OpenDuty {
  std::string id;
  Day last_day;
};

struct Staff {
  int number = 0;
  PersonName name;
  Sex sex{};
  Day birth;
  EmploymentKind kind{};
  Family family{};
  Rank rank{};
  int grade = 1;
  const UnitPlan* unit = nullptr;
  Day hired;
  Day rank_since;
  Day unit_since;
  Day grade_since;
  std::optional<Day> term_end;
  std::optional<OpenLeave> leave;
  std::optional<OpenDuty> duty;
  std::optional<Day> secondment_end;  // the planned last day
  std::optional<Departure> departure;
  int ordered_in = 0;  // the last year whose April order names this person
  int items = 0;       // leaves, duties and family events so far, for their ids
  bool is_gone = false;

  // When the Log came to know the last event of each kind: what depends on it is recorded no earlier.
  Instant employment_known;  // hire, renewal
  Instant career_known;      // rank, grade, unit, secondment, separation
  Instant leave_known;
};

[[nodiscard]] std::string number_text(int number);

/// Whether the person is employed on that day and, as decided so far, on every day from now until then.
[[nodiscard]] inline bool serves_on(const Staff& staff, Day day) {
  return staff.hired <= day && (!staff.departure || day <= staff.departure->last_day);
}
[[nodiscard]] inline bool is_on_leave(const Staff& staff, Day day) { return staff.leave && day < staff.leave->returns; }

/// The post of a manager of a unit: `職員課長`. None for other ranks.
[[nodiscard]] std::optional<std::string> post_of(Rank rank, const UnitPlan& unit, Day day);

/// The lowest grade of the new rank that is not below the present one.
[[nodiscard]] int grade_after_promotion(Rank to, int grade);

}  // namespace rireki::demo
