#include "projections/reports/cohort_reports.h"

#include <algorithm>
#include <map>

#include "events/calendar/fiscal_year.h"
#include "projections/reports/stays.h"

namespace rireki {

namespace {

constexpr int kCohortYears = 3;
constexpr int kContinuedYears = 10;

using Cohort = std::vector<const Stay*>;

/// The new graduates hired in a fiscal year, by sex, "" being all.
std::map<std::string, Cohort> cohorts_of(const std::vector<Stay>& stays, int fiscal_year, const FiscalCalendar& years) {
  std::map<std::string, Cohort> by_sex;
  for (const Stay& stay : stays) {
    if (!stay.is_graduate || years.year_of(stay.hired) != fiscal_year) continue;
    by_sex[""].push_back(&stay);
    by_sex[stay.sex].push_back(&stay);
  }
  return by_sex;
}

std::int64_t leavers_by(const Cohort& cohort, Day day) {
  return std::ranges::count_if(cohort, [&](const Stay* stay) { return stay->has_left_by(day); });
}

/// The hires of a cohort, and who has left by a day.
void note_stays(const Reporting& reporting, ReportRow& row, const Cohort& cohort, Day day) {
  for (const Stay* stay : cohort) {
    note_hire(reporting, row, *stay);
    if (stay->has_left_by(day)) note_leave(reporting, row, *stay);
  }
}

About about_cohort(int fiscal_year, const std::string& sex) {
  About about = {{"fiscal_year", std::int64_t{fiscal_year}}};
  if (!sex.empty()) about.emplace_back("sex", sex);
  return about;
}

/// `last` ends the year by which they have left.
void add_left(Reporting& reporting, const Cohort& cohort, About about, Day last, const PopulationOf& population) {
  ReportRow& row = reporting.add("left", std::move(about), std::min(last, reporting.query().as_of), population);
  row.scale = kPercent;
  row.numerator = leavers_by(cohort, last);
  row.denominator = std::ssize(cohort);
  row.partial = reporting.is_to_come(last);
  note_stays(reporting, row, cohort, last);
}

}  // namespace

Result<void> leaving_in_3_years(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto stays = stays_of(reporting, *asked);
  if (!stays) return std::unexpected(stays.error());
  const FiscalCalendar& calendar = reporting.knowledge().organisation.policies.fiscal_years();
  for (const Reporting::Year& year : reporting.years()) {
    for (const auto& [sex, cohort] : cohorts_of(*stays, year.fiscal_year, calendar)) {
      const About about = about_cohort(year.fiscal_year, sex);
      ReportRow& row = reporting.add("hired", about, year.until, asked->population);
      row.numerator = std::ssize(cohort);
      row.partial = year.is_partial();
      for (const Stay* stay : cohort) note_hire(reporting, row, *stay);
      for (int within = 1; within <= kCohortYears; ++within) {
        About about_left = about;
        about_left.emplace_back("within_years", std::int64_t{within});
        const Day last = calendar.first_day(year.fiscal_year + within) - 1;
        add_left(reporting, cohort, std::move(about_left), last, asked->population);
      }
    }
  }
  return {};
}

Result<void> continued_after_10_years(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto stays = stays_of(reporting, *asked);
  if (!stays) return std::unexpected(stays.error());
  const FiscalCalendar& calendar = reporting.knowledge().organisation.policies.fiscal_years();
  for (const Reporting::Year& year : reporting.years()) {
    for (const auto& [sex, cohort] : cohorts_of(*stays, year.fiscal_year - kContinuedYears, calendar)) {
      ReportRow& row = reporting.add("continued", about_cohort(year.fiscal_year, sex), year.until, asked->population);
      row.scale = kPercent;
      row.numerator = std::ssize(cohort) - leavers_by(cohort, year.until - 1);
      row.denominator = std::ssize(cohort);
      row.partial = year.is_partial();
      note_stays(reporting, row, cohort, year.until - 1);
    }
  }
  return {};
}

}  // namespace rireki
