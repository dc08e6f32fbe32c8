#include "engine/views/greatest_ids.h"

#include <algorithm>

namespace rireki {

namespace {

constexpr std::size_t kKindsMax = 256;

std::uint32_t kind_of(std::string_view id) {
  std::uint32_t kind = 0;
  for (std::size_t i = 0; i < GreatestIds::kBeginning; ++i) {
    kind = kind << 8U | (i < id.size() ? static_cast<unsigned char>(id[i]) : 0U);
  }
  return kind;
}

}  // namespace

/// Behind the last one if there is no such kind.
std::size_t GreatestIds::place_of(std::uint32_t kind) const {
  if (last_ < kinds_.size() && kinds_[last_] == kind) return last_;
  return static_cast<std::size_t>(std::ranges::find(kinds_, kind) - kinds_.begin());
}

void GreatestIds::add(std::string_view id) {
  if (gives_up_) return;
  const std::uint32_t kind = kind_of(id);
  last_ = place_of(kind);
  if (last_ == kinds_.size()) {
    kinds_.push_back(kind);
    greatest_.emplace_back();
  }
  if (id > greatest_[last_]) greatest_[last_] = id;
  gives_up_ = kinds_.size() > kKindsMax;
}

void GreatestIds::add_all(const GreatestIds& others) {
  for (const std::string& id : others.greatest_) add(id);
  gives_up_ = gives_up_ || others.gives_up_;
}

void GreatestIds::clear() {
  kinds_.clear();
  greatest_.clear();
  gives_up_ = false;
}

bool GreatestIds::may_include(std::string_view id) const {
  if (gives_up_) return true;
  const std::size_t place = place_of(kind_of(id));
  return place < kinds_.size() && id <= greatest_[place];
}

}  // namespace rireki
