#include "engine/views/tail_ids.h"

#include <algorithm>
#include <cstring>
#include <memory_resource>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

namespace rireki {

namespace {

struct TextHash {
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

struct Row {
  std::uint64_t head;
  std::string_view id;
  Seq seq;
};

/// The first bytes as a number that sorts as they do: most comparisons end here.
std::uint64_t head_of(std::string_view id) {
  char bytes[8] = {};
  std::memcpy(bytes, id.data(), std::min(id.size(), sizeof bytes));
  std::uint64_t head = 0;
  std::memcpy(&head, bytes, sizeof head);
  return __builtin_bswap64(head);
}

}  // namespace

/// The texts lie in one arena, given back as a whole.
struct TailIds::Table {
  std::pmr::monotonic_buffer_resource arena{std::size_t{64} << 10};
  boost::unordered_flat_map<std::string_view, Seq, TextHash, std::equal_to<>> seqs;
  std::vector<Row> in_order;  // of recording, which for ids that are made as time goes by is their own
};

TailIds::TailIds() : table_(std::make_unique<Table>()) {}
TailIds::~TailIds() = default;

void TailIds::add(std::string_view id, Seq seq) {
  auto* text = static_cast<char*>(table_->arena.allocate(id.size(), 1));
  std::memcpy(text, id.data(), id.size());
  const std::string_view kept(text, id.size());
  if (table_->seqs.emplace(kept, seq).second) table_->in_order.push_back({head_of(kept), kept, seq});
}

void TailIds::add_all(const TailIds& earlier) {
  for (const Row& row : earlier.table_->in_order) add(row.id, row.seq);
}

std::optional<Seq> TailIds::find(std::string_view id) const {
  const auto it = table_->seqs.find(id);
  return it == table_->seqs.end() ? std::nullopt : std::optional(it->second);
}

std::size_t TailIds::size() const { return table_->seqs.size(); }

void TailIds::put_sorted(const SealedViews::Put& put) const {
  const auto is_before = [](const Row& a, const Row& b) { return a.head != b.head ? a.head < b.head : a.id < b.id; };
  std::vector<Row> rows = table_->in_order;
  if (!std::ranges::is_sorted(rows, is_before)) std::ranges::sort(rows, is_before);
  for (const Row& row : rows) {
    const std::uint64_t big = __builtin_bswap64(row.seq.value);
    put(row.id, {reinterpret_cast<const char*>(&big), sizeof big});
  }
}

}  // namespace rireki
