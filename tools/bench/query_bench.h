// How fast questions are answered at any (as-of, known-at), against folding everybody from memory.
#pragma once

#include "tools/bench/append_bench.h"

namespace rireki {

/// On careers of that many people (careers.h), each moment asked about once, answers compared with the control's:
///   person_warm     one person's State, questions/s at the 99th percentile; control: folding the bytes from memory
///   person_cold     the same at the median, files not in memory; control: one read of 4 KiB from them, not in memory
///   headcount_now   by unit, rank and sex, known now or within a year; control: folding everybody from memory
///   headcount_any   the same at older known-ats
///   roster          rows/s without personal fields; control: as above
/// Errors: those of the Engine; INTEGRITY_ERROR if an answer differs from the control's.
[[nodiscard]] Result<std::vector<Figure>> bench_query(const BenchOptions& options);

}  // namespace rireki
