#include "engine/clock/clock_watch.h"

#include <fstream>

namespace rireki {

ClockWatch::ClockWatch(Clock& clock, std::string path) : clock_(clock), path_(std::move(path)) {
  if (!load()) confirm();
}

Result<Instant> ClockWatch::now() {
  const Instant now = clock_.now();
  const std::int64_t jump_ms = (now.ms - wall_.ms) - (clock_.running_ms() - running_ms_);
  if (jump_ms <= kClockJumpMsMax) return now;
  return fail(Code::io_error, "the clock says " + to_text(now) + ", " + std::to_string(jump_ms / kClockJumpMsMax) +
                                  " day(s) ahead of the time that has passed; set it right, or go on with "
                                  "--confirm-clock if it is right now");
}

void ClockWatch::confirm() {
  wall_ = clock_.now();
  running_ms_ = clock_.running_ms();
  if (clock_.start().empty()) return;
  std::ofstream file(path_, std::ios::trunc);
  file << clock_.start() << ' ' << wall_.ms << ' ' << running_ms_ << '\n';
}

bool ClockWatch::load() {
  if (clock_.start().empty()) return false;
  std::ifstream file(path_);
  std::string start;
  return file >> start >> wall_.ms >> running_ms_ && start == clock_.start();
}

}  // namespace rireki
