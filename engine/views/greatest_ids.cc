#include "engine/views/greatest_ids.h"

#include <algorithm>
#include <cstring>

namespace rireki {

namespace {

constexpr std::size_t kKindsMax = 256;

std::uint32_t kind_of(std::string_view id) {
  std::uint32_t kind = 0;
  std::memcpy(&kind, id.data(), std::min(id.size(), GreatestIds::kBeginning));
  return kind;
}

}  // namespace

void GreatestIds::add(std::string_view id) {
  if (gives_up_) return;
  std::string& greatest = greatest_[kind_of(id)];
  if (id > greatest) greatest = id;
  gives_up_ = greatest_.size() > kKindsMax;
}

void GreatestIds::add_all(const GreatestIds& others) {
  for (const auto& [kind, id] : others.greatest_) add(id);
  gives_up_ = gives_up_ || others.gives_up_;
}

void GreatestIds::clear() {
  greatest_.clear();
  gives_up_ = false;
}

bool GreatestIds::may_include(std::string_view id) const {
  if (gives_up_) return true;
  const auto it = greatest_.find(kind_of(id));
  return it != greatest_.end() && id <= it->second;
}

}  // namespace rireki
