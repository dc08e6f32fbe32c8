#include "tools/server/log_lines.h"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "events/calendar/instant.h"
#include "events/types/json_writer.h"

namespace rireki {

namespace {

constexpr int kFirstProblem = 400;
constexpr std::string_view kOfRequests = "request";  // the logger whose messages are members already

class JsonLines final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    using std::chrono::duration_cast;
    const auto since = message.time.time_since_epoch();
    const std::string_view payload(message.payload.data(), message.payload.size());
    const auto level = spdlog::level::to_string_view(message.level);
    const bool is_request = std::string_view(message.logger_name.data(), message.logger_name.size()) == kOfRequests;
    JsonWriter line;
    line.begin_object().key("at").text(to_text(Instant{duration_cast<std::chrono::milliseconds>(since).count()}));
    line.key("level").text({level.data(), level.size()}).key("message").text(is_request ? kOfRequests : payload);
    std::string text = line.end_object().str();
    if (is_request) text.replace(text.size() - 1, 1, "," + std::string(payload) + "}");
    text += '\n';
    out.append(text.data(), text.data() + text.size());
  }
  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonLines>(); }
};

std::string members_of(const RequestLine& line, int status) {
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - line.begun;
  JsonWriter out;
  out.begin_object().key("method").text(line.method).key("route").text(line.route).key("status").integer(status);
  out.key("ms").number(static_cast<double>(static_cast<std::int64_t>(taken.count() * 10)) / 10).key("token");
  line.token.empty() ? out.null() : out.text(line.token);
  const std::string text = out.end_object().str();
  return text.substr(1, text.size() - 2);
}

}  // namespace

void log_json_lines() {
  spdlog::set_formatter(std::make_unique<JsonLines>());
  if (spdlog::get(std::string(kOfRequests)) != nullptr) return;
  const auto requests = spdlog::stderr_logger_mt(std::string(kOfRequests));
  requests->set_formatter(std::make_unique<JsonLines>());
}

Respond logging(LoggedRequests which, std::shared_ptr<RequestLine> line, Respond respond) {
  if (which == LoggedRequests::none) return respond;
  return [which, line = std::move(line), respond = std::move(respond)](HttpResponse response) {
    const bool is_problem = response.status >= kFirstProblem;
    if (is_problem || which == LoggedRequests::all) {
      if (const auto requests = spdlog::get(std::string(kOfRequests)); requests != nullptr) {
        requests->log(is_problem ? spdlog::level::warn : spdlog::level::info, members_of(*line, response.status));
      }
    }
    respond(std::move(response));
  };
}

}  // namespace rireki
