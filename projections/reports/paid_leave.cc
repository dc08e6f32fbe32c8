#include <array>

#include "projections/reports/attendance_fold.h"
#include "projections/reports/attendance_reports.h"

namespace rireki {

namespace {

constexpr std::array<std::string_view, 6> kBands = {"0-4", "5-9", "10-14", "15-19", "20+", "unknown"};
constexpr std::size_t kUnknown = kBands.size() - 1;
constexpr std::int64_t kBandDays = 5;

struct LeaveYear {
  std::int64_t minutes = 0;
  std::array<std::int64_t, kBands.size()> staff{};
  std::array<std::vector<Evidence>, kBands.size()> by;
};

class Leaves final : public AttendanceFold {
 public:
  Leaves(const Reporting& reporting, Filter& filter, std::vector<std::int64_t> day_minutes)
      : AttendanceFold(reporting, filter), day_minutes_(std::move(day_minutes)), found_(years_.size()) {
    for (const Reporting::Year& year : years_) ends_.push_back(year.until);
  }

  [[nodiscard]] std::span<const Day> days() const { return ends_; }
  [[nodiscard]] const std::vector<LeaveYear>& found() const { return found_; }

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::AttendanceRecorded || type == EventType::Hired || type == EventType::Separated;
  }
  void happened(const Happening& h) override {
    if (h.type == EventType::Separated && !served_.empty()) served_.back().last = h.event.day;
    if (h.type == EventType::Hired) {
      // An end and a new hire on the next day leave no gap.
      const bool goes_on = !served_.empty() && served_.back().last + 1 == h.event.day;
      if (goes_on) served_.back().last = kForever;
      if (!goes_on) served_.push_back({h.seq, h.event.day, kForever});
    }
    if (h.type != EventType::AttendanceRecorded) return;
    const auto month = month_of(h);
    if (!month) return;
    Own& own = own_[month->year];
    own.minutes = own.minutes.value_or(0) + month->data.paid_leave_minutes;
    if (!reporting_.query().explaining) return;
    own.records.push_back({h.seq, h.event.day, std::to_string(month->data.paid_leave_minutes) + " minutes of leave"});
  }
  void at_end_of(Day day, const State& state) override {
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (years_[i].until == day) own_[i].counts = admitted(person_->on(day, state, world_), nullptr) != nullptr;
    }
  }
  void end() override {
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (own_[i].counts) take(years_[i], own_[i], day_minutes_[i], found_[i]);
    }
  }

 protected:
  void begin_person() override {
    own_.assign(years_.size(), {});
    served_.clear();
  }

 private:
  struct Service {
    Seq seq;
    Day first;
    Day last;
  };
  struct Own {
    bool counts = false;
    std::optional<std::int64_t> minutes;  // none: nothing was recorded
    std::vector<Evidence> records;
  };

  void take(const Reporting::Year& year, const Own& own, std::int64_t day_minutes, LeaveYear& found) const {
    const auto whole =
        std::ranges::find_if(served_, [&](const Service& s) { return s.first <= year.first && s.last >= year.until; });
    if (whole == served_.end()) return;
    const std::int64_t days = own.minutes.value_or(0) / day_minutes;
    const std::size_t band =
        own.minutes ? std::min<std::size_t>(static_cast<std::size_t>(days / kBandDays), kUnknown - 1) : kUnknown;
    found.minutes += own.minutes.value_or(0);
    ++found.staff[band];
    if (!reporting_.query().explaining) return;
    found.by[band].push_back({whole->seq, whole->first, "employed on every day of the year"});
    found.by[band].insert(found.by[band].end(), own.records.begin(), own.records.end());
  }

  std::vector<std::int64_t> day_minutes_;  // by year
  std::vector<Day> ends_;
  std::vector<Own> own_;          // by year, of the present person
  std::vector<Service> served_;   // of the present person
  std::vector<LeaveYear> found_;  // by year
};

void add_leave(AttendanceRows& rows, const LeaveYear& found, Scale mean) {
  std::int64_t known = 0;
  std::vector<Evidence> of_known;
  for (std::size_t band = 0; band < kBands.size(); ++band) {
    if (band == kUnknown && found.staff[band] == 0) continue;
    rows.put("staff", kPersons, found.staff[band], {{"days", text_value(kBands[band])}}).evidence = found.by[band];
    if (band == kUnknown) continue;
    known += found.staff[band];
    of_known.insert(of_known.end(), found.by[band].begin(), found.by[band].end());
  }
  ReportRow& few = rows.put("under_5_days", kPercent, found.staff[0]);
  few.denominator = known;
  few.evidence = of_known;
  ReportRow& whole = rows.put_mean(mean, found.minutes, known + found.staff[kUnknown], "persons");
  whole.evidence = std::move(of_known);
  whole.evidence.insert(whole.evidence.end(), found.by[kUnknown].begin(), found.by[kUnknown].end());
}

}  // namespace

Result<void> paid_leave(Reporting& reporting) {
  constexpr std::string_view kKind = "leave_mean";
  auto asked = asked_of_attendance(reporting, kKind, false);
  if (!asked) return std::unexpected(asked.error());
  const auto years = reporting.years();
  std::vector<std::int64_t> day_minutes;
  for (const Reporting::Year& year : years) {
    const Indicator* indicator = indicator_of(reporting.policy_on(year.last), kKind);
    day_minutes.push_back(indicator == nullptr ? Indicator{}.leave_day_minutes : indicator->leave_day_minutes);
  }
  Leaves leaves(reporting, asked->filter, day_minutes);
  if (auto r = leaves.see_attendance(reporting, *asked, leaves.days()); !r) return r;
  for (std::size_t i = 0; i < years.size(); ++i) {
    const LeaveYear& found = leaves.found()[i];
    const Scale mean{"days/year", 1, 1, day_minutes[i]};
    AttendanceRows rows(reporting, years[i], asked->population);
    const bool has_any = std::ranges::any_of(found.staff.begin(), found.staff.end() - 1, [](auto n) { return n > 0; });
    if (has_any) add_leave(rows, found, mean);
    rows.put_tallies(asked->tallies[i], mean, &AttendanceTallied::paid_leave_minutes,
                     &AttendanceTallied::full_period_staff);
  }
  return {};
}

}  // namespace rireki
