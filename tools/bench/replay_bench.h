// How fast the columnar form of the Log is read and folded.
#pragma once

#include <vector>

#include "events/types/error.h"
#include "tools/bench/append_bench.h"
#include "tools/bench/measure.h"

namespace rireki {

/// scan_plain, scan_lz4: all pages of the columns visited, stored plainly or compressed; the control reads a file of
/// the same bytes as the pages have when they are not compressed. replay_counts: the fold to turnover and headcounts
/// (projections/turnover.h) from the stored pages; the control is the same fold over pages in memory. Events a second,
/// of careers (careers.h). Errors: those of the Engine.
[[nodiscard]] Result<std::vector<Figure>> bench_replay(const BenchOptions& options);

}  // namespace rireki
