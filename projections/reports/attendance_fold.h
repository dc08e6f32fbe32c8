// What the reports on attendance have in common: whom they ask about, the months of persons, the rows of a year.
#pragma once

#include "projections/reports/people_fold.h"

namespace rireki {

struct AttendanceAsked : Reporting::Asked {
  std::vector<Tallies> tallies;  // by year: none where something narrows down whom is asked about
};

/// The filter asked for, with the population of each Policy's first indicator of this kind unless another is asked for.
/// Errors: USAGE, INTEGRITY_ERROR.
[[nodiscard]] Result<AttendanceAsked> asked_of_attendance(const Reporting& reporting, std::string_view kind,
                                                          bool of_events);

/// The Policy's first indicator of this kind, or null.
[[nodiscard]] const Indicator* indicator_of(const Policy* policy, std::string_view kind);

/// Sees the monthly attendance of persons.
class AttendanceFold : public PeopleFold {
 public:
  using PeopleFold::PeopleFold;

  /// Shows everybody, and notes what was erased.
  [[nodiscard]] Result<void> see_attendance(Reporting& reporting, const AttendanceAsked& asked,
                                            std::span<const Day> days);

 protected:
  [[nodiscard]] bool groups_by_erasable() const override { return false; }
  struct MonthOf {
    std::size_t year = 0;
    AttendanceRecorded data;
  };
  /// What an AttendanceRecorded says, if its month lies in one of the years; only then it is read.
  [[nodiscard]] std::optional<MonthOf> month_of(const Happening& h);
};

/// Adds rows of one year.
class AttendanceRows {
 public:
  AttendanceRows(Reporting& reporting, const Reporting::Year& year, const PopulationOf& population)
      : reporting_(reporting), year_(year), population_(population) {}

  ReportRow& put(std::string figure, Scale scale, std::int64_t numerator, About about = {});
  ReportRow& put_mean(Scale scale, std::int64_t minutes, std::int64_t of, std::string_view source);
  /// The mean of each tally of the year.
  void put_tallies(const Tallies& tallies, Scale scale, Count AttendanceTallied::*minutes,
                   Count AttendanceTallied::*of);

 private:
  Reporting& reporting_;
  const Reporting::Year& year_;
  const PopulationOf& population_;
};

}  // namespace rireki
