// How fast the service is, by 64 clients that keep their connections, against the engine alone and against itself
// answering without the engine.
#pragma once

#include "tools/bench/append_bench.h"

namespace rireki {

/// serve_append_64   one event a request; the control is the slower one of the engine's own rate with 64 in flight and
///                   of requests of the same size that the service answers at once
/// serve_person_64   one person's state a request; the control is a request without a question
/// serve_stream      events a second seen by a subscriber; the control is 1 ÷ the time at the 99th percentile from the
///                   acknowledgement to the subscriber, one event at a time
/// The service is this program, run as a process of its own. Errors: IO_ERROR, those of the Engine.
[[nodiscard]] Result<std::vector<Figure>> bench_serve(const BenchOptions& options);

}  // namespace rireki
