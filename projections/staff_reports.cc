#include "projections/staff_reports.h"

#include <algorithm>
#include <map>

#include "events/calendar/fiscal_year.h"
#include "projections/counts.h"
#include "projections/movements.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

using About = std::vector<std::pair<std::string, Value>>;

Value text_value(std::string_view text) { return std::string(text); }

/// Takes one report, figure by figure.
class Reporting {
 public:
  Reporting(const Knowledge& knowledge, const ReportQuery& query) : knowledge_(knowledge), query_(query) {}

  Result<Report> run() {
    const auto taken = take();
    if (!taken) return std::unexpected(taken.error());
    return std::move(report_);
  }

 private:
  struct Asked {
    Filter filter;
    std::string population;
  };

  Result<void> take() {
    switch (query_.kind) {
      case ReportKind::staff_trend:
        return staff_trend();
      case ReportKind::age_structure:
        return age_structure();
      case ReportKind::sex_by_rank:
        return sex_by_rank();
      case ReportKind::young_leavers:
        return young_leavers();
      case ReportKind::movements:
        return movement_years();
    }
    return {};
  }

  [[nodiscard]] const Policy* policy_on(Day day) const { return knowledge_.organisation.policies.at(day); }

  /// The filter asked for, with the report's own population where that Policy has it and none was asked for.
  Result<Asked> asked_on(Day day, bool of_events) const {
    auto filter = query_.filter ? query_.filter(of_events) : Result<Filter>(Filter{});
    if (!filter) return std::unexpected(filter.error());
    Asked asked{std::move(*filter), {}};
    if (query_.has_population) return asked;
    const std::string own(to_text(query_.kind));
    const Policy* policy = policy_on(day);
    if (policy == nullptr || policy->find_population(own) == nullptr) return asked;
    asked.filter.add_population(own);
    asked.population = own;
    return asked;
  }

  ReportRow& add(std::string figure, About about, Day as_of, const std::string& population) {
    const Policy* policy = policy_on(as_of);
    report_.rows.push_back({.figure = std::move(figure),
                            .about = std::move(about),
                            .as_of = as_of,
                            .population = population,
                            .policy_version = policy == nullptr ? "" : policy->version,
                            .numerator = 0,
                            .denominator = std::nullopt,
                            .partial = false,
                            .exceptions = {}});
    return report_.rows.back();
  }

  Result<Counts> count_heads(Asked& asked, Day day, std::vector<Attribute> by) {
    auto counts = count(
        knowledge_, {.what = CountOf::headcount, .as_of = day, .filter = std::move(asked.filter), .by = std::move(by)});
    if (counts) report_.erased = std::max(report_.erased, counts->erased);
    return counts;
  }

  Result<void> staff_trend() {
    const FiscalYearStart start = year_start(knowledge_.organisation.policies);
    for (int n = query_.first_year; n <= query_.last_year; ++n) {
      const Day day = first_day_of_fiscal_year(n, start);
      if (day > query_.as_of) break;
      auto asked = asked_on(day, false);
      if (!asked) return std::unexpected(asked.error());
      const auto counts = count_heads(*asked, day, {});
      if (!counts) return std::unexpected(counts.error());
      add("staff", {{"fiscal_year", std::int64_t{n}}}, day, asked->population).numerator = counts->rows.front().count;
    }
    return {};
  }

  /// Persons by two attributes: the sums by the first, in the order that `place` says, and all of them.
  struct CrossTable {
    std::vector<CountRow> cells;
    std::map<std::string, std::int64_t> sums;  // by the first attribute's text
    std::int64_t all = 0;

    explicit CrossTable(std::vector<CountRow> rows) : cells(std::move(rows)) {
      for (const CountRow& cell : cells) {
        sums[to_text(cell.key[0])] += cell.count;
        all += cell.count;
      }
    }
  };

  Result<void> age_structure() {
    auto asked = asked_on(query_.as_of, false);
    if (!asked) return std::unexpected(asked.error());
    auto counts = count_heads(*asked, query_.as_of, {Attribute::age_band, Attribute::sex});
    if (!counts) return std::unexpected(counts.error());
    const CrossTable table(std::move(counts->rows));
    for (const CountRow& cell : table.cells) {
      add("staff", {{"age_band", cell.key[0]}, {"sex", cell.key[1]}}, query_.as_of, asked->population).numerator =
          cell.count;
    }
    for (const auto& [band, sum] : table.sums) {
      ReportRow& row = add("share", {{"age_band", text_value(band)}}, query_.as_of, asked->population);
      row.numerator = sum;
      row.denominator = table.all;
    }
    add("staff", {}, query_.as_of, asked->population).numerator = table.all;
    return {};
  }

  Result<void> sex_by_rank() {
    auto asked = asked_on(query_.as_of, false);
    if (!asked) return std::unexpected(asked.error());
    const std::string population = asked->population;
    const auto counts = count_heads(*asked, query_.as_of, {Attribute::rank_class, Attribute::manager, Attribute::sex});
    if (!counts) return std::unexpected(counts.error());
    for (const std::string& rank_class : classes_of(counts->rows)) {
      const auto in_class = [&](const CountRow& row) { return to_text(row.key[0]) == rank_class; };
      add_sexes(counts->rows, in_class, {{"rank_class", text_value(rank_class)}}, population);
    }
    add_sexes(
        counts->rows, [](const CountRow& row) { return to_text(row.key[1]) == "true"; }, {{"manager", true}},
        population);
    add_sexes(
        counts->rows, [](const CountRow&) { return true; }, {}, population);
    return {};
  }

