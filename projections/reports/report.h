// Reports on the staff over time: what HR reads beside the scorecard.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projections/exact.h"
#include "projections/filter.h"
#include "projections/measurement.h"

namespace rireki {

/// Each says above its function, in the file of its family, what its figures are and where its formula stands.
enum class ReportKind : std::uint8_t {
  staff_trend,  // staff_reports.h
  age_structure,
  sex_by_rank,
  young_leavers,
  movements,
  survey_results,  // survey_reports.h
  exam_rounds,
  stress_check,
  long_absence,  // absence_reports.h
  childcare_leave,
  absence_rate,
  overtime,  // attendance_reports.h
  paid_leave,
  training_coverage,  // due_reports.h
  falling_due,
  managers_past_limit,
  measures,  // measure_reports.h
  workplace_training,
  digital_talent,
  mentoring,
  turnover_rates,  // turnover_reports.h
  separation_rate_by_age,
  stability,
  leaving_in_3_years,  // cohort_reports.h
  continued_after_10_years,
  retention_curve,
  rank_entry,  // career_reports.h
  promotion_rates,
  average_service,
  rotation,
  career_stages
};
constexpr auto names(ReportKind) {
  return name_list("staff_trend", "age_structure", "sex_by_rank", "young_leavers", "movements",  //
                   "survey_results", "exam_rounds", "stress_check",                              //
                   "long_absence", "childcare_leave", "absence_rate",                            //
                   "overtime", "paid_leave",                                                     //
                   "training_coverage", "falling_due", "managers_past_limit",                    //
                   "measures", "workplace_training", "digital_talent", "mentoring",              //
                   "turnover_rates", "separation_rate_by_age", "stability",                      //
                   "leaving_in_3_years", "continued_after_10_years", "retention_curve",          //
                   "rank_entry", "promotion_rates", "average_service", "rotation", "career_stages");
}

struct ReportQuery {
  ReportKind kind{};
  Day as_of;
  int first_year = 0;  // of reports on years; years that begin after as_of are left out
  int last_year = 0;
  std::function<Result<Filter>(bool of_events)> filter;  // none: everybody
  bool has_population = false;  // the filter names one; else the one of the report's name, where the Policy has it
  bool explaining = false;      // rows carry the Records behind them
  Day known = kLastDay;         // the local day of the newest Record known: an open absence has lasted until then
  Day today = kLastDay;         // a year that ends later is not over
};

/// What a figure is measured in: numerator · times ÷ (denominator · parts), rounded half up to so many decimals.
struct Scale {
  std::string_view unit;
  std::int64_t times = 1;
  int decimals = 0;
  std::int64_t parts = 1;  // of the numerator's unit in the figure's: 60 for hours from minutes
};
inline constexpr Scale kPersons{"persons", 1, 0};
inline constexpr Scale kPercent{"%", 100, 1};

/// One figure. A number of persons is its own numerator; whatever has a denominator is a quotient of the two sides.
struct ReportRow {
  std::string figure;                                // "staff", "women_share", "left", …
  std::vector<std::pair<std::string, Value>> about;  // which one: {"fiscal_year", 2022}, {"authority", "hospital"}
  Day as_of;                                         // the day counted on, or the last day of the period
  std::string population;                            // id; empty: everybody, or what the filter says
  std::string policy_version;
  Scale scale = kPersons;
  std::int64_t numerator = 0;
  std::optional<std::int64_t> denominator;
  std::optional<PersonsBehind> persons;  // where the sides count something else than persons
  bool suppressed = false;               // not for the audience (disclosure.h): neither value nor sides are shown
  bool partial = false;                  // the year was not over as of the day asked for, or is not today
  std::vector<Evidence> evidence;        // of both sides; only where the query is explaining
  std::vector<Seq> exceptions;  // of "difference": what changed the headcount without an accession or separation

  /// None where there is nothing to divide by.
  [[nodiscard]] std::optional<double> value() const;
};

struct Report {
  std::vector<ReportRow> rows;
  std::int64_t erased = 0;  // persons or events looked at of whom something was erased
};

/// Errors: USAGE of a population or condition; INTEGRITY_ERROR.
[[nodiscard]] Result<Report> take_report(const Knowledge& knowledge, const ReportQuery& query);

}  // namespace rireki
