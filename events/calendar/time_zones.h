// The port to the rules of time zones.
#pragma once

#include <string_view>

#include "events/calendar/day.h"
#include "events/calendar/instant.h"

namespace rireki {

/// The rules of time zones (IANA names): the one thing about time that pure code cannot know.
class TimeZones {
 public:
  virtual ~TimeZones() = default;
  [[nodiscard]] virtual bool is_known(std::string_view zone) = 0;
  /// The civil day of an instant in a known zone.
  [[nodiscard]] virtual Day local_day(Instant instant, std::string_view zone) = 0;
};

}  // namespace rireki
