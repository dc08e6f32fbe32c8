// Names for people who do not exist: common surnames with common given names, and how they are read.
#pragma once

#include <string>

#include "events/types/enums.h"
#include "tools/demo/random.h"

namespace rireki::demo {

struct PersonName {
  int surname = 0;
  int given = 0;
};

/// Given names follow the fashion of the year of birth.
[[nodiscard]] PersonName make_name(Random& random, Sex sex, int birth_year);

/// The same given name with another surname.
[[nodiscard]] PersonName with_new_surname(Random& random, PersonName name);

/// `佐藤 花子`
[[nodiscard]] std::string written(PersonName name);
/// `サトウ ハナコ`
[[nodiscard]] std::string read_aloud(PersonName name);

}  // namespace rireki::demo
