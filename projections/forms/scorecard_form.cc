#include "projections/forms/scorecard_form.h"

#include <algorithm>

#include "events/calendar/era.h"

namespace rireki {

namespace {

constexpr std::string_view kNoData = "―";

std::string status_ja(const std::optional<FigureStatus>& status) {
  if (!status) return "";
  switch (*status) {
    case FigureStatus::met:
      return "達成";
    case FigureStatus::on_track:
      return "順調";
    case FigureStatus::behind:
      return "遅れ";
    case FigureStatus::no_data:
      return "データなし";
  }
  return "";
}

/// "令和5年度 13", as the Policy states it.
std::string stated(const std::optional<YearValue>& value, int decimals) {
  if (!value) return "";
  const auto units = static_cast<std::int64_t>(value->value * 1e6 + 0.5);
  return fiscal_year_ja(value->fiscal_year) + "　" + rounded({units, 1'000'000}, decimals).text();
}

std::vector<int> years_of(const Scorecard& card) {
  std::vector<int> years;
  for (const ScoreRow& row : card.figures) years.push_back(row.fiscal_year);
  std::ranges::sort(years);
  years.erase(std::ranges::unique(years).begin(), years.end());
  return years;
}

}  // namespace

Form scorecard_form(const Scorecard& card, Day as_of) {
  const std::vector<int> years = years_of(card);
  FormTable table{.key = "scorecard",
                  .title = "",
                  .columns = {{"id", "番号", 8},
                              {"label", "指標", 56},
                              {"unit", "単位", 12},
                              {"baseline", "基準値", 16},
                              {"target", "目標値", 16}},
                  .rows = {}};
  for (const int year : years) table.columns.push_back({"fy" + std::to_string(year), fiscal_year_ja(year), 12, true});
  table.columns.push_back({"status", "達成状況", 12});
  for (const ScoreRow& row : card.figures) {
    const Indicator& in = *row.indicator;
    if (table.rows.empty() || table.rows.back().front() != in.id) {
      const std::string label = in.label.ja.empty() ? in.id : in.label.ja;
      table.rows.push_back({in.id, label, in.unit, stated(in.baseline, in.decimals), stated(in.target, in.decimals)});
      table.rows.back().resize(table.columns.size());
    }
    const auto at = static_cast<std::size_t>(std::ranges::find(years, row.fiscal_year) - years.begin());
    std::vector<std::string>& cells = table.rows.back();
    cells[5 + at] = (row.value ? row.value->text() : std::string(kNoData)) + (row.partial && row.value ? "*" : "");
    cells.back() = status_ja(row.status);
  }
  const bool is_marked =
      std::ranges::any_of(card.figures, [](const ScoreRow& row) { return row.partial && row.value; });
  Form form{.name = FormName::scorecard,
            .mark = "",
            .title = "指標一覧",
            .head = {{"as_of", "現在日", to_era_ja(as_of)},
                     {"policy", "方針", card.figures.empty() ? "" : card.figures.back().policy->version}},
            .tables = {std::move(table)},
            .persons = {},
            .erased = card.erased};
  if (is_marked) form.head.push_back({"partial", "凡例", "*　年度の途中の値"});
  return form;
}

}  // namespace rireki
