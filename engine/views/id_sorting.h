// Event ids with their seqs, gathered in any order by several threads and given back sorted: what the stored ids are
// built from when all of them are built at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/views/sealed_views.h"

namespace rireki {

/// The ids of a stretch of the Log, gathered by one thread.
class IdHarvest {
 public:
  /// An id as two numbers that sort as its first 16 bytes do; of longer ids the rest lies in `tails_`.
  struct Row {
    std::uint64_t head = 0;
    std::uint64_t next = 0;
    std::uint32_t tail = 0;   // where in `tails_`, plus 1; 0: there is none
    std::uint32_t place = 0;  // seq - first
  };

  /// `first` is the lowest seq that is added; all lie within 2^32 of it.
  explicit IdHarvest(Seq first) : first_(first) {}

  void add(std::string_view id, Seq seq);

  [[nodiscard]] Seq seq_of(const Row& row) const { return Seq{first_.value + row.place}; }
  [[nodiscard]] std::string_view tail_of(const Row& row) const;
  /// The whole id, put together in `buffer`.
  [[nodiscard]] std::string_view id_of(const Row& row, std::string& buffer) const;
  [[nodiscard]] bool before(const Row& a, const Row& b) const;

 private:
  friend class IdSorting;

  Seq first_;
  std::string tails_;                     // each: length, bytes
  std::vector<std::vector<Row>> blocks_;  // as added
};

/// All ids in ranges of ascending ids. `distribute` once per harvest, then `sort` once per range, each on any thread;
/// then the rest.
class IdSorting {
 public:
  IdSorting(std::vector<IdHarvest> harvests, std::size_t ranges);

  void distribute(std::size_t harvest);
  void sort(std::size_t range);

  /// Puts the rows of a range in ascending order: id → seq, 8 bytes big-endian. Errors: INTEGRITY_ERROR if an id is
  /// there twice, naming the later seq.
  [[nodiscard]] Result<void> put(std::size_t range, const SealedViews::Put& put) const;

  [[nodiscard]] std::optional<Seq> find(std::string_view id) const;

  [[nodiscard]] std::size_t ranges() const { return bounds_.size() + 1; }

 private:
  using Row = IdHarvest::Row;
  struct Bound {
    std::uint64_t head = 0;
    std::uint64_t next = 0;
  };

  [[nodiscard]] std::size_t range_of(std::uint64_t head, std::uint64_t next) const;

  std::vector<IdHarvest> harvests_;
  std::vector<Bound> bounds_;                        // ranges begin here; the first has none
  std::vector<std::vector<std::vector<Row>>> rows_;  // by harvest, by range
};

}  // namespace rireki
