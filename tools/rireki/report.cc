// report: what HR reads beside the scorecard, figure by figure.
#include "projections/reports/report.h"

#include <CLI/CLI.hpp>

#include "events/calendar/fiscal_year.h"
#include "events/types/text.h"
#include "projections/narrow_question.h"
#include "projections/reports/report_disclosure.h"
#include "projections/scorecard.h"
#include "tools/rireki/audience.h"
#include "tools/rireki/filter_options.h"
#include "tools/rireki/output.h"
#include "tools/rireki/report_question.h"
#include "tools/rireki/scorecard_question.h"
#include "tools/rireki/scorecard_rows.h"
#include "tools/rireki/table_xlsx.h"

namespace rireki {

namespace {

struct ReportOptions {
  std::string kind;
  std::string xlsx;
  AudienceOption audience;
};

std::string json_of(ReportKind kind, const ReportRow& row) {
  JsonWriter out;
  out.begin_object().key("report").text(to_text(kind)).key("figure").text(row.figure);
  for (const auto& [name, value] : row.about) {
    out.key(name);
    write_value(out, value);
  }
  const auto side = [&](std::string_view key, const std::optional<std::int64_t>& number) {
    out.key(key);
    number && !row.suppressed ? out.integer(*number) : out.null();
  };
  out.key("value");
  const auto value = row.suppressed ? std::nullopt : row.value();
  value ? out.number(*value) : out.null();
  out.key("unit").text(row.scale.unit);
  side("numerator", row.numerator);
  side("denominator", row.denominator);
  if (row.suppressed) out.key("suppressed").boolean(true);
  out.key("population");
  row.population.empty() ? out.null() : out.text(row.population);
  out.key("as_of").text(to_iso(row.as_of)).key("policy_version").text(row.policy_version);
  if (row.partial) out.key("partial").boolean(true);
  if (row.figure == "difference") {
    out.key("exceptions").begin_array();
    for (const Seq seq : row.exceptions) out.integer(static_cast<std::int64_t>(seq.value));
    out.end_array();
  }
  return out.end_object().str();
}

std::vector<std::string> header() {
  return {"figure", "about", "value", "unit", "numerator", "denominator", "population", "as_of", "policy_version"};
}

std::vector<std::string> cells_of(const ReportRow& row, bool era) {
  std::string about;
  for (const auto& [name, value] : row.about) {
    const std::string text = to_text(value);
    about += (about.empty() ? "" : " ") + name + "=" + (era ? by_era(name, text) : text);
  }
  const auto value = row.value();
  const auto shown = [&](std::string text) { return row.suppressed ? std::string(kSuppressedMark) : std::move(text); };
  return {row.figure,
          about,
          shown(value ? number_text(*value) : ""),
          std::string(row.scale.unit) + (row.partial ? " *" : ""),
          shown(std::to_string(row.numerator)),
          row.denominator ? shown(std::to_string(*row.denominator)) : "",
          row.population,
          to_iso(row.as_of),
          row.policy_version};
}

Result<void> write_workbook(const Report& report, const Question& question, ReportKind kind, const std::string& path) {
  XlsxTable table{.name = std::string(to_text(kind)),
                  .ground = ground_of(question),
                  .header = header(),
                  .text_columns = {0, 1, 3, 6, 7, 8},
                  .wide_column = 1,
                  .rows = {}};
  for (const ReportRow& row : report.rows) table.rows.push_back(cells_of(row, false));
  return write_xlsx(table, path);
}

/// What is small, and what differs by little from the same report as of the days that are out already.
/// Whether rows may be missing for that.
Result<bool> hide_from_audience(Report& taken, const Knowledge& knowledge, ReportQuery query,
                                const AudienceOption& audience, const DisclosureRule& rule) {
  const auto days = audience.published_days();
  if (!days) return std::unexpected(days.error());
  for (const Day day : *days) {
    query.as_of = day;
    const auto published = take_report(knowledge, query);
    if (!published) return std::unexpected(published.error());
    hide_small_differences(taken, *published, rule);
  }
  return hide_small_figures(taken, rule, is_of_filings(query.kind));
}

/// Whether the report is about some, by conditions, or about less than a year.
bool is_narrow(const Question& question, const ReportQuery& query, const FilterOptions& filters) {
  const FiscalCalendar& years = question.knowledge->organisation.policies.fiscal_years();
  return filters.is_given() ||
         is_short_period(years.first_day(query.first_year), years.last_day(query.last_year), query.as_of);
}

int run_report(const GlobalOptions& global, const MomentOptions& moment, const FilterOptions& filters,
               const ReportOptions& options) {
  const auto kind = from_text<ReportKind>(options.kind);
  if (!kind) {
    return report({Code::usage, in_quotes(options.kind) + " is no report; there are: " + known_reports()});
  }
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  const auto query = report_query(*question, moment, filters, *kind);
  if (!query) return report(query.error());
  auto rule = options.audience.rule(*question);
  if (!rule) return report(rule.error());
  if (is_narrow(*question, *query, filters)) *rule = rule->narrowed();
  auto taken = take_report(*question->knowledge, *query);
  if (!taken) return report(taken.error());
  const auto may_lack_rows = hide_from_audience(*taken, *question->knowledge, *query, options.audience, *rule);
  if (!may_lack_rows) return report(may_lack_rows.error());
  if (!options.xlsx.empty()) {
    if (const auto written = write_workbook(*taken, *question, *kind, options.xlsx); !written) {
      return report(written.error());
    }
  }
  Output output(global, header());
  for (const ReportRow& row : taken->rows) output.row(json_of(*kind, row), cells_of(row, global.era));
  output.finish();
  const LeftOut left_out{
      .marked = static_cast<std::size_t>(std::ranges::count(taken->rows, true, &ReportRow::suppressed)),
      .may_lack_rows = *may_lack_rows};
  say_left_out(*rule, left_out);
  filters.say_undefined(global, *question);
  say_moment(global, question->as_of, question->knowledge->seq, told_erased(*rule, left_out, taken->erased));
  return exit_done;
}

}  // namespace

void add_report(Commands& commands) {
  auto* command = commands.add(
      "report", "Reports on the staff, their absences and work, surveys, trainings and measures",
      "  rireki report staff_trend --fiscal-year 2014..2023\n"
      "  rireki report sex_by_rank --as-of R5.4.1 --xlsx sex_by_rank.xlsx\n"
      "  rireki report movements --fiscal-year 2019..2023 --json\n"
      "  rireki report training_coverage --where authority=fire\n"
      "  rireki report falling_due --as-of R5.10.1 --fiscal-year 2023..2032\n"
      "  rireki report long_absence --fiscal-year 2022..2023\n"
      "  rireki report survey_results --fiscal-year 2023 --xlsx survey.xlsx\n"
      "\nA report counts the population of its own name where the policy has one, unless --population names another.\n"
      "`rireki explain headcount` and `rireki explain separations` with the same filter list the records behind it.\n"
      "movements: open - left + hired = close; what else changed the headcount stands in `exceptions`.\n");
  auto moment = std::make_shared<MomentOptions>();
  auto filters = std::make_shared<FilterOptions>();
  auto options = std::make_shared<ReportOptions>();
  command->add_option("report", options->kind, "one of " + known_reports())->required();
  with_file(command->add_option("--xlsx", options->xlsx, "also write a workbook to this file"));
  moment->add_to(*command, false);
  moment->add_fiscal_year(*command, "of what is counted by years the ten up to that of the as-of day");
  filters->add_to(*command);
  options->audience.add_to(*command);
  options->audience.add_published(*command);
  commands.runs(command, [=, &commands] { return run_report(commands.global(), *moment, *filters, *options); });
}

}  // namespace rireki
