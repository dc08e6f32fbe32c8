// What forbids an erasure: the Policy's retention rules and its legal holds.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projections/knowledge.h"

namespace rireki {

struct RetentionLock {
  PersonalCategory category{};
  std::string reason;
  std::optional<Day> last_day;  // none: no end is in sight yet (an employment goes on)
};

/// What locks a person's fields of these categories (bit_of) on a day, by the Policy of that day. `day_of` is the civil
/// day of an instant. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<std::vector<RetentionLock>> retention_locks(const Knowledge& knowledge, std::string_view person,
                                                                 std::uint8_t categories, Day today,
                                                                 const std::function<Result<Day>(Instant)>& day_of);

}  // namespace rireki
