// One person of the published city: what truly happened to them, before anything of it is recorded.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "events/calendar/day.h"
#include "events/types/enums.h"
#include "tools/demo/names.h"

namespace rireki::demo::published {

/// A rank taken on 1 April of a year.
struct Step {
  std::string_view rank;
  int year = 0;
};

/// A second employment after the age limit, from 1 April of `first_year` to the end of the fiscal year `last_year`.
struct Reappointment {
  int first_year = 0;
  int last_year = 0;
};

struct Departure {
  Day last_day;
  std::string_view reason;
};

struct Career {
  int number = 0;
  PersonName name;
  Sex sex{};
  Day birth;
  EmploymentKind kind = EmploymentKind::regular;
  std::string_view family;
  std::string_view authority;
  std::string_view first_rank = "clerk";
  std::string_view post;  // of a post of its own kind: 市長
  int hired = 0;          // 1 April of this year
  int age = 0;            // on that day
  std::vector<Step> steps;
  int last_term = 0;  // of kinds with a term: the last fiscal year served
  std::optional<Departure> departure;
  std::optional<Reappointment> reappointment;
  bool is_showcase = false;
  bool is_spoken_for = false;  // something of its own is planned: no other plan takes this person
};

[[nodiscard]] constexpr Day april_first(int year) { return from_civil({year, 4, 1}); }
[[nodiscard]] constexpr Day end_of(int fiscal_year) { return april_first(fiscal_year + 1) - 1; }

[[nodiscard]] inline bool serves(const Career& career, Day day) {
  return april_first(career.hired) <= day && (!career.departure || day <= career.departure->last_day) &&
         (career.last_term == 0 || day <= end_of(career.last_term));
}

/// The rank held on a day, of the employment that began with `hired`.
[[nodiscard]] inline std::string_view rank_on(const Career& career, Day day) {
  std::string_view rank = career.first_rank;
  for (const Step& step : career.steps) {
    if (april_first(step.year) <= day) rank = step.rank;
  }
  return rank;
}

[[nodiscard]] inline bool is_medical(const Career& career) {
  return career.family == "nurse" || career.family == "medical_technician";
}

}  // namespace rireki::demo::published
