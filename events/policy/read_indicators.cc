#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "events/policy/read_entries.h"
#include "events/types/values.h"

namespace rireki {

namespace {

constexpr IntegerRange kYearRange{1868, 2999};

std::optional<YearValue> read_year_value(const TomlTable& indicator, std::string_view key) {
  const std::optional<TomlTable> in = indicator.table(key);
  if (!in) return std::nullopt;
  in->allow_only({"fiscal_year", "value", "label", "note"});
  return YearValue{in->integer("fiscal_year", kYearRange), in->number("value")};
}

std::optional<int> read_optional(const TomlTable& in, std::string_view key, IntegerRange range) {
  if (!in.has(key)) return std::nullopt;
  return in.integer(key, range);
}

std::string read_choice(const TomlTable& in, std::string_view key, const std::vector<std::string_view>& choices) {
  if (!in.has(key)) return {};
  return std::string(choices[in.one_of(key, choices)]);
}

std::string read_kind(const TomlTable& in) {
  const std::vector<std::string_view> kinds = {
      "headcount",  "separations",    "hires",          "promotions",  "transfers",    "absence_spells",
      "share",      "survey_share",   "training_score", "exam_takers", "stress_share", "overtime_mean",
      "leave_mean", "childcare_rate", "retention",      "career_mean", "ratio"};
  return std::string(kinds[in.one_of("kind", kinds)]);
}

void read_definition(const TomlTable& in, Indicator& indicator) {
  indicator.kind = read_kind(in);
  indicator.population = in.text("population", "");
  indicator.where = in.texts("where");
  indicator.exclude = in.texts("exclude");
  indicator.of = in.texts("of");
  indicator.per = in.texts("per");
  indicator.on = read_choice(in, "on", {"first_day", "last_day"});
  indicator.cause = read_choice(in, "cause", {"mental", "physical", "injury", "none"});
  indicator.min_months = read_optional(in, "min_months", {0, 1200});
  indicator.survey = in.text("survey", "");
  indicator.question = in.text("question", "");
  indicator.group = in.text("group", "");
  indicator.method = read_choice(in, "method", {"cohort", "flow"});
  indicator.years = read_optional(in, "years", {0, 100});
  indicator.rank = in.text("rank", "");
  indicator.measure = read_choice(in, "measure", {"service_years", "age"});
  indicator.leave_day_minutes = in.integer("leave_day_minutes", indicator.leave_day_minutes, {1, 1440});
}

void read_presentation(const TomlTable& in, Indicator& indicator) {
  indicator.unit = in.text("unit", "");
  if (in.has("direction")) indicator.direction = static_cast<Direction>(in.one_of("direction", {"up", "down"}));
  indicator.decimals = in.integer("decimals", indicator.decimals, {0, 9});
  indicator.previous = read_year_value(in, "previous");
  indicator.baseline = read_year_value(in, "baseline");
  indicator.target = read_year_value(in, "target");
  indicator.note = in.text("note", "");
}

void check_names(const TomlTable& in, const Indicator& indicator, const Policy& policy) {
  if (in.has("population") && policy.find_population(indicator.population) == nullptr) {
    in.refuse("population", "names no [[population]] of this document", indicator.population);
  }
  if (in.has("rank") && policy.find_rank(indicator.rank) == nullptr) {
    in.refuse("rank", "names no [[rank]] of this document", indicator.rank);
  }
}

using Settled = std::set<std::string, std::less<>>;

bool is_computable(const Indicator& indicator, const Settled& settled) {
  return indicator.kind != "ratio" ||
         (settled.contains(indicator.of.front()) && settled.contains(indicator.per.front()));
}

/// Every ratio must come down to indicators that are none, or computing it would never end.
void check_ratios(const std::vector<TomlTable>& tables, const std::vector<Indicator>& indicators) {
  for (std::size_t i = 0; i < indicators.size(); ++i) {
    if (indicators[i].kind != "ratio") continue;
    if (indicators[i].of.size() != 1) tables[i].refuse("of", "must name one indicator, the ratio's numerator");
    if (indicators[i].per.size() != 1) tables[i].refuse("per", "must name one indicator, the ratio's denominator");
  }
  Settled settled;
  for (std::size_t before = 1; before != settled.size();) {
    before = settled.size();
    for (const Indicator& indicator : indicators) {
      if (is_computable(indicator, settled)) settled.insert(indicator.id);
    }
  }
  for (std::size_t i = 0; i < indicators.size(); ++i) {
    if (settled.contains(indicators[i].id)) continue;
    const bool is_of = !settled.contains(indicators[i].of.front());
    const std::string& name = is_of ? indicators[i].of.front() : indicators[i].per.front();
    tables[i].refuse(is_of ? "of" : "per", "names no [[indicator]] that can be computed without this one", name);
  }
}

}  // namespace

std::vector<Indicator> read_indicators(const TomlTable& document, const Policy& policy) {
  const std::vector<TomlTable> tables = document.tables("indicator");
  if (tables.size() > kListItemsMax) {
    document.refuse("indicator", "has more than " + std::to_string(kListItemsMax) + " entries");
  }
  std::vector<Indicator> indicators = read_entries<Indicator>(
      document, "indicator", {"id",       "label",      "kind",      "population", "where",
                              "exclude",  "unit",       "direction", "decimals",   "previous",
                              "baseline", "target",     "of",        "per",        "on",
                              "cause",    "min_months", "survey",    "question",   "group",
                              "method",   "years",      "rank",      "measure",    "leave_day_minutes",
                              "note"},
      [&policy](const TomlTable& in, Indicator& indicator) {
        read_definition(in, indicator);
        read_presentation(in, indicator);
        check_names(in, indicator, policy);
      });
  check_ratios(tables, indicators);
  return indicators;
}

}  // namespace rireki
