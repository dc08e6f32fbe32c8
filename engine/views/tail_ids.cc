#include "engine/views/tail_ids.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "events/types/text_hash.h"

namespace rireki {

namespace {

/// The first bytes as a number that sorts as they do: most comparisons end here.
std::uint64_t head_of(std::string_view id) {
  char bytes[8] = {};
  std::memcpy(bytes, id.data(), std::min(id.size(), sizeof bytes));
  std::uint64_t head = 0;
  std::memcpy(&head, bytes, sizeof head);
  return __builtin_bswap64(head);
}

struct Row {
  std::uint64_t head;
  std::uint64_t begin;  // in the texts
  std::uint32_t length;
  Seq seq;
};

}  // namespace

/// The texts lie one after the other; the table has no more than places in `rows`, so that it stays near to the core.
/// Ids that are made as time goes by are told from those before by `GreatestIds` alone: they come into the table when
/// somebody asks for one that may be among them.
struct TailIds::Table {
  /// Of a place, or of the text that stands there.
  struct SameText {
    using is_transparent = void;
    const Table* table;

    [[nodiscard]] std::string_view text(std::uint32_t place) const { return table->text(table->rows[place]); }
    [[nodiscard]] static std::string_view text(std::string_view id) { return id; }

    std::size_t operator()(const auto& one) const { return TextHash{}(text(one)); }
    bool operator()(const auto& a, const auto& b) const { return text(a) == text(b); }
  };

  [[nodiscard]] std::string_view text(const Row& row) const { return {texts.data() + row.begin, row.length}; }

  std::string texts;
  std::vector<Row> rows;  // in the order of recording, which for ids that are made as time goes by is their own
  boost::unordered_flat_set<std::uint32_t, SameText, SameText> places{0, SameText{this}, SameText{this}};

  /// Now all rows are in `places`; whether the last one to enter was none of the others.
  bool enter_rows() {
    bool is_new = true;
    for (; entered_ < rows.size(); ++entered_) is_new = places.insert(entered_).second;
    return is_new;
  }

  void push(std::string_view id, Seq seq) {
    rows.push_back({head_of(id), texts.size(), static_cast<std::uint32_t>(id.size()), seq});
    texts += id;
  }

  void pop() {
    texts.resize(rows.back().begin);
    rows.pop_back();
    entered_ = static_cast<std::uint32_t>(rows.size());
  }

  void clear() {
    texts.clear();
    rows.clear();
    places.clear();
    entered_ = 0;
  }

 private:
  std::uint32_t entered_ = 0;  // so many of the rows
};

TailIds::TailIds() : table_(std::make_unique<Table>()) {}
TailIds::~TailIds() = default;

void TailIds::add(std::string_view id, Seq seq) {
  const bool may_be_known = greatest_.may_include(id);
  table_->push(id, seq);
  if (may_be_known && !table_->enter_rows()) return table_->pop();
  greatest_.add(id);
}

void TailIds::add_all(const TailIds& earlier) {
  for (const Row& row : earlier.table_->rows) add(earlier.table_->text(row), row.seq);
}

void TailIds::clear() {
  table_->clear();
  greatest_.clear();
}

std::optional<Seq> TailIds::find(std::string_view id) const {
  if (!greatest_.may_include(id)) return std::nullopt;
  table_->enter_rows();
  const auto it = table_->places.find(id);
  return it == table_->places.end() ? std::nullopt : std::optional(table_->rows[*it].seq);
}

std::size_t TailIds::size() const { return table_->rows.size(); }

void TailIds::put_sorted(const SealedViews::Put& put) const {
  const Table& t = *table_;
  const auto is_before = [&](const Row& a, const Row& b) {
    return a.head != b.head ? a.head < b.head : t.text(a) < t.text(b);
  };
  std::vector<Row> sorted;
  if (!std::ranges::is_sorted(t.rows, is_before)) {
    sorted = t.rows;
    std::ranges::sort(sorted, is_before);
  }
  for (const Row& row : sorted.empty() ? t.rows : sorted) {
    const std::uint64_t big = __builtin_bswap64(row.seq.value);
    put(t.text(row), {reinterpret_cast<const char*>(&big), sizeof big});
  }
}

}  // namespace rireki
