// count: numbers of people and of events, by any dimensions.
#include <CLI/CLI.hpp>

#include "events/types/text.h"
#include "projections/condition_text.h"
#include "projections/counts.h"
#include "projections/narrow_question.h"
#include "tools/rireki/audience.h"
#include "tools/rireki/filter_options.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

struct CountOptions {
  std::string what;
  std::string by;
  AudienceOption audience;
};

Result<std::vector<Attribute>> parse_dimensions(const std::string& by, bool of_events) {
  std::vector<Attribute> dimensions;
  if (by.empty()) return dimensions;
  for (const std::string_view name : split(by, ',')) {
    if (name.empty()) return fail(Code::usage, "--by: " + in_quotes(by) + " has an empty dimension");
    const auto attribute = parse_attribute(name, of_events);
    if (!attribute) return std::unexpected(attribute.error());
    if (std::ranges::find(dimensions, *attribute) != dimensions.end()) {
      return fail(Code::usage, "--by: " + std::string(to_text(*attribute)) + " stands twice");
    }
    dimensions.push_back(*attribute);
  }
  return dimensions;
}

std::vector<DisclosedCell> cells_of(const Counts& counts) {
  std::vector<DisclosedCell> cells;
  for (const CountRow& row : counts.rows) {
    DisclosedCell& cell = cells.emplace_back();
    for (const Value& value : row.key) cell.key.push_back(to_text(value));
    cell.count = row.count;
    cell.persons = row.persons;
  }
  return cells;
}

/// Which rows are not for the audience, in their order, where those other tables are out already.
Result<std::vector<bool>> hidden_rows(const Counts& counts, const std::vector<Counts>& published,
                                      const DisclosureRule& rule) {
  std::vector<DisclosedCell> cells = cells_of(counts);
  for (const Counts& other : published) hide_small_differences(cells, cells_of(other), rule);
  if (auto r = hide_small_cells(cells, rule); !r) return std::unexpected(r.error());
  std::vector<bool> hidden;
  for (const DisclosedCell& cell : cells) hidden.push_back(cell.is_hidden);
  return hidden;
}

/// The same headcounts as of the days of which the audience has them.
Result<std::vector<Counts>> published_counts(const Question& question, const FilterOptions& filters,
                                             const CountOptions& options, const std::vector<Attribute>& by) {
  const auto days = options.audience.published_days();
  if (!days) return std::unexpected(days.error());
  if (!days->empty() && options.what != to_text(CountOf::headcount)) {
    return fail(Code::usage, "--published is of headcounts: other counts are of a period");
  }
  std::vector<Counts> published;
  for (const Day day : *days) {
    auto filter = filters.filter(false);
    if (!filter) return std::unexpected(filter.error());
    auto counts =
        count(*question.knowledge, {.what = CountOf::headcount, .as_of = day, .filter = std::move(*filter), .by = by});
    if (!counts) return std::unexpected(counts.error());
    published.push_back(std::move(*counts));
  }
  return published;
}

/// Whether a row may be there though its number is left out: it says that somebody is like that. Of the staff in one
/// dimension that is no news, unless all are so few that one may be known; where more is asked, it may be all there is
/// to say of a person.
bool names_hidden_rows(const CountQuery& query, const Counts& counts, const DisclosureRule& rule) {
  if (query.by.empty()) return true;
  if (rule.hides_zeros || query.by.size() > 1) return false;
  if (query.by.front() == Attribute::unit || query.by.front() == Attribute::authority) return true;
  std::int64_t persons = 0;
  for (const CountRow& row : counts.rows) persons += row.persons;
  return persons >= rule.minimum;
}

void print_counts(Output& output, const std::vector<Attribute>& by, const Counts& counts,
                  const std::vector<bool>& hidden, bool names_hidden) {
  for (std::size_t n = 0; n < counts.rows.size(); ++n) {
    if (hidden[n] && !names_hidden) continue;
    const CountRow& row = counts.rows[n];
    JsonWriter json;
    std::vector<std::string> cells;
    json.begin_object();
    for (std::size_t i = 0; i < by.size(); ++i) {
      json.key(to_text(by[i]));
      write_value(json, row.key[i]);
      cells.push_back(to_text(row.key[i]));
    }
    json.key("count");
    hidden[n] ? json.null().key("suppressed").boolean(true) : json.integer(row.count);
    json.end_object();
    cells.push_back(hidden[n] ? std::string(kSuppressedMark) : std::to_string(row.count));
    output.row(json.str(), std::move(cells));
  }
  output.finish();
}

