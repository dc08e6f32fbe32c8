#include "tools/server/token_limits.h"

namespace rireki {

std::shared_ptr<void> TokenLimits::take(const std::string& token, Instant now) {
  Use& use = uses_[token];
  if (const std::int64_t second = now.ms / 1000; second != use.second) {
    use.second = second;
    use.sent = 0;
  }
  if (++use.sent > per_second_ || *use.under_way >= kUnderWayMax) return nullptr;
  ++*use.under_way;
  return {use.under_way.get(), [count = use.under_way](std::atomic<int>* under_way) { --*under_way; }};
}

}  // namespace rireki
