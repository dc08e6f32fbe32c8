// A clock that stands where a test sets it.
#pragma once

#include <memory>

#include "engine/clock/clock.h"

namespace rireki {

class SetClock final : public Clock {
 public:
  explicit SetClock(std::shared_ptr<Instant> now) : now_(std::move(now)) {}
  Instant now() override { return *now_; }

 private:
  std::shared_ptr<Instant> now_;
};

}  // namespace rireki
