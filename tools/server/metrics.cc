#include "tools/server/metrics.h"

#include <string_view>

namespace rireki {

std::string text_of(const Metrics& metrics) {
  const auto line = [](std::string_view name, std::string_view type, std::uint64_t value) {
    return "# TYPE " + std::string(name) + " " + std::string(type) + "\n" + std::string(name) + " " +
           std::to_string(value) + "\n";
  };
  return line("rireki_log_records", "gauge", metrics.records) +
         line("rireki_http_requests_waiting", "gauge", metrics.waiting) +
         line("rireki_http_streams_open", "gauge", metrics.streams) +
         line("rireki_http_requests_total", "counter", metrics.requests);
}

}  // namespace rireki
