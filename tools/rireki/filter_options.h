// FILTER on the command line: --where, --exclude, --population (contract, section 7).
#pragma once

#include <string>
#include <vector>

#include "projections/filter.h"
#include "tools/rireki/moment.h"

namespace rireki {

struct FilterOptions {
  std::vector<std::string> where;
  std::vector<std::string> exclude;
  std::vector<std::string> populations;

  void add_to(CLI::App& command);

  [[nodiscard]] bool is_given() const { return !where.empty() || !exclude.empty() || !populations.empty(); }

  /// Errors: USAGE.
  [[nodiscard]] Result<Filter> filter(bool of_events) const;

  /// Tells people of words that nothing known then defines: with them there is nobody and nothing to count.
  void say_undefined(const GlobalOptions& global, const Question& question) const;
};

}  // namespace rireki
