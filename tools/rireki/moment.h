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
  void add_fiscal_year(CLI::App& command, const std::string& otherwise = "that of the as-of day");
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

/// A period as typed, of dates or instants: a date is meant from its beginning to its end, in the newest policy's zone;
/// an end that is not typed stays as it is.
struct TypedPeriod {
  std::string from;
  std::string to;
  std::string from_option;  // which options say so, for messages
  std::string to_option;
};
struct Instants {
  Instant from{INT64_MIN};
  Instant to{INT64_MAX};
};
/// Errors: USAGE, also for an end before the beginning; those of Engine::end_of.
[[nodiscard]] Result<Instants> instants_of(Engine& engine, const TypedPeriod& typed);

/// Whether so late an instant can only be a mistake: more than a day after the clock's.
[[nodiscard]] bool is_far_ahead(Instant instant, Instant now);

/// A date as typed; the error is one of usage and names the option.
[[nodiscard]] Result<Day> typed_day(const std::string& option, const std::string& text);

}  // namespace rireki
