// Overtime and paid leave, from the tally of a population or, without one, from the monthly attendance of persons.
#pragma once

#include "projections/measurement.h"

namespace rireki {

/// What both have in common: the tally of the year and population beats the sum of persons (contract, section 4). It
/// stands for the whole population, so it is not asked where `where` or `exclude` narrow that down; everyone is the
/// population "all". The attendance of a month belongs to the fiscal year that the month begins in.
class AttendanceMeasurement : public Measurement {
 public:
  AttendanceMeasurement(YearSpan span, Filter filter, const Indicator& indicator)
      : Measurement(span), filter_(std::move(filter)), indicator_(indicator) {}
  bool asks_for_erasable() const override { return !has_tally_ && filter_.asks_for_erasable(span_.world.policies); }
  bool looks_at_people() const override { return !has_tally_; }
  bool is_rate() const override { return true; }
  bool has_data() const override { return (has_tally_ || has_attendance_) && denominator_ > 0; }
  Result<void> tallied(const Tallies& tallies) override;

 protected:
  virtual void take(const AttendanceTallied& tally) = 0;
  /// The attendance that an event records, if that lies in the year.
  Result<std::optional<AttendanceRecorded>> attendance_of(const Happening& happening, Subject& subject);

  Filter filter_;
  const Indicator& indicator_;
  bool has_tally_ = false;
  bool has_attendance_ = false;
};

/// Hours of overtime in a month of a person who is eligible: minutes over person-months.
class OvertimeMean final : public AttendanceMeasurement {
 public:
  using AttendanceMeasurement::AttendanceMeasurement;
  Exact exact() const override { return {numerator_, Wide{60} * denominator_}; }
  bool wants(EventType type) const override { return type == EventType::AttendanceRecorded; }
  Result<void> happened(const Happening& happening, Subject& subject) override;

 private:
  void take(const AttendanceTallied& tally) override;
};

/// Days of paid leave of a person employed on every day of the year: minutes over persons.
class LeaveMean final : public AttendanceMeasurement {
 public:
  using AttendanceMeasurement::AttendanceMeasurement;
  Exact exact() const override { return {numerator_, Wide{indicator_.leave_day_minutes} * denominator_}; }
  void add_days(std::vector<Day>& days) const override;
  void begin() override;
  bool wants(EventType type) const override {
    return type == EventType::AttendanceRecorded || type == EventType::Hired || type == EventType::Separated;
  }
  Result<void> happened(const Happening& happening, Subject& subject) override;
  Result<void> at_end_of(Day day, const State& state, Subject& subject) override;
  Result<void> end(Subject& subject) override;

 private:
  void take(const AttendanceTallied& tally) override;

  struct Leave {
    Seq seq;
    Day effective;
    Count minutes = 0;
  };
  bool is_present_ = false;        // on the first day
  std::optional<Day> away_after_;  // the last day of an employment that ended
  bool was_away_ = false;          // on a day after the first
  bool counts_ = false;
  Seq hired_seq_;
  Day hired_;
  std::vector<Leave> leaves_;
};

}  // namespace rireki
