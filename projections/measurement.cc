#include "projections/measurement.h"

namespace rireki {

Result<bool> Measurement::admits(Filter& filter, const Countable& item, Subject& subject) {
  const auto is_unknown = filter.looks_at_erased(item);
  if (!is_unknown) return is_unknown;
  if (*is_unknown) subject.look_at(PersonalCategory::attributes);
  return filter.admits(item);
}

Result<bool> Measurement::admits(Filter& filter, const PersonRow& row) {
  const Countable item{row, nullptr, span_.world};
  const auto is_unknown = filter.looks_at_erased(item);
  if (!is_unknown) return is_unknown;
  if (*is_unknown) unknown_.emplace(row.person);
  return filter.admits(item);
}

Result<bool> Measurement::passes(Filter& filter, const Countable& item, Subject& subject, Seq seq, Day effective,
                                 const std::vector<std::string>& more) {
  const auto admitted = admits(filter, item, subject);
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
