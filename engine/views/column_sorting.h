// Events gathered by several threads and given back as the pages of event_columns.h: what the columns are built from
// when all of them are built at once.
#pragma once

#include <string>
#include <vector>

#include "engine/views/page_builder.h"
#include "engine/views/timeline_sorting.h"

namespace rireki {

/// The events of a stretch of the Log that begins with a page. Words get codes of its own.
class ColumnHarvest {
 public:
  explicit ColumnHarvest(Seq first) : first_(first) {}

  /// Takes the next event; `subject` is the number that the timelines have given to its subject. Of a correction or
  /// void it is not known yet, nor is the target: `complete` says both.
  void add(const Entry& entry, SubjectKind kind, std::uint32_t subject);

 private:
  friend class ColumnSorting;

  Seq first_;
  std::vector<PageBuilder> pages_;
  Dictionaries words_;
};

/// The pages of all harvests. `recode` once per harvest, on any thread; then `complete`; then the rest.
class ColumnSorting {
 public:
  ColumnSorting(std::vector<ColumnHarvest> harvests, PersonCodes persons);

  void recode(std::size_t harvest);
  void complete(Seq seq, std::uint32_t person, Seq target);

  [[nodiscard]] const PersonCodes& persons() const { return persons_; }

  /// Rows in ascending order: of the first range words, of the others pages.
  [[nodiscard]] std::size_t ranges() const;
  void put(std::size_t range, const SealedViews::Put& put) const;

 private:
  struct Place {
    std::size_t harvest = 0;
    std::size_t page = 0;
  };
  /// Codes of a harvest's words in the dictionaries of all.
  struct Recoded {
    std::vector<std::uint32_t> units{0};
    std::vector<std::uint32_t> ranks{0};
  };

  std::vector<ColumnHarvest> harvests_;
  PersonCodes persons_;
  Dictionaries words_;  // units and ranks of all
  std::vector<Recoded> recoded_;
  std::vector<Place> pages_;  // of all harvests, by seq
};

}  // namespace rireki
