#include "engine/proof/merkle_proof.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace rireki {

namespace {

/// The largest power of two smaller than a size over 1: where RFC 6962 divides a tree.
std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

/// Halves down to the record `index`; the halves left behind, smallest first.
void add_path(std::uint64_t index, LeafRange tree, std::vector<LeafRange>& ranges) {
  std::vector<LeafRange> left_behind;
  while (tree.end - tree.begin > 1) {
    const std::uint64_t middle = tree.begin + split_of(tree.end - tree.begin);
    if (index < middle) {
      left_behind.push_back({middle, tree.end});
      tree.end = middle;
    } else {
      left_behind.push_back({tree.begin, middle});
      tree.begin = middle;
    }
  }
  ranges.insert(ranges.end(), left_behind.rbegin(), left_behind.rend());
}

}  // namespace

std::vector<LeafRange> inclusion_ranges(std::uint64_t index, std::uint64_t size) {
  std::vector<LeafRange> ranges;
  add_path(index, {0, size}, ranges);
  return ranges;
}

std::vector<LeafRange> consistency_ranges(std::uint64_t old_size, std::uint64_t size) {
  std::vector<LeafRange> left_behind;
  LeafRange tree{0, size};
  while (tree.end > old_size) {
    const std::uint64_t middle = tree.begin + split_of(tree.end - tree.begin);
    if (old_size <= middle) {
      left_behind.push_back({middle, tree.end});
      tree.end = middle;
    } else {
      left_behind.push_back({tree.begin, middle});
      tree.begin = middle;
    }
  }
  std::vector<LeafRange> ranges;
  if (tree.begin > 0) ranges.push_back(tree);  // else it is the old tree itself, whose root the verifier has
  ranges.insert(ranges.end(), left_behind.rbegin(), left_behind.rend());
  return ranges;
}

Result<std::vector<Hash>> range_roots(std::span<const LeafRange> ranges,
                                      const std::function<Result<void>(const VisitRecord&)>& each_record) {
  std::vector<std::size_t> order(ranges.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return ranges[i].begin; });
  Hasher hasher;
  std::vector<Frontier> frontiers(ranges.size());
  std::uint64_t index = 0;
  std::size_t next = 0;
  const auto read = each_record([&](std::string_view record) {
    while (next < order.size() && ranges[order[next]].end <= index) ++next;
    if (next < order.size() && index >= ranges[order[next]].begin) frontiers[order[next]].append(record, hasher);
    ++index;
  });
  if (!read) return std::unexpected(read.error());
  std::vector<Hash> roots;
  for (const Frontier& frontier : frontiers) roots.push_back(frontier.head(hasher).root);
  return roots;
}

bool proves_inclusion(const Hash& leaf, std::uint64_t index, const TreeHead& tree, std::span<const Hash> proof) {
  if (index >= tree.size) return false;
  Hasher hasher;
  std::uint64_t place = index;
  std::uint64_t last = tree.size - 1;
  Hash root = leaf;
  for (const Hash& other : proof) {
    if (last == 0) return false;
    if ((place & 1U) != 0 || place == last) {
      root = hasher.node(other, root);
      while ((place & 1U) == 0 && place != 0) place >>= 1U, last >>= 1U;
    } else {
      root = hasher.node(root, other);
    }
    place >>= 1U;
    last >>= 1U;
  }
  return last == 0 && root == tree.root;
}

bool proves_consistency(const TreeHead& old, const TreeHead& tree, std::span<const Hash> proof) {
  if (old.size == 0 || old.size > tree.size) return false;
  if (old.size == tree.size) return proof.empty() && old.root == tree.root;
  std::vector<Hash> path(proof.begin(), proof.end());
  if (std::has_single_bit(old.size)) path.insert(path.begin(), old.root);
  if (path.empty()) return false;
  std::uint64_t place = old.size - 1;
  std::uint64_t last = tree.size - 1;
  while ((place & 1U) != 0) place >>= 1U, last >>= 1U;
  Hasher hasher;
  Hash old_root = path.front();
  Hash new_root = path.front();
  for (const Hash& other : std::span(path).subspan(1)) {
    if (last == 0) return false;
    if ((place & 1U) != 0 || place == last) {
      old_root = hasher.node(other, old_root);
      new_root = hasher.node(other, new_root);
      while ((place & 1U) == 0 && place != 0) place >>= 1U, last >>= 1U;
    } else {
      new_root = hasher.node(new_root, other);
    }
    place >>= 1U;
    last >>= 1U;
  }
  return last == 0 && old_root == old.root && new_root == tree.root;
}

}  // namespace rireki
