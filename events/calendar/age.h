// Ages and years of service, in completed calendar years.
#pragma once

#include <cstdint>
#include <string>

#include "events/calendar/day.h"

namespace rireki {

enum class AgeRule : std::uint8_t {
  legal,    // an age is attained on the day before the birthday: 年齢計算ニ関する法律 (Act 50 of 1902)
  birthday  // an age is attained on the birthday
};

/// Completed calendar years from `since` to `day`: 1 on the first anniversary. The anniversary of a 29 February is
/// 1 March in a common year. 0 when `day` is before `since`.
[[nodiscard]] int completed_years(Day since, Day day);

/// The age in years on `day`; by AgeRule::legal the completed years on the day after it (contract, section 2), so who
/// is born on a 29 February attains an age on 28 February. Never negative: 0 before birth.
[[nodiscard]] int age_on(Day birth, Day day, AgeRule rule);

/// The first day on which `age_on` is `years` or more.
[[nodiscard]] Day day_of_age(Day birth, int years, AgeRule rule);

/// The decade of an age: `20s`, `10s` for 10 to 19, `0s` under 10, and so on without end.
[[nodiscard]] std::string age_band(int age);

}  // namespace rireki
