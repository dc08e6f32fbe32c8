// Everything an Engine answers about persons, as one text to compare.
#pragma once

#include <string>

#include "engine/engine.h"

namespace rireki {

/// The states of all persons on the days of `days_to_compare`, and counts, as known at `seq`. Throws
/// std::runtime_error.
[[nodiscard]] std::string whole_answer(Engine& engine, Seq seq = Seq{UINT64_MAX});

/// All Records as JSON Lines. Throws std::runtime_error.
[[nodiscard]] std::string whole_log(Engine& engine);

/// An open Engine, or std::runtime_error with the refusal.
[[nodiscard]] std::unique_ptr<Engine> opened(const std::string& directory, EngineMode mode,
                                             std::unique_ptr<Clock> clock = system_clock());

/// A new data directory, open for writing.
[[nodiscard]] std::unique_ptr<Engine> made(const std::string& directory, std::unique_ptr<Clock> clock = system_clock());

}  // namespace rireki
