// What the reports share: the filter asked for, counts, and rows with their ground.
#pragma once

#include <algorithm>

#include "projections/counts.h"
#include "projections/reports/report.h"

namespace rireki {

using About = std::vector<std::pair<std::string, Value>>;

[[nodiscard]] inline Value text_value(std::string_view text) { return std::string(text); }

/// How many, and the Records behind them.
struct CountWithEvidence {
  std::int64_t count = 0;
  std::vector<Evidence> evidence;

  void add(Seq seq, Day day, std::string why) {
    ++count;
    evidence.push_back({.seq = seq, .effective = day, .why = std::move(why)});
  }
};

/// One report being taken. `knowledge` and `query` must outlive it.
class Reporting {
 public:
  Reporting(const Knowledge& knowledge, const ReportQuery& query) : knowledge_(knowledge), query_(query) {}

  struct Asked {
    Filter filter;
    PopulationOf population;  // which one each Policy means, added to the filter; null where none of them means any
  };

  [[nodiscard]] const Knowledge& knowledge() const { return knowledge_; }
  [[nodiscard]] const ReportQuery& query() const { return query_; }
  [[nodiscard]] const Policy* policy_on(Day day) const { return knowledge_.organisation.policies.at(day); }

  /// The filter asked for. Where no population was asked for, it counts that of the report's name, as the Policy in
  /// effect on the day of each person and event has it; of one that has none, what `otherwise` names, else everybody.
  [[nodiscard]] Result<Asked> asked(bool of_events, const PopulationOf& otherwise = {}) const;

  /// Of a report that conditions on persons cannot narrow down. Errors: USAGE where there are such.
  [[nodiscard]] Result<void> refuse_filter() const;

  /// A row with the Policy in effect on the day and the population that it means, if any; the reference holds until the
  /// next one is added.
  ReportRow& add(std::string figure, About about, Day as_of, const PopulationOf& population);

  /// The headcount of a day by attributes.
  [[nodiscard]] Result<Counts> count_heads(Asked& asked, Day day, std::vector<Attribute> by);

  /// Each fiscal year asked for that has begun, with its first and last day and the last one that counts as of the day
  /// asked for; the first error ends it.
  struct Year {
    int fiscal_year = 0;
    Day first;
    Day last;
    Day until;
    Day today;
    /// Whether the as-of day lies in it: what comes after that does not count.
    [[nodiscard]] bool is_cut() const { return until < last; }
    [[nodiscard]] bool is_partial() const { return is_cut() || today < last; }
  };
  [[nodiscard]] std::vector<Year> years() const;

  /// What rows are about that add up all the years asked for, and whether some of these are not over.
  [[nodiscard]] About period() const;
  [[nodiscard]] bool is_period_partial() const;

  /// Whether something that ends on this day is not over, as of the day asked for or today.
  [[nodiscard]] bool is_to_come(Day last) const { return std::min(query_.as_of, query_.today) < last; }

  /// The year as measurements know it.
  [[nodiscard]] YearSpan span_of(const Year& year) const;

  /// A Record behind a row, where the query asks for such.
  void note(ReportRow& row, Seq seq, Day effective, std::string why) const;

  /// So many persons or events looked at had something erased; the report names the largest such number.
  void note_erased(std::int64_t erased);

  [[nodiscard]] std::vector<ReportRow>& rows() { return report_.rows; }

  [[nodiscard]] Report take() && { return std::move(report_); }

 private:
  const Knowledge& knowledge_;
  const ReportQuery& query_;
  Report report_;
};

}  // namespace rireki
