// The trees of RFC 6962 as its section 2.1 defines them, by recursion.
#pragma once

#include <span>
#include <vector>

#include "tools/verify/signed_text.h"

namespace rireki {

/// MTH of leaves given by their digests.
[[nodiscard]] Digest root_of(std::span<const Digest> leaves);

/// Whether `leaf` is number `index` of the tree.
[[nodiscard]] bool is_in_tree(const Digest& leaf, std::uint64_t index, const SignedTree& tree,
                              std::vector<Digest> path);

/// Whether the tree begins with all of `old`.
[[nodiscard]] bool continues(const SignedTree& old, const SignedTree& tree, std::vector<Digest> proof);

}  // namespace rireki
