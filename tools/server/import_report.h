// What became of the lines of an import.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "events/lifecycle/outcome.h"
#include "events/types/json_writer.h"

namespace rireki {

struct ImportReport {
  struct Refusal {
    std::uint64_t line = 0;  // from 1
    Error error;
  };

  std::uint64_t appended = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t refused = 0;
  std::array<std::uint64_t, names(Warning{}).size()> warnings = {};  // how often, by Warning
  std::vector<Refusal> refusals;                                     // the first `refusals_max`, in the order of lines
  std::size_t refusals_max = SIZE_MAX;

  /// An event that was judged.
  void add(std::uint64_t line, const Outcome& outcome);

  /// A line that is no event, or a refused one.
  void refuse(std::uint64_t line, const Error& error);

  /// Its members, into an object that is begun.
  void write(JsonWriter& out) const;
};

/// Of events that were judged in the order of their lines.
[[nodiscard]] ImportReport report_of(const std::vector<Outcome>& outcomes);

}  // namespace rireki
