// The careers that every demo city has, whatever its seed: they show what as-of and known-at are for.
#pragma once

#include "tools/demo/filing.h"

namespace rireki::demo {

inline constexpr int kShowcasePeople = 2;
inline constexpr int kPeopleMin = 12;  // so that their numbers are among the first staff's

/// Whether a person number belongs to one of them: 7 (kDemoPerson) and 11, who resigned on 2022-03-31, which became
/// known in May only.
[[nodiscard]] inline bool is_showcase(int number) { return number == 7 || number == 11; }

/// Before anything else about persons.
void file_showcase(City& city);

}  // namespace rireki::demo
