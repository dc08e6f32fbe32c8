#include "engine/views/known_ids.h"

#include <vector>

namespace rireki {

namespace {

constexpr std::size_t kSpareMax = 240'000;  // ids; a larger table, as bulk work makes it, is given back

}  // namespace

Result<std::optional<Seq>> KnownIds::find(std::string_view id) {
  if (const auto seq = tail_->find(id)) return seq;
  if (being_sealed_ != nullptr) {
    if (const auto seq = being_sealed_->find(id)) return seq;
  }
  if (!greatest_sealed_.may_include(id) || absent_.includes(id)) return std::nullopt;
  return sealed_.find_id(id);
}

void KnownIds::foresee(std::span<const std::string_view> ids) {
  std::vector<std::string_view> unknown;
  for (const std::string_view id : ids) {
    const bool is_in_tail = tail_->find(id).has_value();  // which brings near what `find` and `add` touch
    if (!is_in_tail && greatest_sealed_.may_include(id)) unknown.push_back(id);
  }
  absent_.clear();
  if (unknown.empty()) return;
  const auto have = sealed_.have_ids(unknown);
  if (!have) return;
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    if (!(*have)[i]) absent_.add(unknown[i]);
  }
}

void KnownIds::begin_sealing() {
  being_sealed_ = std::exchange(tail_, spare_ != nullptr ? std::move(spare_) : std::make_unique<TailIds>());
}

void KnownIds::end_sealing(bool is_stored) {
  greatest_sealed_.add_all(being_sealed_->greatest());
  absent_.clear();  // what was sealed is found in memory no longer
  if (!is_stored) {
    tail_->add_all(*being_sealed_);
  } else if (being_sealed_->size() <= kSpareMax) {
    spare_ = std::move(being_sealed_);
    spare_->clear();
  }
  being_sealed_.reset();
}

void KnownIds::put_unsealed(const SealedViews::Put& put) const {
  if (being_sealed_ != nullptr) being_sealed_->put_sorted(put);
  tail_->put_sorted(put);
}

}  // namespace rireki
