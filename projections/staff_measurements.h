// Measurements of who is there: headcounts, shares of them, retention, careers up to a rank, attendance of whole years.
#pragma once

#include "projections/measurement.h"

namespace rireki {

/// Persons employed at the end of `day` that the filter admits. Behind it: the hire of each.
class Headcount final : public Measurement {
 public:
  Headcount(YearSpan span, Filter filter, Day day) : Measurement(span), filter_(std::move(filter)), day_(day) {}
  void add_days(std::vector<Day>& days) const override { days.push_back(day_); }
  bool asks_for_erasable() const override { return filter_.asks_for_erasable(span_.world.policies); }
  std::optional<Alike> counts_alike() override;
  Result<void> group(const PersonRow& row, std::int64_t count) override;
  Result<void> at_end_of(Day day, const State& state, Subject& subject) override;

 private:
  Filter filter_;
  Day day_;
};

/// Of the persons that `per` admits on `day` the part that `of` admits too, in percent.
class Share final : public Measurement {
 public:
  Share(YearSpan span, Filter of, Filter per, Day day)
      : Measurement(span), of_(std::move(of)), per_(std::move(per)), day_(day) {}
  void add_days(std::vector<Day>& days) const override { days.push_back(day_); }
  bool asks_for_erasable() const override {
    return of_.asks_for_erasable(span_.world.policies) || per_.asks_for_erasable(span_.world.policies);
  }
  bool is_rate() const override { return true; }
  Exact exact() const override { return {Wide{100} * numerator_, denominator_}; }
  std::optional<Alike> counts_alike() override;
  Result<void> group(const PersonRow& row, std::int64_t count) override;
  Result<void> at_end_of(Day day, const State& state, Subject& subject) override;

 private:
  Filter of_;
  Filter per_;
  Day day_;
};

/// Of the hires of the fiscal year `years` ago the part whose employment still goes on at the end of the year, in
/// percent (domain: hired in year n - 10, still employed on the day). Whoever left for whatever reason is out.
class Retention final : public Measurement {
 public:
  Retention(YearSpan span, Filter filter, int years);
  bool asks_for_erasable() const override { return filter_.asks_for_erasable(span_.world.policies); }
  bool is_rate() const override { return true; }
  Exact exact() const override { return {Wide{100} * numerator_, denominator_}; }
  void add_days(std::vector<Day>& days) const override { days.push_back(span_.until); }
  void begin() override { hires_.clear(); }
  bool wants(EventType type) const override { return type == EventType::Hired; }
  Days wanted_days() const override { return {cohort_first_, cohort_last_}; }
  Result<void> happened(const Happening& happening, Subject& subject) override;
  Result<void> at_end_of(Day day, const State& state, Subject& subject) override;
  Result<void> end(Subject& subject) override;

 private:
  struct Hire {
    Seq seq;
    Day day;
    bool stays = false;
  };
  Filter filter_;
  Day cohort_first_;
  Day cohort_last_;
  std::vector<Hire> hires_;  // of the present person
};

enum class CareerMeasure : std::uint8_t { service_years, age };

/// The mean, over those employed at the end of the year who ever took the rank, of what the measure was when they
/// first took it, by hire or promotion. The filter is asked at the end of the year.
class CareerMean final : public Measurement {
 public:
  CareerMean(YearSpan span, Filter filter, std::string rank, CareerMeasure measure)
      : Measurement(span), filter_(std::move(filter)), rank_(std::move(rank)), measure_(measure) {}
  bool asks_for_erasable() const override {
    return measure_ == CareerMeasure::age || filter_.asks_for_erasable(span_.world.policies);
  }
  bool is_rate() const override { return true; }
  Exact exact() const override { return {numerator_, denominator_}; }
  void add_days(std::vector<Day>& days) const override { days.push_back(span_.until); }
  void begin() override { has_taken_ = false; }
  bool wants(EventType type) const override { return type == EventType::Hired || type == EventType::Promoted; }
  Result<void> happened(const Happening& happening, Subject& subject) override;
  Result<void> at_end_of(Day day, const State& state, Subject& subject) override;

 private:
  Filter filter_;
  std::string rank_;
  CareerMeasure measure_;
  bool has_taken_ = false;
  Seq taken_seq_;
  Day taken_on_;
  std::optional<int> value_;
};

}  // namespace rireki
