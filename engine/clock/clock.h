// Time from outside: the wall clock, random ids that carry it, and the rules of time zones.
#pragma once

#include <memory>
#include <string>

#include "events/calendar/instant.h"
#include "events/calendar/time_zones.h"

namespace rireki {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() = 0;

  /// Milliseconds for which the machine has been running, asleep or not: they go on evenly when the wall clock is set.
  [[nodiscard]] virtual std::int64_t running_ms() { return now().ms; }

  /// Names the machine's present start; empty if `running_ms` means nothing to other processes.
  [[nodiscard]] virtual std::string start() { return {}; }
};

[[nodiscard]] std::unique_ptr<Clock> system_clock();

/// Time zones as the system's tz database has them; an unknown zone counts as UTC.
[[nodiscard]] std::unique_ptr<TimeZones> system_time_zones();

/// The last instant of a civil day in a zone.
[[nodiscard]] Instant end_of_day(Day day, const std::string& zone);

/// A UUID of version 7 (RFC 9562): 48 bits of milliseconds, 74 random bits.
[[nodiscard]] std::string make_uuid_v7(Instant now);

}  // namespace rireki
