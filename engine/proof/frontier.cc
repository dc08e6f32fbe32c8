#include "engine/proof/frontier.h"

#include <bit>
#include <cassert>

namespace rireki {

Frontier::Frontier(std::uint64_t size, std::vector<Hash> subtrees) : size_(size), subtrees_(std::move(subtrees)) {
  assert(subtrees_.size() == static_cast<std::size_t>(std::popcount(size_)));
}

void Frontier::append(std::string_view record, Hasher& hasher) {
  Hash subtree = hasher.leaf(record);
  // Each lowest bit that is set is a complete subtree of the same size: both become one of twice the size.
  for (std::uint64_t rest = size_; (rest & 1U) != 0; rest >>= 1U) {
    subtree = hasher.node(subtrees_.back(), subtree);
    subtrees_.pop_back();
  }
  subtrees_.push_back(subtree);
  ++size_;
}

TreeHead Frontier::head(Hasher& hasher) const {
  if (subtrees_.empty()) return {0, hasher.empty()};
  Hash root = subtrees_.back();
  for (std::size_t i = subtrees_.size() - 1; i > 0; --i) root = hasher.node(subtrees_[i - 1], root);
  return {size_, root};
}

}  // namespace rireki
