// Gives corrections and voids their places, once everything else is sorted: a target may lie in any thread's stretch.
#pragma once

#include "engine/views/harvest.h"

namespace rireki {

class Amending {
 public:
  Amending(Log& log, const IdSorting& ids, TimelineSorting& timelines, ColumnSorting& columns)
      : log_(log), ids_(ids), timelines_(timelines), columns_(columns) {}

  /// In seq order. Errors: INTEGRITY_ERROR if there is no such target.
  [[nodiscard]] Result<void> amend(const Deferred& deferred);

 private:
  [[nodiscard]] Result<Seq> target_of(Seq at, const Event& event) const;
  [[nodiscard]] Result<SubjectKind> kind_of(const Event& event, Seq target);
  [[nodiscard]] Result<SubjectKind> kind_of_record(Seq seq);

  Log& log_;
  const IdSorting& ids_;
  TimelineSorting& timelines_;
  ColumnSorting& columns_;
};

}  // namespace rireki
