#include "engine/views/id_sorting.h"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace rireki {

namespace {

constexpr std::size_t kBlockRows = std::size_t{1} << 16;
constexpr std::size_t kSamplesPerRange = 256;
constexpr std::size_t kHeadBytes = 16;  // of an id, held as two numbers

struct Heads {
  std::uint64_t head = 0;
  std::uint64_t next = 0;
};

/// Ids hold no zero bytes, so those that fill up sort first, as the end of a text does.
Heads heads_of(std::string_view id) {
  std::uint64_t words[2] = {};
  std::memcpy(words, id.data(), std::min(id.size(), kHeadBytes));
  return {__builtin_bswap64(words[0]), __builtin_bswap64(words[1])};
}

}  // namespace

void IdHarvest::add(std::string_view id, Seq seq) {
  if (blocks_.empty() || blocks_.back().size() == kBlockRows) blocks_.emplace_back().reserve(kBlockRows);
  const auto [head, next] = heads_of(id);
  Row row{.head = head, .next = next, .tail = 0, .place = static_cast<std::uint32_t>(seq.value - first_.value)};
  if (id.size() > kHeadBytes) {
    row.tail = static_cast<std::uint32_t>(tails_.size() + 1);
    tails_ += static_cast<char>(id.size() - kHeadBytes);
    tails_ += id.substr(kHeadBytes);
  }
  blocks_.back().push_back(row);
}

std::string_view IdHarvest::tail_of(const Row& row) const {
  if (row.tail == 0) return {};
  const std::string_view from = std::string_view(tails_).substr(row.tail - 1);
  return from.substr(1, static_cast<unsigned char>(from.front()));
}

std::string_view IdHarvest::id_of(const Row& row, std::string& buffer) const {
  const std::uint64_t words[] = {__builtin_bswap64(row.head), __builtin_bswap64(row.next)};
  char bytes[kHeadBytes];
  std::memcpy(bytes, words, sizeof bytes);
  buffer.assign(bytes, ::strnlen(bytes, sizeof bytes));
  return buffer += tail_of(row);
}

bool IdHarvest::before(const Row& a, const Row& b) const {
  if (a.head != b.head) return a.head < b.head;
  if (a.next != b.next) return a.next < b.next;
  return tail_of(a) < tail_of(b);
}

IdSorting::IdSorting(std::vector<IdHarvest> harvests, std::size_t ranges)
    : harvests_(std::move(harvests)), rows_(harvests_.size()) {
  std::vector<Bound> samples;
  std::size_t count = 0;
  for (const IdHarvest& harvest : harvests_) {
    for (const auto& block : harvest.blocks_) count += block.size();
  }
  const std::size_t step = std::max<std::size_t>(1, count / (ranges * kSamplesPerRange));
  for (const IdHarvest& harvest : harvests_) {
    for (const auto& block : harvest.blocks_) {
      for (std::size_t i = 0; i < block.size(); i += step) samples.push_back({block[i].head, block[i].next});
    }
  }
  const auto key = [](const Bound& b) { return std::tuple(b.head, b.next); };
  std::ranges::sort(samples, {}, key);
  for (std::size_t i = 1; i < ranges && !samples.empty(); ++i) bounds_.push_back(samples[samples.size() * i / ranges]);
  const auto [last, end] = std::ranges::unique(bounds_, {}, key);
  bounds_.erase(last, end);
}

std::size_t IdSorting::range_of(std::uint64_t head, std::uint64_t next) const {
  std::size_t range = 0;
  while (range < bounds_.size() &&
         (head > bounds_[range].head || (head == bounds_[range].head && next >= bounds_[range].next))) {
    ++range;
  }
  return range;
}

void IdSorting::distribute(std::size_t harvest) {
  auto& ranges = rows_[harvest];
  ranges.resize(bounds_.size() + 1);
  for (auto& block : harvests_[harvest].blocks_) {
    for (const Row& row : block) ranges[range_of(row.head, row.next)].push_back(row);
    std::vector<Row>().swap(block);
  }
}

void IdSorting::sort(std::size_t range) {
  for (std::size_t h = 0; h < harvests_.size(); ++h) {
    std::ranges::sort(rows_[h][range], [&](const Row& a, const Row& b) { return harvests_[h].before(a, b); });
  }
}

Result<void> IdSorting::put(std::size_t range, const SealedViews::Put& put) const {
  std::vector<std::size_t> at(harvests_.size());
  std::vector<std::string> ids(harvests_.size());
  const auto load = [&](std::size_t h) {
    ids[h].clear();
    if (at[h] < rows_[h][range].size()) (void)harvests_[h].id_of(rows_[h][range][at[h]], ids[h]);
  };
  for (std::size_t h = 0; h < harvests_.size(); ++h) load(h);
  std::string previous;
  while (true) {
    std::size_t least = harvests_.size();
    for (std::size_t h = 0; h < harvests_.size(); ++h) {
      if (at[h] < rows_[h][range].size() && (least == harvests_.size() || ids[h] < ids[least])) least = h;
    }
    if (least == harvests_.size()) return {};
    const Seq seq = harvests_[least].seq_of(rows_[least][range][at[least]]);
    if (ids[least] == previous) {
      return fail(Code::integrity_error, "record " + std::to_string(seq.value) + ": its id is in the log already");
    }
    const std::uint64_t big = __builtin_bswap64(seq.value);
    put(ids[least], {reinterpret_cast<const char*>(&big), sizeof big});
    std::swap(previous, ids[least]);
    ++at[least];
    load(least);
  }
}

std::optional<Seq> IdSorting::find(std::string_view id) const {
  const auto [head, next] = heads_of(id);
  const std::string_view tail = id.substr(std::min(id.size(), kHeadBytes));
  const std::size_t range = range_of(head, next);
  for (std::size_t h = 0; h < harvests_.size(); ++h) {
    const auto& rows = rows_[h][range];
    const auto it = std::ranges::partition_point(rows, [&](const Row& row) {
      return std::tuple(row.head, row.next, harvests_[h].tail_of(row)) < std::tuple(head, next, tail);
    });
    if (it != rows.end() && it->head == head && it->next == next && harvests_[h].tail_of(*it) == tail) {
      return harvests_[h].seq_of(*it);
    }
  }
  return std::nullopt;
}

}  // namespace rireki
