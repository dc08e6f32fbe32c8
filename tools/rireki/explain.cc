// explain, diff: the Records behind numbers, and what a later state of knowledge changed.
#include <iostream>

#include <CLI/CLI.hpp>

#include "events/types/text.h"
#include "projections/difference.h"
#include "tools/rireki/access.h"
#include "tools/rireki/audience.h"
#include "tools/rireki/filter_options.h"
#include "tools/rireki/output.h"
#include "tools/rireki/report_question.h"
#include "tools/rireki/scorecard_question.h"

namespace rireki {

namespace {

struct NumberOptions {
  std::vector<std::string> names;
  std::string policy;
  std::string figure;              // of a report; empty: all
  std::vector<std::string> about;  // of a report's rows: KEY=VALUE
};

Result<NumbersQuery> numbers_query(const Question& question, const MomentOptions& moment, const FilterOptions& filters,
                                   const NumberOptions& options) {
  auto years = scorecard_query(question, moment);
  if (!years) return std::unexpected(years.error());
  NumbersQuery query;
  query.names = options.names;
  query.from = question.from;
  query.to = question.to;
  query.filter = [&filters](bool of_events) { return filters.filter(of_events); };
  query.years = std::move(*years);
  query.years.policy = options.policy;
  return query;
}

std::string explained_json(const ExplainedRecord& row, const std::string& why) {
  JsonWriter out;
  out.begin_object().key("seq").integer(static_cast<std::int64_t>(row.seq.value));
  out.key("id").text(row.id).key("subject").text(row.subject).key("type").text(to_text(row.type));
  out.key("effective").text(to_iso(row.effective)).key("why").text(why);
  if (row.near) out.key("near").boolean(true);
  out.end_object();
  return std::move(out).str();
}

/// Whether a row of a report is one of those asked for.
bool is_asked(const ReportRow& row, const NumberOptions& options) {
  if (!options.figure.empty() && row.figure != options.figure) return false;
  return std::ranges::all_of(options.about, [&](const std::string& wanted) {
    return std::ranges::any_of(row.about,
                               [&](const auto& pair) { return pair.first + "=" + to_text(pair.second) == wanted; });
  });
}

std::string name_of(const ReportRow& row) {
  std::string name = row.figure;
  for (const auto& [key, value] : row.about) name += " " + key + "=" + to_text(value);
  return name;
}

/// The rows of a report as numbers, each with its evidence.
Result<std::vector<Number>> numbers_of_report(const Question& question, const MomentOptions& moment,
                                              const FilterOptions& filters, const NumberOptions& options,
                                              ReportKind kind) {
  if (options.names.size() > 1) return fail(Code::usage, "a report is explained alone");
  auto query = report_query(question, moment, filters, kind);
  if (!query) return std::unexpected(query.error());
  query->explaining = true;
  auto taken = take_report(*question.knowledge, *query);
  if (!taken) return std::unexpected(taken.error());
  std::vector<Number> numbers;
  for (ReportRow& row : taken->rows) {
    if (!is_asked(row, options)) continue;
    numbers.push_back({.name = name_of(row),
                       .fiscal_year = {},
                       .policy_version = row.policy_version,
                       .value = row.value(),
                       .numerator = {},
                       .denominator = {},
                       .evidence = std::move(row.evidence),
                       .erased = taken->erased});
  }
  if (!numbers.empty()) return numbers;
  if (options.figure.empty() && options.about.empty()) {  // there is nothing to explain, perhaps because of erasures
    numbers.emplace_back().erased = taken->erased;
    return numbers;
  }
  return fail(Code::usage, "the report " + options.names.front() + " has no such row; `rireki report " +
                               options.names.front() + "` shows which there are");
}

Result<std::vector<Number>> numbers_asked(const Question& question, const MomentOptions& moment,
                                          const FilterOptions& filters, const NumberOptions& options) {
  if (const auto kind = from_text<ReportKind>(options.names.front()); kind) {
    return numbers_of_report(question, moment, filters, options, *kind);
  }
  if (!options.figure.empty() || !options.about.empty()) {
    return fail(Code::usage, "--figure and --about are of reports; there are: " + known_reports());
  }
  const auto query = numbers_query(question, moment, filters, options);
  if (!query) return std::unexpected(query.error());
  return take_numbers(*question.knowledge, *query);
}

/// Where there are several numbers each row says which one it is behind.
std::string of_which(const Number& number, bool several) {
  if (!several) return "";
  return number.name + (number.fiscal_year ? " FY" + std::to_string(*number.fiscal_year) : "") + ": ";
}

int run_explain(const GlobalOptions& global, const MomentOptions& moment, const FilterOptions& filters,
                const NumberOptions& options, bool with_near) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  const auto numbers = numbers_asked(*question, moment, filters, options);
  if (!numbers) return report(numbers.error());
  Output output(global, {"seq", "id", "subject", "type", "effective", "why"});
  PersonalRows shown(global, *question->engine, moment_of(*question), output);
  for (const Number& number : *numbers) {
    const auto rows = explain(*question->knowledge, number, with_near);
    if (!rows) return report(rows.error());
    for (const ExplainedRecord& row : *rows) {
      const std::string why = of_which(number, numbers->size() > 1) + row.why;
      shown.row(row.subject, explained_json(row, why),
                {std::to_string(row.seq.value), row.id, row.subject, std::string(to_text(row.type)),
                 to_iso(row.effective), why});
    }
  }
  if (auto r = shown.finish(); !r) return report(r.error());
  filters.say_undefined(global, *question);
  say_moment(global, question->as_of, question->knowledge->seq, erased_in(*numbers));
  return exit_done;
}

std::string change_json(const Change& change) {
  JsonWriter out;
  out.begin_object().key("change").text(to_text(change.kind)).key("key").raw(change.key);
  if (change.suppressed) out.key("suppressed").boolean(true);
  out.key("before");
  change.before.empty() ? out.null() : out.raw(change.before);
  out.key("after");
  change.after.empty() ? out.null() : out.raw(change.after);
  out.key("records").begin_array();
  for (const Seq seq : change.records) out.integer(static_cast<std::int64_t>(seq.value));
  out.end_array().end_object();
  return std::move(out).str();
}

std::vector<std::string> change_cells(const Change& change) {
  std::string records;
  for (const Seq seq : change.records) records += (records.empty() ? "" : " ") + std::to_string(seq.value);
  const auto side = [&](const std::string& text) { return change.suppressed ? std::string(kSuppressedMark) : text; };
  return {std::string(to_text(change.kind)), change.key, side(change.before), side(change.after), records};
}

/// "K1..K2" as two moments; either may be empty: nothing, and everything.
Result<std::pair<MomentOptions, MomentOptions>> both_moments(const MomentOptions& moment) {
  const std::size_t dots = moment.known_at.find("..");
  if (dots == std::string::npos) return fail(Code::usage, "--known-at: diff needs two, as K1..K2");
  std::pair<MomentOptions, MomentOptions> both{moment, moment};
  both.first.known_at = moment.known_at.substr(0, dots);
  both.second.known_at = moment.known_at.substr(dots + 2);
  if (both.first.known_at.empty()) both.first.known_at = "seq:0";
  return both;
}

/// Whether some number of this name is among them, whatever its year.
bool has_number(const std::vector<Number>& numbers, const std::string& name) {
  return std::ranges::find(numbers, name, &Number::name) != numbers.end();
}

/// Numbers of both states. What only one of them defines is none in the other.
struct BothNumbers {
  std::vector<Number> then;
  std::vector<Number> now;
};
Result<BothNumbers> numbers_of_both(const TwoStates& states, NumbersQuery before, NumbersQuery after) {
  before.years.may_lack = after.years.may_lack = true;
  auto then = take_numbers(states.before, before);
  if (!then) return std::unexpected(then.error());
  auto now = take_numbers(states.after, after);
  if (!now) return std::unexpected(now.error());
  for (const std::string& name : after.names) {
    if (has_number(*then, name) || has_number(*now, name)) continue;
    after.years.may_lack = false;  // which says what there is
    after.names = {name};
    if (const auto refused = take_numbers(states.after, after); !refused) return std::unexpected(refused.error());
  }
  return BothNumbers{std::move(*then), std::move(*now)};
}

Result<Changes> changes_between(const TwoStates& states, const NumbersQuery& before, const NumbersQuery& after,
                                const FilterOptions& filters, const DisclosureRule& rule) {
  if (after.names == std::vector<std::string>{"roster"}) {
    if (rule.hides_any()) return fail(Code::usage, "--audience: a roster is of persons, and for auditors alone");
    const auto filter = filters.filter(false);
    if (!filter) return std::unexpected(filter.error());
    return roster_changes(states, after.years.as_of, *filter);
  }
  const auto both = numbers_of_both(states, before, after);
  if (!both) return std::unexpected(both.error());
  return number_changes(states, after, both->then, both->now, rule);
}

int run_diff(const GlobalOptions& global, const MomentOptions& moment, const FilterOptions& filters,
             NumberOptions options, const AudienceOption& audience) {
  const auto moments = both_moments(moment);
  if (!moments) return report(moments.error());
  if (options.names.empty()) options.names.emplace_back("roster");
  const auto first = ask(global, moments->first);
  if (!first) return report(first.error());
  const auto second = ask(global, moments->second);
  if (!second) return report(second.error());
  if (second->knowledge->seq < first->knowledge->seq) {
    return report({Code::usage, "--known-at: the first moment is later than the second"});
  }
  auto before = numbers_query(*first, moments->first, filters, options);
  if (!before) return report(before.error());
  const auto after = numbers_query(*second, moments->second, filters, options);
  if (!after) return report(after.error());
  before->from = after->from;  // the same days, whatever was known of fiscal years
  before->to = after->to;
  before->years.as_of = after->years.as_of;
  const auto rule = audience.rule(*second);
  if (!rule) return report(rule.error());
  const auto changes = changes_between({*first->knowledge, *second->knowledge}, *before, *after, filters, *rule);
  if (!changes) return report(changes.error());
  const bool names_persons = options.names == std::vector<std::string>{"roster"};
  if (names_persons && !changes->all.empty()) {
    if (auto r = note_access(global, *second->engine, moment_of(*second), {}); !r) return report(r.error());
  }
  Output output(global, {"change", "key", "before", "after", "records"});
  for (const Change& change : changes->all) output.row(change_json(change), change_cells(change));
  output.finish();
  const LeftOut left_out{
      .marked = static_cast<std::size_t>(std::ranges::count(changes->all, true, &Change::suppressed)),
      .may_lack_rows = changes->leaves_out};
  say_left_out(*rule, left_out);
  filters.say_undefined(global, *second);
  say_moment(global, second->as_of, second->knowledge->seq, told_erased(*rule, left_out, changes->erased));
  return exit_done;
}

}  // namespace

