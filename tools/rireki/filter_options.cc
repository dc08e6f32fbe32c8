#include "tools/rireki/filter_options.h"

#include <CLI/CLI.hpp>

namespace rireki {

void FilterOptions::add_to(CLI::App& command) {
  command.add_option("--where", where, "condition that must hold, such as age<=39 or unit=U1,U2; may be repeated");
  command.add_option("--exclude", exclude, "conditions joined by & : drops whoever meets all of them; may be repeated");
  command.add_option("--population", populations, "a named population of the policy; may be repeated");
  for (const char* name : {"--where", "--exclude", "--population"}) {
    command.get_option(name)->expected(1)->take_all()->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

Result<Filter> FilterOptions::filter(bool of_events) const {
  Filter result;
  for (const std::string& cond : where) {
    if (auto r = result.add_where(cond, of_events); !r) return std::unexpected(r.error());
  }
  for (const std::string& conds : exclude) {
    if (auto r = result.add_exclude(conds, of_events); !r) return std::unexpected(r.error());
  }
  for (const std::string& id : populations) result.add_population(id);
  return result;
}

}  // namespace rireki