Result<CountQuery> count_query(const FilterOptions& filters, const CountOptions& options) {
  const auto what = from_text<CountOf>(options.what);
  if (!what) {
    std::string known;
    for (const std::string_view name : names(CountOf{})) known += (known.empty() ? "" : ", ") + std::string(name);
    return fail(Code::usage, in_quotes(options.what) + " cannot be counted; known are: " + known);
  }
  const bool of_events = *what != CountOf::headcount;
  auto filter = filters.filter(of_events);
  if (!filter) return std::unexpected(filter.error());
  auto by = parse_dimensions(options.by, of_events);
  if (!by) return std::unexpected(by.error());
  return CountQuery{.what = *what, .as_of = {}, .filter = std::move(*filter), .by = std::move(*by)};
}

/// What was counted, which rows of it are hidden, and whether those are there, marked.
struct Disclosed {
  Counts counts;
  std::vector<bool> hidden;
  bool names_hidden = true;
};
Result<Disclosed> take_counts(const Question& question, const FilterOptions& filters, const CountOptions& options,
                              const CountQuery& query, const DisclosureRule& rule) {
  auto counts = count(*question.knowledge, query);
  if (!counts) return std::unexpected(counts.error());
  const auto published = published_counts(question, filters, options, query.by);
  if (!published) return std::unexpected(published.error());
  auto hidden = hidden_rows(*counts, *published, rule);
  if (!hidden) return std::unexpected(hidden.error());
  const bool names_hidden = names_hidden_rows(query, *counts, rule);
  if (rule.hides_zeros && query.what != CountOf::headcount) {  // that some are erased tells of none of the period
    CountQuery ever = query;
    ever.from = kFirstDay;
    ever.to = kLastDay;
    const auto all = count(*question.knowledge, std::move(ever));
    if (!all) return std::unexpected(all.error());
    counts->erased = all->erased;
  }
  return Disclosed{std::move(*counts), std::move(*hidden), names_hidden};
}

int run_count(const GlobalOptions& global, const MomentOptions& moment, const FilterOptions& filters,
              const CountOptions& options) {
  auto query = count_query(filters, options);
  if (!query) return report(query.error());
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  query->as_of = question->as_of;
  query->from = question->from;
  query->to = question->to;
  auto rule = options.audience.rule(*question);
  if (!rule) return report(rule.error());
  if (is_narrow(*query)) *rule = rule->narrowed();
  const auto taken = take_counts(*question, filters, options, *query, *rule);
  if (!taken) return report(taken.error());
  std::vector<std::string> header;
  for (const Attribute a : query->by) header.emplace_back(to_text(a));
  header.emplace_back("count");
  Output output(global, header);
  print_counts(output, query->by, taken->counts, taken->hidden, taken->names_hidden);
  LeftOut left_out{.marked = 0, .may_lack_rows = rule->hides_any() && !taken->names_hidden};
  if (taken->names_hidden) left_out.marked = static_cast<std::size_t>(std::ranges::count(taken->hidden, true));
  say_left_out(*rule, left_out);
  filters.say_undefined(global, *question);
  say_moment(global, question->as_of, question->knowledge->seq, told_erased(*rule, left_out, taken->counts.erased));
  return exit_done;
}

}  // namespace

void add_count(Commands& commands) {
  auto* command = commands.add("count", "Counts of a day or of a period, by any dimensions",
                               "  rireki count headcount --by rank,sex --as-of 2023-04-01\n"
                               "  rireki count separations --fiscal-year 2013..2022 --by fiscal_year,authority \\\n"
                               "      --where 'age<=39' --where reason=voluntary\n");
  auto moment = std::make_shared<MomentOptions>();
  auto filters = std::make_shared<FilterOptions>();
  auto options = std::make_shared<CountOptions>();
  command
      ->add_option("what", options->what,
                   "headcount, hires, separations, promotions, demotions, transfers, trainings or absences")
      ->required();
  with_text(command->add_option("--by", options->by, "dimensions, separated by commas"));
  moment->add_to(*command, true);
  filters->add_to(*command);
  options->audience.add_to(*command);
  options->audience.add_published(*command);
  commands.runs(command, [=, &commands] { return run_count(commands.global(), *moment, *filters, *options); });
}

}  // namespace rireki