void add_explain(Commands& commands) {
  auto* command = commands.add("explain", "The records behind a count or an indicator",
                               "  rireki explain KPI2 --fiscal-year 2022 --near\n"
                               "  rireki explain separations --fiscal-year 2022 --where reason=voluntary --json\n"
                               "  rireki explain headcount --as-of R5.4.1 --where unit=U-132\n");
  auto moment = std::make_shared<MomentOptions>();
  auto filters = std::make_shared<FilterOptions>();
  auto options = std::make_shared<NumberOptions>();
  auto with_near = std::make_shared<bool>(false);
  command->add_option("what", options->names, "what rireki count counts, an indicator of the policy, or a report")
      ->required();
  command->add_option("--figure", options->figure, "of a report: this figure alone");
  command->add_option("--about", options->about, "of a report: only rows about KEY=VALUE, as often as needed")
      ->take_all();
  command->add_flag("--near", *with_near, "also what one thing alone keeps out, and which");
  command->add_option("--policy", options->policy, "the version of the policy that defines the indicators");
  moment->add_to(*command, true);
  filters->add_to(*command);
  commands.runs(command,
                [=, &commands] { return run_explain(commands.global(), *moment, *filters, *options, *with_near); });
}

void add_diff(Commands& commands) {
  auto* command =
      commands.add("diff", "What a later state of knowledge changed for the same day",
                   "  rireki diff --known-at 2022-04-15..2022-07-01 roster --as-of 2022-04-01\n"
                   "  rireki diff --known-at seq:5000..seq:5100 KPI2 headcount --fiscal-year 2023 --json\n");
  auto moment = std::make_shared<MomentOptions>();
  auto filters = std::make_shared<FilterOptions>();
  auto options = std::make_shared<NumberOptions>();
  command->add_option("what", options->names, "roster (default), or counts and indicators");
  command->add_option("--policy", options->policy, "the version of the policy that defines the indicators");
  moment->add_to(*command, true);
  command->get_option("--known-at")->required()->description("two states of knowledge: K1..K2, each as elsewhere");
  filters->add_to(*command);
  auto audience = std::make_shared<AudienceOption>();
  audience->add_to(*command);
  commands.runs(command,
                [=, &commands] { return run_diff(commands.global(), *moment, *filters, *options, *audience); });
}

}  // namespace rireki
