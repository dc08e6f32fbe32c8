#include "tools/rireki/filter_options.h"

#include <CLI/CLI.hpp>

#include "events/types/text.h"
#include "projections/undefined_words.h"
#include "tools/rireki/answering.h"

namespace rireki {

namespace {

/// The first of them, for people.
std::string listed(const std::set<std::string, std::less<>>& words) {
  constexpr std::size_t kListedMax = 20;
  std::string list;
  std::size_t n = 0;
  for (const std::string& word : words) {
    if (++n > kListedMax) return list + ", …";
    list += (list.empty() ? "" : ", ") + word;
  }
  return list;
}

}  // namespace

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

void FilterOptions::say_undefined(const GlobalOptions& global, const Question& question) const {
  if (global.json || (where.empty() && exclude.empty())) return;
  const DefinedWords defined(question.knowledge->organisation);
  for (const auto* conditions : {&where, &exclude}) {
    for (const std::string& conds : *conditions) {
      for (const UndefinedWord& u : defined.undefined_in(conds)) {
        const bool is_unit = u.attribute == Attribute::unit;
        remarks() << in_quotes(conds) << ": " << in_quotes(u.word) << " is no " << to_text(u.attribute)
                  << (is_unit ? " that was ever established" : " of any policy") << ", as known then";
        if (!is_unit) remarks() << "; there are: " << listed(defined.words_of(u.attribute));
        remarks() << '\n';
      }
    }
  }
}

}  // namespace rireki
