#include "tools/server/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace rireki {

namespace {

// A log without any left stops acknowledging for good. It, its views and a rebuild of them keep some hundred open.
constexpr std::size_t kForFiles = 400;
constexpr std::size_t kConnectionsMin = 16;

}  // namespace

std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return static_cast<std::size_t>(::setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : before);
}

std::size_t connections_under(std::size_t descriptors, std::size_t wanted) {
  const std::size_t left = descriptors > kForFiles ? descriptors - kForFiles : 0;
  return std::clamp(left, std::min(kConnectionsMin, wanted), wanted);
}

}  // namespace rireki
