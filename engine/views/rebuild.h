// The views built anew, from the Log alone, beside those that answer meanwhile; then the new ones are used.
#pragma once

#include <functional>
#include <string>

#include "engine/log/log.h"
#include "engine/views/build_views.h"

namespace rireki {

struct Rebuilt {
  std::uint64_t events = 0;
  std::uint64_t people = 0;
  std::string difference;  // with `check`: where the old views first differ from the new ones; empty: nowhere
};

/// For a nightly job's report: "equal" is null unless views were compared.
[[nodiscard]] std::string to_json(const Rebuilt& rebuilt, bool compared, double seconds);

/// Opens the Log for reading, as it is now.
using OpenLog = std::function<Result<std::unique_ptr<Log>>()>;

/// Builds a new generation in `views` (generations.h) and says that it is to be used. With `check` the old views, as
/// they answer, are compared first: every timeline and every id. Until then nothing has changed, and what is left of a
/// rebuild that ended early is removed by the next one. Questions and appends go on meanwhile, also in other processes;
/// a writer takes the new generation when it seals next. Errors: IO_ERROR, also if another rebuild is under way or once
/// cancelled; INTEGRITY_ERROR naming the seq.
[[nodiscard]] Result<Rebuilt> rebuild_views(const OpenLog& open_log, const std::string& views, bool check,
                                            const Watch& watch);

/// Opens the views for a writer of a Log that ends at `last`. If they are far behind it, or of another layout, they are
/// built at once first: that is faster than following record by record. Errors: as `rebuild_views`.
[[nodiscard]] Result<std::unique_ptr<SealedViews>> open_followed_views(const OpenLog& open_log,
                                                                       const std::string& views, Seq last);

/// Where the views first differ from what the Log says, empty: nowhere. Their rows are made in memory for that; nothing
/// is written. Errors: as `build_views`.
[[nodiscard]] Result<std::string> check_views(const OpenLog& open_log, const std::string& views, const Watch& watch);

}  // namespace rireki
