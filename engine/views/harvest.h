// What one thread takes from its stretch of the Log, to be sorted with what the others have taken.
#pragma once

#include <string>
#include <vector>

#include "engine/log/log.h"
#include "engine/views/build_progress.h"
#include "engine/views/column_sorting.h"
#include "engine/views/id_sorting.h"
#include "engine/views/timeline_sorting.h"
#include "events/types/record_codec.h"

namespace rireki {

/// A correction or void, whose target is looked up once all ids are known.
struct Deferred {
  Seq seq;
  std::string bytes;
};

class Harvest {
 public:
  /// Of the Records first..last, both included; of none if last is before first.
  Harvest(Log& log, Seq first, Seq last) : log_(log), first_(first), last_(last), ids_(first), columns_(first) {}

  /// What cannot be read stops the progress.
  void gather(BuildProgress& progress);

  [[nodiscard]] IdHarvest take_ids() { return std::move(ids_); }
  [[nodiscard]] TimelineHarvest take_timelines() { return std::move(timelines_); }
  [[nodiscard]] ColumnHarvest take_columns() { return std::move(columns_); }
  [[nodiscard]] const std::vector<Deferred>& deferred() const { return deferred_; }
  /// Of the last Record's bytes.
  [[nodiscard]] std::uint32_t last_checksum() const { return last_checksum_; }

 private:
  Result<void> take(Seq seq, std::string_view bytes);

  Log& log_;
  Seq first_;
  Seq last_;
  RecordReader reader_;
  IdHarvest ids_;
  TimelineHarvest timelines_;
  ColumnHarvest columns_;
  std::vector<Deferred> deferred_;
  std::uint32_t last_checksum_ = 0;
  std::string key_;
  std::string packed_;
  std::string scratch_;
};

}  // namespace rireki
