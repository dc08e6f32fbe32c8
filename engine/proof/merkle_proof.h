// Merkle proofs of RFC 6962, section 2.1: which hashes prove that a record is in a tree, or that one tree continues
// another, and whether they do. Indices and sizes count records; the record with seq n has index n − 1.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "engine/proof/frontier.h"
#include "events/types/error.h"

namespace rireki {

/// Records begin … end − 1, of which a proof needs the root of their own tree.
struct LeafRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  friend bool operator==(const LeafRange&, const LeafRange&) = default;
};

/// The ranges of an inclusion proof, PATH(index, D[size]) of section 2.1.1, in proof order. `index` < `size`.
[[nodiscard]] std::vector<LeafRange> inclusion_ranges(std::uint64_t index, std::uint64_t size);

/// The ranges of a consistency proof, PROOF(old, D[size]) of section 2.1.2, in proof order. 0 < `old` ≤ `size`.
[[nodiscard]] std::vector<LeafRange> consistency_ranges(std::uint64_t old_size, std::uint64_t size);

/// The roots of ranges that do not overlap, in the order given. `each_record` visits the records 0, 1, … in order.
using VisitRecord = std::function<void(std::string_view record)>;
[[nodiscard]] Result<std::vector<Hash>> range_roots(std::span<const LeafRange> ranges,
                                                    const std::function<Result<void>(const VisitRecord&)>& each_record);

/// Whether `leaf` is number `index` of the tree, by the algorithm of RFC 9162, section 2.1.3.2.
[[nodiscard]] bool proves_inclusion(const Hash& leaf, std::uint64_t index, const TreeHead& tree,
                                    std::span<const Hash> proof);

/// Whether `tree` begins with all of `old`, by the algorithm of RFC 9162, section 2.1.4.2. Nothing is consistent with
/// a tree of size 0 but by its own root: an empty tree proves nothing, so a proof from it is refused.
[[nodiscard]] bool proves_consistency(const TreeHead& old, const TreeHead& tree, std::span<const Hash> proof);

}  // namespace rireki
