#include "projections/reports/report.h"

#include <algorithm>
#include <array>

#include "events/types/text.h"
#include "projections/reports/absence_reports.h"
#include "projections/reports/attendance_reports.h"
#include "projections/reports/career_reports.h"
#include "projections/reports/cohort_reports.h"
#include "projections/reports/due_reports.h"
#include "projections/reports/measure_reports.h"
#include "projections/reports/reporting.h"
#include "projections/reports/staff_reports.h"
#include "projections/reports/survey_reports.h"
#include "projections/reports/turnover_reports.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

using TakeReport = Result<void> (*)(Reporting&);

// In the order of ReportKind.
constexpr std::array<TakeReport, names(ReportKind{}).size()> kReports = {
    staff_trend,
    age_structure,
    sex_by_rank,
    young_leavers,
    movement_years,  // staff_reports.h
    survey_results,
    exam_rounds,
    stress_check,  // survey_reports.h
    long_absence,
    childcare_leave,
    absence_rate,  // absence_reports.h
    overtime,
    paid_leave,  // attendance_reports.h
    training_coverage,
    falling_due,
    managers_past_limit,  // due_reports.h
    measure_progress,
    workplace_training,
    digital_talent,
    mentoring,  // measure_reports.h
    turnover_rates,
    separation_rate_by_age,
    stability,  // turnover_reports.h
    leaving_in_3_years,
    continued_after_10_years,
    retention_curve,  // cohort_reports.h
    rank_entry,
    promotion_rates,
    average_service,
    rotation,
    career_stages,  // career_reports.h
};

}  // namespace

std::optional<double> ReportRow::value() const {
  if (!denominator) return static_cast<double>(numerator);
  if (*denominator == 0) return std::nullopt;
  return rounded({Wide{scale.times} * numerator, Wide{scale.parts} * *denominator}, scale.decimals).value();
}

Result<Reporting::Asked> Reporting::asked(bool of_events, const PopulationOf& otherwise) const {
  auto filter = query_.filter ? query_.filter(of_events) : Result<Filter>(Filter{});
  if (!filter) return std::unexpected(filter.error());
  Asked asked{std::move(*filter), {}};
  if (query_.has_population) return asked;
  const PopulationOf meant = [own = to_text(query_.kind), otherwise](const Policy& policy) {
    if (policy.find_population(own) != nullptr) return own;
    return otherwise ? otherwise(policy) : std::string_view();
  };
  const auto means_one = [&](const AdoptedPolicy& adopted) { return !meant(*adopted.policy).empty(); };
  if (std::ranges::none_of(knowledge_.organisation.policies.all(), means_one)) return asked;
  asked.filter.add_meant_population(meant);
  asked.population = meant;
  return asked;
}

Result<void> Reporting::refuse_filter() const {
  auto filter = query_.filter ? query_.filter(false) : Result<Filter>(Filter{});
  if (!filter) return std::unexpected(filter.error());
  const auto asked = filter->looks_at(nullptr, false);
  if (!asked) return std::unexpected(asked.error());
  if (*asked == 0 && !query_.has_population) return {};
  return fail(Code::usage, "the report " + in_quotes(to_text(query_.kind)) +
                               " comes from tallies and filings: conditions on persons cannot narrow it down");
}

YearSpan Reporting::span_of(const Year& year) const {
  return {.first = year.first,
          .last = year.last,
          .until = year.until,
          .known = query_.known,
          .world = knowledge_.world(),
          .explains = query_.explaining,
          .fiscal_year = year.fiscal_year,
          .fiscal_years = knowledge_.organisation.policies.fiscal_years()};
}

void Reporting::note(ReportRow& row, Seq seq, Day effective, std::string why) const {
  if (query_.explaining) row.evidence.push_back({.seq = seq, .effective = effective, .why = std::move(why)});
}

ReportRow& Reporting::add(std::string figure, About about, Day as_of, const PopulationOf& population) {
  const Policy* policy = policy_on(as_of);
  ReportRow& row = report_.rows.emplace_back();
  row.figure = std::move(figure);
  row.about = std::move(about);
  row.as_of = as_of;
  if (policy != nullptr) row.policy_version = policy->version;
  if (policy != nullptr && population) row.population = population(*policy);
  return row;
}

Result<Counts> Reporting::count_heads(Asked& asked, Day day, std::vector<Attribute> by) {
  auto counts = count(
      knowledge_, {.what = CountOf::headcount, .as_of = day, .filter = std::move(asked.filter), .by = std::move(by)});
  if (counts) note_erased(counts->erased);
  return counts;
}

std::vector<Reporting::Year> Reporting::years() const {
  const FiscalCalendar& calendar = knowledge_.organisation.policies.fiscal_years();
  std::vector<Year> years;
  for (int n = query_.first_year; n <= query_.last_year; ++n) {
    const Day first = calendar.first_day(n);
    if (first > query_.as_of) break;
    const Day last = calendar.last_day(n);
    years.push_back({n, first, last, std::min(last, query_.as_of), query_.today});
  }
  return years;
}

About Reporting::period() const {
  return {{"from_fiscal_year", std::int64_t{query_.first_year}}, {"to_fiscal_year", std::int64_t{query_.last_year}}};
}

bool Reporting::is_period_partial() const {
  return is_to_come(knowledge_.organisation.policies.fiscal_years().last_day(query_.last_year));
}

void Reporting::note_erased(std::int64_t erased) { report_.erased = std::max(report_.erased, erased); }

Result<Report> take_report(const Knowledge& knowledge, const ReportQuery& query) {
  Reporting reporting(knowledge, query);
  const TakeReport take = kReports[static_cast<std::size_t>(query.kind)];
  if (const auto taken = take(reporting); !taken) return std::unexpected(taken.error());
  return std::move(reporting).take();
}

}  // namespace rireki
