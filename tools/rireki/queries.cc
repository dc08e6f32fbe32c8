// roster, person, history, count: the questions.
#include <CLI/CLI.hpp>

#include "events/types/event_json.h"
#include "events/types/text.h"
#include "projections/counts.h"
#include "projections/history.h"
#include "projections/roster.h"
#include "tools/rireki/access.h"
#include "tools/rireki/audience.h"
#include "tools/rireki/filter_options.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/person_table.h"
#include "tools/rireki/plain_words.h"
#include "tools/rireki/table_xlsx.h"

namespace rireki {

namespace {

struct RosterOptions {
  bool all = false;
  std::string xlsx;
  std::uint64_t skip = 0;
  std::uint64_t rows_max = UINT64_MAX;
};

Result<void> write_roster(const Question& question, std::vector<std::vector<std::string>> rows,
                          const std::string& path) {
  XlsxTable table{
      .name = "roster", .ground = ground_of(question), .header = person_header(false), .rows = std::move(rows)};
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    if (table.header[i] != "age" && table.header[i] != "grade") table.text_columns.push_back(i);
  }
  return write_xlsx(table, path);
}

int run_roster(const GlobalOptions& global, const MomentOptions& moment, const FilterOptions& filters,
               const RosterOptions& options) {
  auto filter = filters.filter(false);
  if (!filter) return report(filter.error());
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  Output output(global, person_header(global.csv));
  PersonalRows rows(global, *question->engine, moment_of(*question), output);
  std::int64_t erased = 0;
  std::vector<std::vector<std::string>> printed;
  RosterQuery query{.as_of = question->as_of,
                    .filter = std::move(*filter),
                    .all = options.all,
                    .may_show = [](std::string_view person) { return sight().shows(person); },
                    .skip = options.skip,
                    .rows_max = options.rows_max};
  const auto done = roster(*question->knowledge, std::move(query), [&](const PersonRow& row) {
    erased += row.personal.erased != 0 ? 1 : 0;
    if (!options.xlsx.empty()) printed.push_back(person_cells(row, false));
    output.is_json() ? rows.row(row.person, state_json(row), {})
                     : rows.row(row.person, {}, person_cells(row, global.csv));
  });
  if (!done) return report(done.error());
  if (auto r = rows.finish(); !r) return report(r.error());
  if (!options.xlsx.empty()) {
    if (auto r = write_roster(*question, std::move(printed), options.xlsx); !r) return report(r.error());
  }
  say_moment(global, question->as_of, question->knowledge->seq, erased + *done);
  return exit_done;
}

/// An empty answer is no failure, but people wonder.
void say_unknown(const std::string& person) {
  remarks() << "no person " << in_quotes(person) << " is registered on that day, as known then\n";
}

int run_person(const GlobalOptions& global, const MomentOptions& moment, const std::string& who) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  bool found = false;
  Output output(global, person_header(global.csv));
  PersonalRows rows(global, *question->engine, moment_of(*question), output);
  const auto done = person(*question->knowledge, who, question->as_of, [&](const PersonRow& row) {
    found = true;
    output.is_json() ? rows.row(who, state_json(row), {}) : rows.row(who, {}, person_cells(row, global.csv));
  });
  if (!done) return report(done.error());
  if (!found) say_unknown(who);
  if (auto r = rows.finish(); !r) return report(r.error());
  say_moment(global, question->as_of, question->knowledge->seq);
  return exit_done;
}

std::vector<std::string> history_cells(const HistoryRow& row) {
  std::string corrections;
  for (const Seq seq : row.corrected_by) corrections += (corrections.empty() ? "" : " ") + std::to_string(seq.value);
  if (row.voided_by.value != 0) corrections = "void " + std::to_string(row.voided_by.value);
  std::vector<std::string> cells = {std::to_string(row.entry.seq.value),
                                    to_iso(row.entry.effective),
                                    std::string(to_text(row.entry.type)),
                                    std::string(traits_of(row.entry.type).name_ja),
                                    "",
                                    "",
                                    "",
                                    "",
                                    to_text(row.record.recorded).substr(0, 10),
                                    corrections};
  if (row.state == nullptr) return cells;
  cells[4] = std::string(to_text(row.state->status));
  if (!row.state->state->employment) return cells;
  const Employment& job = *row.state->state->employment;
  cells[5] = cell(job.unit);
  cells[6] = cell(job.rank);
  cells[7] = job.grade == 0 ? "" : std::to_string(job.grade);
  return cells;
}

int run_history(const GlobalOptions& global, const MomentOptions& moment, const std::string& who, bool with_void) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  bool found = false;
  Output output(global,
                {"seq", "effective", "event", "和名", "status", "unit", "rank", "grade", "recorded", "corrected by"});
  PersonalRows rows(global, *question->engine, moment_of(*question), output);
  const auto done = history(*question->knowledge, who, question->as_of, with_void, [&](const HistoryRow& row) {
    found = true;
    output.is_json() ? rows.row(who, to_json(row, sight().withheld), {}) : rows.row(who, {}, history_cells(row));
  });
  if (!done) return report(done.error());
  if (!found) say_unknown(who);
  if (auto r = rows.finish(); !r) return report(r.error());
  say_moment(global, question->as_of, question->knowledge->seq);
  return exit_done;
}

struct CountOptions {
  std::string what;
  std::string by;
  AudienceOption audience;
};

