#include "projections/reports/report.h"

#include <algorithm>
#include <array>

#include "projections/reports/reporting.h"
#include "projections/reports/staff_reports.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

using TakeReport = Result<void> (*)(Reporting&);

// In the order of ReportKind.
constexpr std::array<TakeReport, names(ReportKind{}).size()> kReports = {staff_trend, age_structure, sex_by_rank,
                                                                         young_leavers, movement_years};

}  // namespace

std::optional<double> ReportRow::value() const {
  if (!denominator) return static_cast<double>(numerator);
  if (*denominator == 0) return std::nullopt;
  return rounded({Wide{scale.times} * numerator, *denominator}, scale.decimals).value();
}

Result<Reporting::Asked> Reporting::asked_on(Day day, bool of_events) const {
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

ReportRow& Reporting::add(std::string figure, About about, Day as_of, const std::string& population) {
  const Policy* policy = policy_on(as_of);
  ReportRow& row = report_.rows.emplace_back();
  row.figure = std::move(figure);
  row.about = std::move(about);
  row.as_of = as_of;
  row.population = population;
  if (policy != nullptr) row.policy_version = policy->version;
  return row;
}

Result<Counts> Reporting::count_heads(Asked& asked, Day day, std::vector<Attribute> by) {
  auto counts = count(
      knowledge_, {.what = CountOf::headcount, .as_of = day, .filter = std::move(asked.filter), .by = std::move(by)});
  if (counts) note_erased(counts->erased);
  return counts;
}

std::vector<Reporting::Year> Reporting::years() const {
  const FiscalYearStart start = year_start(knowledge_.organisation.policies);
  std::vector<Year> years;
  for (int n = query_.first_year; n <= query_.last_year; ++n) {
    const Day first = first_day_of_fiscal_year(n, start);
    if (first > query_.as_of) break;
    const Day last = last_day_of_fiscal_year(n, start);
    years.push_back({n, first, last, std::min(last, query_.as_of)});
  }
  return years;
}

void Reporting::note_erased(std::int64_t erased) { report_.erased = std::max(report_.erased, erased); }

Result<Report> take_report(const Knowledge& knowledge, const ReportQuery& query) {
  Reporting reporting(knowledge, query);
  const TakeReport take = kReports[static_cast<std::size_t>(query.kind)];
  if (const auto taken = take(reporting); !taken) return std::unexpected(taken.error());
  return std::move(reporting).take();
}

}  // namespace rireki
