// The staff of a large organisation over twenty years, as benchmarks read them: as deterministic as it is dull.
#pragma once

#include <functional>
#include <string>

#include "events/types/event.h"

namespace rireki {

/// `careers`: about 40 events a person that change the State. `attendance`: the same, and four times as many monthly
/// attendances.
enum class Mix : std::uint8_t { careers, attendance };

struct CareersOptions {
  int people = 10'000;  // all who were ever employed; half of them have left by 2025, or their terms have lapsed
  Mix mix = Mix::careers;
};

/// The units that people are placed in are U-0000 to U-0399, of 20 departments D-00 to D-19.
inline constexpr int kUnits = 400;
inline constexpr Day kCareersFirst = from_civil({2005, 4, 1});
inline constexpr Day kCareersLast = from_civil({2025, 3, 31});  // no event is effective later

/// Person number `person` (from 0): `P0000001` is the first.
[[nodiscard]] std::string career_code(int person);

/// Gives every event in the order in which it was recorded, with id and recorded time: the policy, the units, then the
/// careers. 3 % are effective months before they were recorded, 1 % are corrections and voids. A trusted import admits
/// all of them. `take` may move from the event. Same options, same events.
void generate_careers(const CareersOptions& options, const std::function<void(Event&)>& take);

/// Makes a data directory whose Log holds them, without judging them. Returns the last seq. Errors: IO_ERROR.
[[nodiscard]] Result<Seq> write_careers(const CareersOptions& options, const std::string& directory);

}  // namespace rireki
