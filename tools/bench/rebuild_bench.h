// How fast all views are built anew, against reading the same Log.
#pragma once

#include <vector>

#include "events/types/error.h"
#include "tools/bench/append_bench.h"
#include "tools/bench/measure.h"

namespace rireki {

/// rebuild: events a second of careers (careers.h) until the new generation of timelines, ids and columns is used;
/// rebuild_all: until the new spans are, too. rebuild_attendance, rebuild_attendance_all: the same of the mix that is
/// attendance for four fifths, with a fifth of the people. The control visits every record of the Log, on one thread.
/// person_while_rebuilding: questions about one person at a (D, K), the rate that all but one of a hundred reach, while
/// a rebuild is under way; the control is the same with nothing else going on. Errors: those of the Engine.
[[nodiscard]] Result<std::vector<Figure>> bench_rebuild(const BenchOptions& options);

}  // namespace rireki
