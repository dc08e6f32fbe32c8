#include "tools/verify/merkle.h"

#include <bit>
#include <optional>

namespace rireki {

namespace {

/// k of section 2.1: the largest power of two smaller than n.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

std::optional<Digest> taken(std::vector<Digest>& path) {
  if (path.empty()) return std::nullopt;
  const Digest last = path.back();
  path.pop_back();
  return last;
}

/// The root that PATH(index, D[n]) leads to; the path's end is nearest to the root.
std::optional<Digest> root_by_path(const Digest& leaf, std::uint64_t index, std::uint64_t n,
                                   std::vector<Digest>& path) {
  if (n == 1) return leaf;
  const std::uint64_t k = split_of(n);
  const auto other = taken(path);
  const auto own = index < k ? root_by_path(leaf, index, k, path) : root_by_path(leaf, index - k, n - k, path);
  if (!other || !own) return std::nullopt;
  return index < k ? node_digest(*own, *other) : node_digest(*other, *own);
}

struct Roots {
  Digest old;
  Digest now;
};

/// The roots that SUBPROOF(m, D[n], b) leads to, b: D[m] is the whole old tree.
std::optional<Roots> roots_by_proof(std::uint64_t m, std::uint64_t n, bool is_whole, const Digest& old_root,
                                    std::vector<Digest>& proof) {
  if (m == n) {
    const auto root = is_whole ? std::optional(old_root) : taken(proof);
    return root ? std::optional(Roots{*root, *root}) : std::nullopt;
  }
  const std::uint64_t k = split_of(n);
  const auto other = taken(proof);
  const auto own =
      m <= k ? roots_by_proof(m, k, is_whole, old_root, proof) : roots_by_proof(m - k, n - k, false, old_root, proof);
  if (!other || !own) return std::nullopt;
  if (m <= k) return Roots{own->old, node_digest(own->now, *other)};
  return Roots{node_digest(*other, own->old), node_digest(*other, own->now)};
}

}  // namespace

Digest root_of(std::span<const Digest> leaves) {
  if (leaves.empty()) return sha256({});
  if (leaves.size() == 1) return leaves.front();
  const std::uint64_t k = split_of(leaves.size());
  return node_digest(root_of(leaves.first(k)), root_of(leaves.subspan(k)));
}

bool is_in_tree(const Digest& leaf, std::uint64_t index, const SignedTree& tree, std::vector<Digest> path) {
  if (index >= tree.size) return false;
  const auto root = root_by_path(leaf, index, tree.size, path);
  return root && path.empty() && *root == tree.root;
}

bool continues(const SignedTree& old, const SignedTree& tree, std::vector<Digest> proof) {
  if (old.size == 0 || old.size > tree.size) return false;
  const auto roots = roots_by_proof(old.size, tree.size, true, old.root, proof);
  return roots && proof.empty() && roots->old == old.root && roots->now == tree.root;
}

}  // namespace rireki
