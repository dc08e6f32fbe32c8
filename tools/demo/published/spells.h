// Who is away in the published city, and when: so that the spells for mental health and the number of those asked in
// the survey of 2023 come out. Other absences surround them: short ones, other causes, those of the hospital.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "tools/demo/published/career.h"
#include "tools/demo/published/chances.h"

namespace rireki::demo::published {

/// Away from `first` until the day before `back`; without it until they leave.
struct Spell {
  AbsenceKind kind = AbsenceKind::sick_leave;
  AbsenceCause cause = AbsenceCause::mental;
  Day first;
  std::optional<Day> back;
};

struct Secondment {
  Day first;
  Day back;
};

struct Aways {
  std::map<int, std::vector<Spell>> spells;  // by person's number, ascending
  std::map<int, Secondment> secondments;
};

[[nodiscard]] Aways plan_aways(Random& random, std::vector<Career>& all);

}  // namespace rireki::demo::published
