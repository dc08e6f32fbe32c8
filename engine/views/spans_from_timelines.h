// Everybody's spans made at once from timelines in memory, on several threads.
#pragma once

#include <memory>

#include "engine/log/log.h"
#include "engine/views/build_views.h"
#include "projections/span_builder.h"

namespace rireki {

class SpansFromTimelines {
 public:
  /// As known at the end of the timelines, which are forgotten; Policies are read from `log`. Null if the work was
  /// given up. Errors: INTEGRITY_ERROR.
  [[nodiscard]] static Result<std::unique_ptr<SpansFromTimelines>> make(GatheredTimelines& timelines, Log& log,
                                                                        unsigned threads);

  /// Valid as long as this object.
  [[nodiscard]] const Spans& spans() const { return spans_; }
  [[nodiscard]] const WorldHistory& history() const { return history_; }

 private:
  SpansFromTimelines(WorldHistory history, Seq known, unsigned parts)
      : history_(std::move(history)), builder_(history_, known, parts, known.value) {}

  WorldHistory history_;
  SpanBuilder builder_;
  Spans spans_;
};

}  // namespace rireki
