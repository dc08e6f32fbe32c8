#include "projections/reports/attendance_reports.h"

#include <array>

#include "projections/reports/attendance_fold.h"

namespace rireki {

namespace {

constexpr std::array<std::int64_t, 3> kHours = {45, 80, 100};
constexpr std::int64_t kMinutes = 60;

struct OvertimeYear {
  std::int64_t months = 0;
  std::int64_t minutes = 0;
  std::int64_t persons = 0;                         // of whom there are months
  std::array<std::int64_t, kHours.size()> over{};   // person-months
  std::array<std::int64_t, kHours.size()> staff{};  // persons
  std::vector<Evidence> months_by;
  std::array<std::vector<Evidence>, kHours.size()> over_by;
};

class Overtimes final : public AttendanceFold {
 public:
  Overtimes(const Reporting& reporting, Filter& filter)
      : AttendanceFold(reporting, filter), found_(years_.size()), own_(years_.size()) {}

  [[nodiscard]] bool wants(EventType type) const override { return type == EventType::AttendanceRecorded; }
  void at_end_of(Day, const State&) override {}
  void happened(const Happening& h) override {
    const auto month = month_of(h);
    if (!month || !month->data.overtime_eligible || admitted(h) == nullptr) return;
    OvertimeYear& year = found_[month->year];
    ++year.months;
    own_[month->year].has_months = true;
    year.minutes += month->data.overtime_minutes;
    const Evidence evidence{h.seq, h.event.day,
                            std::to_string(month->data.overtime_minutes) + " minutes in one person-month"};
    if (reporting_.query().explaining) year.months_by.push_back(evidence);
    for (std::size_t i = 0; i < kHours.size(); ++i) {
      if (month->data.overtime_minutes <= kHours[i] * kMinutes) continue;
      ++year.over[i];
      own_[month->year].has_over[i] = true;
      if (reporting_.query().explaining) year.over_by[i].push_back(evidence);
    }
  }
  void end() override {
    for (std::size_t year = 0; year < years_.size(); ++year) {
      found_[year].persons += own_[year].has_months ? 1 : 0;
      for (std::size_t i = 0; i < kHours.size(); ++i) found_[year].staff[i] += own_[year].has_over[i] ? 1 : 0;
    }
  }

  [[nodiscard]] const std::vector<OvertimeYear>& found() const { return found_; }

 protected:
  void begin_person() override { own_.assign(years_.size(), {}); }

 private:
  struct Own {
    bool has_months = false;
    std::array<bool, kHours.size()> has_over{};
  };

  std::vector<OvertimeYear> found_;
  std::vector<Own> own_;  // by year, of the present person
};

void add_overtime(AttendanceRows& rows, const OvertimeYear& found) {
  constexpr Scale kMonths{"person-months", 1, 0};
  ReportRow& months = rows.put("person_months", kMonths, found.months);
  months.persons = {found.persons};
  months.evidence = found.months_by;
  for (std::size_t i = 0; i < kHours.size(); ++i) {
    const std::string hours = std::to_string(kHours[i]);
    ReportRow& over = rows.put("over_" + hours, kPercent, found.over[i]);
    over.denominator = found.months;
    over.persons = {found.staff[i], found.persons};
    over.evidence = found.over_by[i];
    over.evidence.insert(over.evidence.end(), found.months_by.begin(), found.months_by.end());
    rows.put("staff_over_" + hours, kPersons, found.staff[i]).evidence = found.over_by[i];
  }
}

}  // namespace

Result<void> overtime(Reporting& reporting) {
  constexpr Scale kMean{"hours/month", 1, 1, kMinutes};
  auto asked = asked_of_attendance(reporting, "overtime_mean", true);
  if (!asked) return std::unexpected(asked.error());
  Overtimes overtimes(reporting, asked->filter);
  if (auto r = overtimes.see_attendance(reporting, *asked, {}); !r) return r;
  const auto years = reporting.years();
  for (std::size_t i = 0; i < years.size(); ++i) {
    const OvertimeYear& found = overtimes.found()[i];
    AttendanceRows rows(reporting, years[i], asked->population);
    if (found.months > 0) {
      add_overtime(rows, found);
      ReportRow& mean = rows.put_mean(kMean, found.minutes, found.months, "persons");
      mean.persons = {found.persons, found.persons};
      mean.evidence = found.months_by;
    }
    rows.put_tallies(asked->tallies[i], kMean, &AttendanceTallied::overtime_minutes, &AttendanceTallied::person_months);
  }
  return {};
}

}  // namespace rireki
