// Reports on the staff over time: what HR reads beside the scorecard (domain, 1.3: F1 to F4, and the headcount identity
// of the yearly report on personnel).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projections/filter.h"

namespace rireki {

/// staff_trend    persons on the first day of each fiscal year
/// age_structure  persons by age band and sex, and the part of all that each band is
/// sex_by_rank    persons by class of rank and sex, and the women's part of each class, of the managers and of all
/// young_leavers  separations of the years by authority, of those who left at their own wish or the like
/// movements      accessions and separations of the years, and whether they explain the difference of the headcounts
enum class ReportKind : std::uint8_t { staff_trend, age_structure, sex_by_rank, young_leavers, movements };
constexpr auto names(ReportKind) {
  return name_list("staff_trend", "age_structure", "sex_by_rank", "young_leavers", "movements");
}

struct ReportQuery {
  ReportKind kind{};
  Day as_of;
  int first_year = 0;  // of reports on years; years that begin after as_of are left out
  int last_year = 0;
  std::function<Result<Filter>(bool of_events)> filter;  // none: everybody
  bool has_population = false;  // the filter names one; else the one of the report's name, where the Policy has it
};

/// One figure. A part of something is in percent and has both sides; a number of persons is its own numerator.
struct ReportRow {
  std::string figure;                                // "staff", "women_share", "left", …
  std::vector<std::pair<std::string, Value>> about;  // which one: {"fiscal_year", 2022}, {"authority", "hospital"}
  Day as_of;                                         // the day counted on, or the last day of the period
  std::string population;                            // id; empty: everybody, or what the filter says
  std::string policy_version;
  std::int64_t numerator = 0;
  std::optional<std::int64_t> denominator;
  bool partial = false;         // the year was not over as of the day asked for
  std::vector<Seq> exceptions;  // of "difference": what changed the headcount without an accession or separation

  /// Persons, or percent; none where there is nothing to divide by.
  [[nodiscard]] std::optional<double> value() const;
  [[nodiscard]] std::string_view unit() const { return denominator ? "%" : "persons"; }
};

struct Report {
  std::vector<ReportRow> rows;
  std::int64_t erased = 0;  // persons or events looked at of whom something was erased
};

/// Errors: USAGE of a population or condition; INTEGRITY_ERROR.
[[nodiscard]] Result<Report> take_report(const Knowledge& knowledge, const ReportQuery& query);

}  // namespace rireki
