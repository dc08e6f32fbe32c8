// The views built anew, from the Log alone, beside those that answer meanwhile; then the new ones are used.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/log/log.h"
#include "engine/views/watch.h"

namespace rireki {

class SealedViews;

struct Rebuilt {
  std::uint64_t events = 0;
  std::uint64_t people = 0;
  std::string difference;    // with `check`: where the old views first differ from the new ones; empty: nowhere
  double views_seconds = 0;  // until the new generation was used
  double spans_seconds = 0;  // from then on, until there were new spans
};

/// For a nightly job's report: "equal" is null unless views were compared.
[[nodiscard]] std::string to_json(const Rebuilt& rebuilt, bool compared);

/// Opens the Log for reading, as it is now.
using OpenLog = std::function<Result<std::unique_ptr<Log>>()>;

/// Builds a new generation in `views` (generations.h) and says that it is to be used; then, from the same timelines,
/// the spans (span_file.h), which take the place of the old ones. With `check` the old ones of both, as they answer,
/// are compared first: every timeline and id, the columns of every event, everybody's spans. What has not been replaced
/// yet answers as before, and what is left of a rebuild that ended early is removed by the next one. Questions and
/// appends go on meanwhile, also in other processes; a writer takes the new generation when it seals next. Errors:
/// IO_ERROR, also if another rebuild is under way or once cancelled; INTEGRITY_ERROR naming the seq.
[[nodiscard]] Result<Rebuilt> rebuild_views(const OpenLog& open_log, const std::string& views, bool check,
                                            const Watch& watch);

/// Opens the views for a writer of a Log that ends at `last`. If they are far behind it, or of another layout, they are
/// built at once first: that is faster than following record by record. Errors: as `rebuild_views`.
[[nodiscard]] Result<std::unique_ptr<SealedViews>> open_followed_views(const OpenLog& open_log,
                                                                       const std::string& views, Seq last);

/// Where the views (but for the spans) first differ from what the Log says, empty: nowhere. Their rows are made in
/// memory for that; nothing is written. Errors: as `build_views`.
[[nodiscard]] Result<std::string> check_views(const OpenLog& open_log, const std::string& views, const Watch& watch);

}  // namespace rireki
