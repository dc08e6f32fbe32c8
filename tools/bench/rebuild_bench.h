// How fast all views are built anew, against reading the same Log.
#pragma once

#include <vector>

#include "events/types/error.h"
#include "tools/bench/append_bench.h"
#include "tools/bench/measure.h"

namespace rireki {

/// rebuild: events a second of a whole rebuild, of careers (careers.h); rebuild_attendance: the same of the mix that is
/// attendance for four fifths, with a fifth of the people. The control visits every record of the Log, on one thread.
/// Errors: those of the Engine.
[[nodiscard]] Result<std::vector<Figure>> bench_rebuild(const BenchOptions& options);

}  // namespace rireki
