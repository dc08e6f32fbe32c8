// What a Policy says about keeping and showing what is known of people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/calendar/day.h"
#include "events/policy/label.h"
#include "events/types/enums.h"

namespace rireki {

enum class KeptFrom : std::uint8_t {
  recorded,  // the day of recording
  separated  // the last day of the last employment
};

/// How long the personal fields of a category are kept at least.
struct RetentionRule {
  PersonalCategory category{};
  int years = 0;
  KeptFrom from = KeptFrom::separated;
  Label label;
};

/// Fields of one person that may not be erased for now, because a court or an audit wants them.
struct LegalHold {
  std::string person;
  std::optional<PersonalCategory> category;  // none: all
  std::optional<Day> until;                  // its last day; none: until a later document leaves it out
  Label label;
};

/// How much an audience may see of a table of counts.
struct Audience {
  std::string id;
  Label label;
  int minimum_cell = 1;     // a smaller count is not shown
  bool complement = false;  // nor one that a total and the others give away
};

struct Safekeeping {
  std::vector<RetentionRule> retention;  // at most one a category
  std::vector<LegalHold> holds;
  std::vector<Audience> audiences;
};

}  // namespace rireki
