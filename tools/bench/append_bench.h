// How fast durable appends are, with so many in flight, against the disk itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/types/error.h"
#include "tools/bench/measure.h"

namespace rireki {

struct BenchOptions {
  std::string directory;  // an empty one of the benchmark's own
  int people = 10'000;
  std::uint64_t records = 0;  // that the log has before, at least; append and import
  int rounds = 5;
};

/// append_1, append_16, append_64, append_256: one event an append, that many waiting at any time. The control writes
/// the same bytes to one preallocated file, one write and one fdatasync for each group of that many. Errors: those of
/// the Engine.
[[nodiscard]] Result<std::vector<Figure>> bench_append(const BenchOptions& options);

/// The engine's own rate with so many in flight, the median of the rounds; the data directory stays in
/// `directory`/data. Errors: those of the Engine.
[[nodiscard]] Result<double> engine_rate(const BenchOptions& options, std::size_t in_flight);

/// import: JSON Lines of the staff's trainings, all rules checked, one sync per few thousand lines. The control reads
/// the same lines and writes the same records' bytes to one file, without looking at them.
[[nodiscard]] Result<std::vector<Figure>> bench_import(const BenchOptions& options);

}  // namespace rireki
