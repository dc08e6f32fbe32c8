// The two clocks on the command line: --as-of, --known-at, and the period of counted events.
#pragma once

#include <optional>
#include <string>

#include "projections/knowledge.h"
#include "tools/rireki/command.h"

namespace rireki {

struct MomentOptions {
  std::string as_of;
  std::string known_at;
  std::string fiscal_year;
  std::string from;
  std::string to;

  void add_to(CLI::App& command, bool with_period);
  /// For commands whose period is always of whole fiscal years.
  void add_fiscal_year(CLI::App& command);
};

/// An open data directory and the moment that a question is about.
struct Question {
  std::shared_ptr<Engine> engine;
  std::unique_ptr<Knowledge> knowledge;
  Day as_of;
  Day from = kFirstDay;
  Day to = kLastDay;
};

/// Errors: USAGE for options that cannot be read, those of Engine::open.
[[nodiscard]] Result<Question> ask(const GlobalOptions& global, const MomentOptions& options);

/// A date as typed; the error is one of usage and names the option.
[[nodiscard]] Result<Day> typed_day(const std::string& option, const std::string& text);

}  // namespace rireki
