// How much one token may ask at a time: what keeps one client from taking the service from all others.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "events/calendar/instant.h"
#include "tools/server/http_message.h"

namespace rireki {

/// One thread, but for what `take` returns.
class TokenLimits {
 public:
  static constexpr int kUnderWayMax = 256;

  explicit TokenLimits(int requests_per_second) : per_second_(requests_per_second) {}

  /// A request of the token begins: null if it has too many under way, or has sent too many within this second. The
  /// request is under way as long as what is returned lives.
  [[nodiscard]] std::shared_ptr<void> take(const std::string& token, Instant now);

 private:
  struct Use {
    std::shared_ptr<std::atomic<int>> under_way = std::make_shared<std::atomic<int>>(0);
    std::int64_t second = 0;
    int sent = 0;
  };

  int per_second_;
  std::unordered_map<std::string, Use> uses_;  // by the token's id
};

}  // namespace rireki
