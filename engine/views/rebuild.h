// The views built anew, from the Log alone, beside those that answer meanwhile; then both change places.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/log/log.h"

namespace rireki {

struct Rebuilt {
  std::uint64_t events = 0;
  std::uint64_t people = 0;
  std::string difference;  // with `check`: where the old views first differ from the new ones; empty: nowhere
};

/// Builds the views of `log` in `directory`.next and puts them in the place of `directory` by one rename. With `check`
/// the old views are compared first: every timeline and every id. Until the rename nothing has changed; what an
/// interrupted rebuild leaves is removed by the next one. `progress` is told the seq reached, now and then. The caller
/// is the only writer; readers go on with what they have open. Errors: IO_ERROR, INTEGRITY_ERROR naming the seq.
[[nodiscard]] Result<Rebuilt> rebuild_views(Log& log, const std::string& directory, bool check,
                                            const std::function<void(Seq)>& progress);

/// Where the views in `directory` first differ from what `log` says, empty: nowhere. They are built for that beside, in
/// `directory`.check, which is removed. Errors: as `rebuild_views`.
[[nodiscard]] Result<std::string> check_views(Log& log, const std::string& directory,
                                              const std::function<void(Seq)>& progress);

}  // namespace rireki
