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

/// Says beside the answer that something is left out of it, and why.
void say_suppressed(const DisclosureRule& rule, std::size_t cells);

/// How many were erased, as the audience may know it (AnsweredMoment): they are among the unknown, so that their number
/// may be that of a cell that is left out, or give others away. `cells`: how many are left out.
[[nodiscard]] std::optional<std::int64_t> told_erased(const DisclosureRule& rule, std::size_t cells,
                                                      std::int64_t erased);

}  // namespace rireki
