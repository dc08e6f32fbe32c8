// Whether the wall clock can be believed: against the time since the machine started it must not have jumped ahead.
#pragma once

#include <string>

#include "engine/clock/clock.h"

namespace rireki {

inline constexpr std::int64_t kClockJumpMsMax = 24LL * 60 * 60 * 1000;

/// Remembers one pair of readings, also from one process to the next (in a file, while the machine runs). One thread at
/// a time.
class ClockWatch {
 public:
  /// `path`: where the pair is kept; a file that cannot be read or written, or is of an earlier start, only means that
  /// the watch begins now.
  ClockWatch(Clock& clock, std::string path);

  /// The wall clock. Errors: IO_ERROR if it is more than kClockJumpMsMax ahead of what has passed since the pair was
  /// remembered, until `confirm`. One that went back is not refused: `recorded` waits for it.
  [[nodiscard]] Result<Instant> now();

  /// The clock is right as it is: the pair is remembered anew.
  void confirm();

 private:
  [[nodiscard]] bool load();

  Clock& clock_;
  std::string path_;
  Instant wall_;
  std::int64_t running_ms_ = 0;
};

}  // namespace rireki