Result<std::vector<Attribute>> parse_dimensions(const std::string& by, bool of_events) {
  std::vector<Attribute> dimensions;
  for (std::size_t begin = 0; begin < by.size();) {
    const std::size_t end = std::min(by.find(',', begin), by.size());
    const auto attribute = parse_attribute(by.substr(begin, end - begin), of_events);
    if (!attribute) return std::unexpected(attribute.error());
    if (std::ranges::find(dimensions, *attribute) != dimensions.end()) {
      return fail(Code::usage, "--by: " + std::string(to_text(*attribute)) + " stands twice");
    }
    dimensions.push_back(*attribute);
    begin = end + 1;
  }
  return dimensions;
}

std::vector<DisclosedCell> cells_of(const Counts& counts) {
  std::vector<DisclosedCell> cells;
  for (const CountRow& row : counts.rows) {
    DisclosedCell& cell = cells.emplace_back();
    for (const Value& value : row.key) cell.key.push_back(to_text(value));
    cell.count = row.count;
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

/// Whether a row may be there though its number is left out: it says that somebody is like that. Where one dimension
/// alone is asked for, that is no news; where several are, or conditions, it may be all there is to say of a person.
bool names_hidden_rows(const std::vector<Attribute>& by, const Filter& filter) {
  return by.empty() || (by.size() == 1 && filter.is_empty());
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

int run_count(const GlobalOptions& global, const MomentOptions& moment, const FilterOptions& filters,
              const CountOptions& options) {
  const auto what = from_text<CountOf>(options.what);
  if (!what) {
    std::string known;
    for (const std::string_view name : names(CountOf{})) known += (known.empty() ? "" : ", ") + std::string(name);
    return report({Code::usage, in_quotes(options.what) + " cannot be counted; known are: " + known});
  }
  const bool of_events = *what != CountOf::headcount;
  auto filter = filters.filter(of_events);
  if (!filter) return report(filter.error());
  const auto by = parse_dimensions(options.by, of_events);
  if (!by) return report(by.error());
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  const auto rule = options.audience.rule(*question);
  if (!rule) return report(rule.error());
  const bool names_hidden = names_hidden_rows(*by, *filter);
  const auto counts = count(*question->knowledge, CountQuery{.what = *what,
                                                             .as_of = question->as_of,
                                                             .from = question->from,
                                                             .to = question->to,
                                                             .filter = std::move(*filter),
                                                             .by = *by});
  if (!counts) return report(counts.error());
  const auto published = published_counts(*question, filters, options, *by);
  if (!published) return report(published.error());
  const auto hidden = hidden_rows(*counts, *published, *rule);
  if (!hidden) return report(hidden.error());
  std::vector<std::string> header;
  for (const Attribute a : *by) header.emplace_back(to_text(a));
  header.emplace_back("count");
  Output output(global, header);
  print_counts(output, *by, *counts, *hidden, names_hidden);
  say_suppressed(*rule, static_cast<std::size_t>(std::ranges::count(*hidden, true)));
  say_moment(global, question->as_of, question->knowledge->seq, counts->erased);
  return exit_done;
}

}  // namespace

bool answer_plain_person(const GlobalOptions& global, PlainWords& words) {
  const MomentOptions moment = words.take_moment();
  const std::string who = words.only_argument();
  if (!who.empty()) run_person(global, moment, who);
  return !who.empty();
}

bool answer_plain_history(const GlobalOptions& global, PlainWords& words) {
  const MomentOptions moment = words.take_moment();
  const bool with_void = words.take_flag("--with-void");
  const std::string who = words.only_argument();
  if (!who.empty()) run_history(global, moment, who, with_void);
  return !who.empty();
}

void add_roster(Commands& commands) {
  auto* command = commands.add("roster", "Everyone employed on a day, sorted by person",
                               "  rireki roster --as-of 2023-04-01\n"
                               "  rireki roster --as-of R5.3.31 --known-at 2023-04-15 --where unit=U-132 --json\n");
  auto moment = std::make_shared<MomentOptions>();
  auto filters = std::make_shared<FilterOptions>();
  auto options = std::make_shared<RosterOptions>();
  moment->add_to(*command, false);
  filters->add_to(*command);
  command->add_flag("--all", options->all, "also the separated and the registered");
  command->add_option("--xlsx", options->xlsx, "also write a workbook to this file");
  command->add_option("--skip", options->skip, "leave out so many rows at the beginning")
      ->check(CLI::NonNegativeNumber);
  positive(command->add_option("--limit", options->rows_max, "at most so many rows"));
  commands.runs(command, [=, &commands] { return run_roster(commands.global(), *moment, *filters, *options); });
}

void add_person(Commands& commands) {
  auto* command = commands.add("person", "One person's state on a day", "  rireki person P000017 --as-of R5.4.1\n");
  auto moment = std::make_shared<MomentOptions>();
  auto who = std::make_shared<std::string>();
  with_text(command->add_option("person", *who, "the person's number"))->required();
  moment->add_to(*command, false);
  commands.runs(command, [=, &commands] { return run_person(commands.global(), *moment, *who); });
}

void add_history(Commands& commands) {
  auto* command = commands.add("history", "A career, event by event, with the state after each",
                               "  rireki history P000017\n"
                               "  rireki history P000017 --with-void --known-at seq:1200 --json\n");
  auto moment = std::make_shared<MomentOptions>();
  auto who = std::make_shared<std::string>();
  auto with_void = std::make_shared<bool>(false);
  with_text(command->add_option("person", *who, "the person's number"))->required();
  command->add_flag("--with-void", *with_void, "also voided events");
  moment->add_to(*command, false);
  commands.runs(command, [=, &commands] { return run_history(commands.global(), *moment, *who, *with_void); });
}

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
