// Measurements that come from tallies alone: exam takers, surveys, training scores, stress checks.
//
// A tally that names its fiscal year counts for that year, whenever it was recorded; as of a day inside the year only
// if it is effective by then. A survey names none: it counts for the year that its effective date lies in.
#pragma once

#include "projections/measurement.h"

namespace rireki {

class TallyMeasurement : public Measurement {
 public:
  explicit TallyMeasurement(YearSpan span) : Measurement(span) {}
  [[nodiscard]] bool looks_at_people() const override { return false; }
  [[nodiscard]] bool has_data() const override { return found_ && (!is_rate() || denominator_ > 0); }

 protected:
  [[nodiscard]] bool is_of_year(const Tally& tally, Count fiscal_year) const {
    return fiscal_year == span_.fiscal_year && (span_.is_over() || tally.effective <= span_.until);
  }

  /// Counts a tally, or notes it as a near miss.
  void take(const Tally& tally, std::int64_t numerator, std::int64_t denominator,
            const std::vector<std::string>& misses);

  bool found_ = false;
};

/// Σ takers of the rounds of the year that the filter on `recruiter` and `category` admits.
class ExamTakers final : public TallyMeasurement {
 public:
  ExamTakers(YearSpan span, TallyFilter filter) : TallyMeasurement(span), filter_(std::move(filter)) {}
  Result<void> tallied(const Tallies& tallies) override;

 private:
  TallyFilter filter_;
};

/// Positive answers in percent of the answers to the question. A name that ends in `*` stands for all that begin so;
/// several tallies are added up.
class SurveyShare final : public TallyMeasurement {
 public:
  SurveyShare(YearSpan span, const Indicator& indicator) : TallyMeasurement(span), indicator_(indicator) {}
  bool is_rate() const override { return true; }
  Exact exact() const override { return {Wide{100} * numerator_, denominator_}; }
  Result<void> tallied(const Tallies& tallies) override;

 private:
  const Indicator& indicator_;
};

/// The mean score of the answers; the tally without a course, where there is one, stands for all courses.
class TrainingScore final : public TallyMeasurement {
 public:
  TrainingScore(YearSpan span, TallyFilter filter) : TallyMeasurement(span), filter_(std::move(filter)) {}
  bool is_rate() const override { return true; }
  Exact exact() const override { return {numerator_, denominator_}; }
  Result<void> tallied(const Tallies& tallies) override;

 private:
  TallyFilter filter_;
};

/// High stress in percent of the examinees. The tallies of units that the filter on `unit` and `authority` admits, each
/// unit's unless one above it was tallied too. Without a filter, or without tallies of units, the tally of no unit.
class StressShare final : public TallyMeasurement {
 public:
  StressShare(YearSpan span, TallyFilter filter) : TallyMeasurement(span), filter_(std::move(filter)) {}
  bool is_rate() const override { return true; }
  Exact exact() const override { return {Wide{100} * numerator_, denominator_}; }
  Result<void> tallied(const Tallies& tallies) override;

 private:
  TallyFilter filter_;
};

}  // namespace rireki