  /// In the order of the ladder, highest first; what is no class of the Policy comes last.
  [[nodiscard]] std::vector<std::string> classes_of(const std::vector<CountRow>& rows) const {
    std::vector<std::string> classes;
    const auto add_class = [&](const std::string& name) {
      const bool is_there = std::ranges::any_of(rows, [&](const CountRow& r) { return to_text(r.key[0]) == name; });
      if (is_there && std::ranges::find(classes, name) == classes.end()) classes.push_back(name);
    };
    if (const Policy* policy = policy_on(query_.as_of)) {
      for (auto rank = policy->ranks.rbegin(); rank != policy->ranks.rend(); ++rank) add_class(rank->class_id);
    }
    for (const CountRow& row : rows) add_class(to_text(row.key[0]));
    return classes;
  }

  template <class Holds>
  void add_sexes(const std::vector<CountRow>& rows, const Holds& holds, const About& about,
                 const std::string& population) {
    std::map<std::string, std::int64_t> by_sex;
    std::int64_t all = 0;
    for (const CountRow& row : rows) {
      if (!holds(row)) continue;
      by_sex[to_text(row.key[2])] += row.count;
      all += row.count;
    }
    for (const auto& [sex, persons] : by_sex) {
      About own = about;
      own.emplace_back("sex", text_value(sex));
      add("staff", std::move(own), query_.as_of, population).numerator = persons;
    }
    add("staff", about, query_.as_of, population).numerator = all;
    ReportRow& share = add("women_share", about, query_.as_of, population);
    share.numerator = by_sex["female"];
    share.denominator = all;
  }

  Result<void> young_leavers() {
    const FiscalYearStart start = year_start(knowledge_.organisation.policies);
    for (int n = query_.first_year; n <= query_.last_year; ++n) {
      const Day first = first_day_of_fiscal_year(n, start);
      if (first > query_.as_of) break;
      const Day last = last_day_of_fiscal_year(n, start);
      if (auto r = leavers_of(n, first, last); !r) return r;
    }
    return {};
  }

  Result<void> leavers_of(int year, Day first, Day last) {
    const Day until = std::min(last, query_.as_of);
    auto asked = asked_on(until, true);
    if (!asked) return std::unexpected(asked.error());
    if (auto r = asked->filter.add_where("reason_class=voluntary", true); !r) return r;
    const auto counts = count(knowledge_, {.what = CountOf::separations,
                                           .as_of = query_.as_of,
                                           .from = first,
                                           .to = last,
                                           .filter = std::move(asked->filter),
                                           .by = {Attribute::authority}});
    if (!counts) return std::unexpected(counts.error());
    report_.erased = std::max(report_.erased, counts->erased);
    std::int64_t all = 0;
    const About of_year = {{"fiscal_year", std::int64_t{year}}};
    const auto put = [&](About about, std::int64_t persons) {
      ReportRow& row = add("left", std::move(about), until, asked->population);
      row.numerator = persons;
      row.partial = until < last;
    };
    for (const CountRow& row : counts->rows) {
      About about = of_year;
      about.emplace_back("authority", row.key[0]);
      put(std::move(about), row.count);
      all += row.count;
    }
    put(of_year, all);
    return {};
  }

  Result<void> movement_years() {
    auto asked = asked_on(query_.as_of, false);
    if (!asked) return std::unexpected(asked.error());
    const auto found =
        movements(knowledge_, std::move(asked->filter), query_.first_year, query_.last_year, query_.as_of);
    if (!found) return std::unexpected(found.error());
    report_.erased = found->erased;
    for (const MovementYear& year : found->years) {
      const auto put = [&](std::string_view figure, Day day, std::int64_t persons) -> ReportRow& {
        ReportRow& row =
            add(std::string(figure), {{"fiscal_year", std::int64_t{year.fiscal_year}}}, day, asked->population);
        row.numerator = persons;
        row.partial = year.partial;
        return row;
      };
      put("open", year.open_day, year.open);
      put("left", year.close_day - 1, year.left);
      put("hired", year.close_day, year.hired);
      put("close", year.close_day, year.close);
      put("difference", year.close_day, year.difference()).exceptions = year.exceptions;
    }
    return {};
  }

  const Knowledge& knowledge_;
  const ReportQuery& query_;
  Report report_;
};

}  // namespace

std::optional<double> ReportRow::value() const {
  if (!denominator) return static_cast<double>(numerator);
  if (*denominator == 0) return std::nullopt;
  return rounded({Wide{100} * numerator, *denominator}, 1).value();
}

Result<Report> take_report(const Knowledge& knowledge, const ReportQuery& query) {
  return Reporting(knowledge, query).run();
}

}  // namespace rireki
