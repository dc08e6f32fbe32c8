// For whom an answer is: `--audience`, of the commands that show numbers alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/disclosure.h"
#include "tools/rireki/moment.h"

namespace rireki {

inline constexpr std::string_view kSuppressedMark =
    "x";  // as Japanese official statistics mark what is withheld (秘匿)

struct AudienceOption {
  std::string audience;
  std::vector<std::string> published;  // days

  void add_to(CLI::App& command);
  /// Also `--published`, of tables of a day.
  void add_published(CLI::App& command);

  /// The days of which the audience has the same table. Errors: USAGE, also where there is no audience.
  [[nodiscard]] Result<std::vector<Day>> published_days() const;

  /// The rule of the Policy in effect. In a service the asker's role may set another audience; then today's rule holds
  /// too, whatever moment is asked for. Errors: USAGE for an unknown one.
  [[nodiscard]] Result<DisclosureRule> rule(const Question& question) const;
};

/// What an answer to an audience lacks.
struct LeftOut {
  std::size_t marked = 0;      // figures that stand there without their number
  bool may_lack_rows = false;  // others may be missing whole; whether any are is not told
};

/// Says beside the answer that something is left out of it, and why.
void say_left_out(const DisclosureRule& rule, const LeftOut& left_out);

/// How many were erased, as the audience may know it (AnsweredMoment): they are among the unknown, so that their number
/// may be that of a cell that is left out, or give others away. Where rows may be missing it is never told, but that
/// there are none.
[[nodiscard]] std::optional<std::int64_t> told_erased(const DisclosureRule& rule, const LeftOut& left_out,
                                                      std::int64_t erased);

}  // namespace rireki
