// kpi: the scorecard.
#include <CLI/CLI.hpp>

#include "events/calendar/era.h"
#include "events/types/text.h"
#include "projections/number_disclosure.h"
#include "tools/rireki/audience.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/scorecard_question.h"
#include "tools/rireki/scorecard_rows.h"
#include "tools/rireki/scorecard_xlsx.h"

namespace rireki {

namespace {

constexpr int kTrendYears = 10;  // behind one year asked for, so that people see where it comes from

struct KpiOptions {
  std::vector<std::string> ids;
  std::string policy;
  std::string xlsx;
  AudienceOption audience;
};

void add_presentation(const Trend& trend, std::vector<std::string>& cells) {
  const ScoreRow& newest = *trend.back();
  const Indicator& in = *newest.indicator;
  const auto text = [](const std::optional<double>& value, int decimals) {
    return value ? fixed_text(*value, decimals) : std::string();
  };
  cells.push_back(in.unit);
  cells.push_back(in.baseline ? text(in.baseline->value, in.decimals) : "");
  cells.push_back(in.target ? text(in.target->value, in.decimals) : "");
  cells.push_back(text(newest.line, in.decimals + 1));
  cells.push_back(newest.status ? std::string(to_text(*newest.status)) : "");
  cells.push_back(sparkline(trend));
}

/// One row an indicator: the years asked for side by side, and the trend over all that were computed.
void print_table(const GlobalOptions& global, const Scorecard& card, int first_shown) {
  const auto all = trends(card);
  std::vector<int> years;
  for (const ScoreRow& f : card.figures) {
    if (f.fiscal_year >= first_shown && std::ranges::find(years, f.fiscal_year) == years.end()) {
      years.push_back(f.fiscal_year);
    }
  }
  std::ranges::sort(years);
  std::vector<std::string> header = {"id", "indicator"};
  for (const int year : years) header.push_back(global.era ? fiscal_year_label(year) : "FY" + std::to_string(year));
  for (const char* title : {"unit", "baseline", "target", "line", "status", "trend"}) header.emplace_back(title);
  Output output(global, header);
  for (const Trend& trend : all) {
    std::vector<std::string> cells = {trend.back()->indicator->id, label_of(*trend.back()->indicator)};
    for (const int year : years) {
      const auto of_year = std::ranges::find(trend, year, [](const ScoreRow* f) { return f->fiscal_year; });
      const bool has_value = of_year != trend.end() && (*of_year)->value;
      const bool is_suppressed = of_year != trend.end() && (*of_year)->suppressed;
      cells.push_back(is_suppressed ? std::string(kSuppressedMark)
                      : !has_value  ? "–"
                                    : (*of_year)->value->text() + ((*of_year)->partial ? "*" : ""));
    }
    add_presentation(trend, cells);
    output.row({}, std::move(cells));
  }
  output.finish();
}

/// The same without the years that only the trend needs.
Scorecard since(Scorecard card, int first_year) {
  std::erase_if(card.figures, [&](const ScoreRow& figure) { return figure.fiscal_year < first_year; });
  return card;
}

int run_kpi(const GlobalOptions& global, const MomentOptions& moment, const KpiOptions& options) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  auto query = scorecard_query(*question, moment);
  if (!query) return report(query.error());
  query->ids = options.ids;
  query->policy = options.policy;
  const int first_asked = query->first_year;
  const bool for_people = !global.json && !global.csv;
  if (for_people && query->first_year == query->last_year) query->first_year -= kTrendYears - 1;
  const auto rule = options.audience.rule(*question);
  if (!rule) return report(rule.error());
  auto card = scorecard(*question->knowledge, *query);
  if (!card) return report(card.error());
  hide_small_figures(*card, *rule);
  if (!options.xlsx.empty()) {
    const auto written = write_xlsx(since(*card, first_asked), *question, options.xlsx);
    if (!written) return report(written.error());
  }
  if (for_people) {
    print_table(global, *card, first_asked);
    const bool any_partial = std::ranges::any_of(
        card->figures, [&](const ScoreRow& f) { return f.partial && f.value && f.fiscal_year >= first_asked; });
    if (any_partial) remarks() << "*: the year is not over\n";
  } else {
    Output output(global, score_header());
    for (const ScoreRow& figure : card->figures) output.row(score_json(figure), score_cells(figure));
    output.finish();
  }
  if (options.ids.empty()) say_unmeasurable(global, *card);
  const LeftOut left_out{.marked =
                             static_cast<std::size_t>(std::ranges::count(card->figures, true, &ScoreRow::suppressed))};
  say_left_out(*rule, left_out);
  say_moment(global, question->as_of, question->knowledge->seq, told_erased(*rule, left_out, card->erased));
  return exit_done;
}

}  // namespace

void add_kpi(Commands& commands) {
  auto* command = commands.add("kpi", "The scorecard: the indicators of the policy, year by year",
                               "  rireki kpi\n"
                               "  rireki kpi KPI2 KPI10 --fiscal-year 2013..2022 --json\n"
                               "  rireki kpi --fiscal-year 2023 --known-at 2024-06-01 --xlsx scorecard.xlsx\n"
                               "  rireki kpi --fiscal-year 2020..2023 --policy R6\n");
  auto moment = std::make_shared<MomentOptions>();
  auto options = std::make_shared<KpiOptions>();
  command->add_option("id", options->ids, "indicators of the policy (default: all)");
  command->add_option("--policy", options->policy,
                      "the version of the policy that defines every year (default: each year's own)");
  with_file(command->add_option("--xlsx", options->xlsx, "also write a workbook to this file"));
  moment->add_to(*command, false);
  moment->add_fiscal_year(*command);
  options->audience.add_to(*command);
  commands.runs(command, [=, &commands] { return run_kpi(commands.global(), *moment, *options); });
}

}  // namespace rireki
