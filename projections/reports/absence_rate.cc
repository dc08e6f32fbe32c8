#include <algorithm>
#include <array>

#include "projections/reports/absence_reports.h"
#include "projections/reports/people_fold.h"

namespace rireki {

namespace {

constexpr Scale kRate{"%", 100, 2};
constexpr std::size_t kKinds = names(AbsenceKind{}).size();

/// Days of a person that count alike, both included, as the Record that began them says.
struct Stretch {
  Seq seq;
  Day recorded;  // the date of that Record
  Day first;
  Day last;
  std::size_t kind = 0;  // of absences

  [[nodiscard]] std::int64_t days_in(const Reporting::Year& year) const {
    const Day begin = std::max(first, year.first);
    const Day end = std::min(last, year.until);
    return begin > end ? 0 : end - begin + 1;
  }
};

struct YearDays {
  std::int64_t employed = 0;
  std::array<std::int64_t, kKinds> absent{};
  std::array<std::int64_t, kKinds> absent_staff{};  // persons
  std::int64_t all_absent_staff = 0;
  std::int64_t staff = 0;
  std::vector<Evidence> employed_by;
  std::array<std::vector<Evidence>, kKinds> absent_by;
};

class AbsentDays final : public PeopleFold {
 public:
  /// `asks`: whether the filter looks at anything.
  AbsentDays(const Reporting& reporting, Filter& filter, bool asks)
      : PeopleFold(reporting, filter), asks_(asks), admitted_(years_.size()), found_(years_.size()) {
    for (const Reporting::Year& year : years_) ends_.push_back(year.until);
  }

  [[nodiscard]] std::span<const Day> days() const {
    return asks_ ? std::span<const Day>(ends_) : std::span<const Day>();
  }
  [[nodiscard]] const std::vector<YearDays>& found() const { return found_; }

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Hired || type == EventType::Separated || type == EventType::AbsenceStarted ||
           type == EventType::AbsenceExtended || type == EventType::AbsenceEnded;
  }
  void happened(const Happening& h) override {
    const Day day = h.event.day;
    if (h.type == EventType::Hired) employed_.push_back({h.seq, day, day, kForever});
    if (h.type == EventType::Separated) leave(h);
    if (h.type == EventType::AbsenceEnded) close(day - 1);
    if (h.type != EventType::AbsenceStarted && h.type != EventType::AbsenceExtended) return;
    close(day - 1);
    if (h.state->absence) {
      absent_.push_back({h.seq, day, day, kForever, static_cast<std::size_t>(h.state->absence->kind)});
    }
  }
  void at_end_of(Day day, const State& state) override {
    const bool is_in = admitted(person_->on(day, state, world_), nullptr) != nullptr;
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (years_[i].until == day) admitted_[i] = is_in;
    }
  }
  void end() override {
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (!asks_ || admitted_[i]) add_to(years_[i], found_[i]);
    }
  }

 protected:
  void begin_person() override {
    employed_.clear();
    absent_.clear();
    admitted_.assign(years_.size(), false);
  }

 private:
  /// Who is there again at the end of the year is asked about then: that comes later and holds.
  void leave(const Happening& h) {
    close(h.event.day);
    if (!employed_.empty()) employed_.back().last = h.event.day;
    if (!asks_) return;
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (h.event.day < years_[i].first || h.event.day > years_[i].until) continue;
      admitted_[i] = admitted(h) != nullptr;
    }
  }

  void close(Day last) {
    if (!absent_.empty() && absent_.back().last == kForever) absent_.back().last = last;
  }

  void add_to(const Reporting::Year& year, YearDays& found) const {
    const bool explains = reporting_.query().explaining;
    bool is_employed = false;
    for (const Stretch& s : employed_) {
      const std::int64_t days = s.days_in(year);
      is_employed = is_employed || days > 0;
      found.employed += days;
      if (days > 0 && explains) {
        found.employed_by.push_back({s.seq, s.recorded, std::to_string(days) + " days in service: denominator"});
      }
    }
    found.staff += is_employed ? 1 : 0;
    std::array<std::int64_t, kKinds> is_absent{};
    for (const Stretch& s : absent_) {
      const std::int64_t days = s.days_in(year);
      found.absent[s.kind] += days;
      if (days > 0) is_absent[s.kind] = 1;
      if (days > 0 && explains) {
        found.absent_by[s.kind].push_back({s.seq, s.recorded, std::to_string(days) + " days absent: numerator"});
      }
    }
    for (std::size_t kind = 0; kind < kKinds; ++kind) found.absent_staff[kind] += is_absent[kind];
    found.all_absent_staff += std::ranges::max(is_absent);
  }

  bool asks_;
  std::vector<Day> ends_;
  std::vector<bool> admitted_;  // by year, of the present person
  std::vector<Stretch> employed_;
  std::vector<Stretch> absent_;
  std::vector<YearDays> found_;
};

void add_year(Reporting& reporting, const Reporting::Year& year, const YearDays& found,
              const PopulationOf& population) {
  const auto put = [&](About about, std::int64_t absent, std::int64_t persons) -> ReportRow& {
    about.insert(about.begin(), {"fiscal_year", std::int64_t{year.fiscal_year}});
    ReportRow& row = reporting.add("absence_rate", std::move(about), year.until, population);
    row.scale = kRate;
    row.numerator = absent;
    row.denominator = found.employed;
    row.persons = {persons, found.staff};
    row.partial = year.is_partial();
    return row;
  };
  std::int64_t all = 0;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    if (found.absent[kind] == 0) continue;
    all += found.absent[kind];
    ReportRow& row =
        put({{"kind", text_value(names(AbsenceKind{})[kind])}}, found.absent[kind], found.absent_staff[kind]);
    row.evidence = found.absent_by[kind];
    row.evidence.insert(row.evidence.end(), found.employed_by.begin(), found.employed_by.end());
  }
  ReportRow& row = put({}, all, found.all_absent_staff);
  for (const auto& of_kind : found.absent_by) row.evidence.insert(row.evidence.end(), of_kind.begin(), of_kind.end());
  row.evidence.insert(row.evidence.end(), found.employed_by.begin(), found.employed_by.end());
}

}  // namespace

Result<void> absence_rate(Reporting& reporting) {
  const auto years = reporting.years();
  if (years.empty()) return {};
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const PolicyBook& policies = reporting.knowledge().organisation.policies;
  const auto looks_at = asked->filter.looks_at(policies, years.front().first, years.back().until, false);
  if (!looks_at) return std::unexpected(looks_at.error());
  AbsentDays days(reporting, asked->filter, *looks_at != 0);
  const auto erased = days.see({.days = days.days(), .asks_erasable = asks_erasable(*looks_at), .asks_records = false});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  for (std::size_t i = 0; i < years.size(); ++i) add_year(reporting, years[i], days.found()[i], asked->population);
  return {};
}

}  // namespace rireki
