// Figures of the service for Prometheus.
#pragma once

#include <cstdint>
#include <string>

namespace rireki {

struct Metrics {
  std::uint64_t records = 0;
  std::uint64_t waiting = 0;  // requests
  std::uint64_t streams = 0;  // that are open
  std::uint64_t requests = 0;
};

/// As text/plain; version=0.0.4.
[[nodiscard]] std::string text_of(const Metrics& metrics);

}  // namespace rireki
