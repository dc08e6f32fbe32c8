// What the service logs: JSON Lines on stderr, without a word of what was asked or answered.
//
//   {"at":"2026-…Z","level":"warning","message":"…"}
//   {"at":"2026-…Z","level":"info","message":"request","method":"GET","route":"/find","status":200,"ms":1.2,"token":"7d1f…"}
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "events/types/enums.h"
#include "tools/server/http_message.h"

namespace rireki {

/// From now on this process logs so.
void log_json_lines();

enum class LoggedRequests : std::uint8_t { none, problems, all };  // problems: answered with 400 or more
constexpr auto names(LoggedRequests) { return name_list("none", "problems", "all"); }

/// One request's line. The route is its pattern: what stands in its place may be somebody's name.
struct RequestLine {
  std::string method;
  std::string_view route = {};
  std::string token = {};  // its id, which is no secret
  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

/// `respond`, which also logs the line if it is to be; the line may be filled in until then.
[[nodiscard]] Respond logging(LoggedRequests which, std::shared_ptr<RequestLine> line, Respond respond);

}  // namespace rireki
