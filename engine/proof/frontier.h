// The right edge of a growing Merkle tree (RFC 6962, section 2.1): the roots of its complete subtrees, largest first,
// one for each bit that is set in the number of leaves. It is all that appending needs.
#pragma once

#include <vector>

#include "engine/proof/hash.h"
#include "events/types/values.h"

namespace rireki {

/// The size of a tree and its root.
struct TreeHead {
  std::uint64_t size = 0;
  Hash root{};

  friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

class Frontier {
 public:
  Frontier() = default;
  /// Of a tree with `size` leaves; `subtrees` must be as many as bits are set in it.
  Frontier(std::uint64_t size, std::vector<Hash> subtrees);

  /// Adds the leaf of one record.
  void append(std::string_view record, Hasher& hasher);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::vector<Hash>& subtrees() const { return subtrees_; }
  [[nodiscard]] TreeHead head(Hasher& hasher) const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> subtrees_;
};

}  // namespace rireki
