#include "projections/measurement.h"

namespace rireki {

Result<bool> Measurement::passes(Filter& filter, const Countable& item, Seq seq, Day effective,
                                 const std::vector<std::string>& more) {
  const auto admitted = filter.admits(item);
  if (!admitted) return std::unexpected(admitted.error());
  if (*admitted && more.empty()) return true;
  if (!span_.explains) return false;
  auto misses = filter.misses(item);
  if (!misses) return std::unexpected(misses.error());
  misses->insert(misses->end(), more.begin(), more.end());
  if (misses->size() == 1) {
    evidence_.push_back({seq, effective, "near miss, kept out because this does not hold: " + misses->front(), true});
  }
  return false;
}

}  // namespace rireki
