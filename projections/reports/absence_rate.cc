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

/// Each employment is asked about by itself: who comes back as something else is not absent from that.
struct Employment {
  Stretch service;
  std::vector<Stretch> absent;
  std::vector<bool> admitted;  // by year
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
      : PeopleFold(reporting, filter), asks_(asks), found_(years_.size()) {
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
    if (h.type == EventType::Hired) {
      employments_.push_back({{h.seq, day, day, kForever}, {}, std::vector<bool>(years_.size(), !asks_)});
    }
    if (employments_.empty()) return;
    if (h.type == EventType::Separated) leave(h);
    if (h.type == EventType::AbsenceEnded) close(day - 1);
    if (h.type != EventType::AbsenceStarted && h.type != EventType::AbsenceExtended) return;
    close(day - 1);
    if (h.state->absence) {
      const auto kind = static_cast<std::size_t>(h.state->absence->kind);
      employments_.back().absent.push_back({h.seq, day, day, kForever, kind});
    }
  }
  void at_end_of(Day day, const State& state) override {
    const bool is_in = admitted(person_->on(day, state, world_), nullptr) != nullptr;
    for (std::size_t i = 0; i < years_.size() && !employments_.empty(); ++i) {
      if (years_[i].until == day) employments_.back().admitted[i] = is_in;
    }
  }
  void end() override {
    for (std::size_t i = 0; i < years_.size(); ++i) add_to(i);
  }

 protected:
  [[nodiscard]] bool groups_by_erasable() const override { return false; }
  void begin_person() override { employments_.clear(); }

 private:
  void leave(const Happening& h) {
    close(h.event.day);
    employments_.back().service.last = h.event.day;
    if (!asks_) return;
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (h.event.day < years_[i].first || h.event.day > years_[i].until) continue;
      employments_.back().admitted[i] = admitted(h) != nullptr;
    }
  }

  void close(Day last) {
    auto& absent = employments_.back().absent;
    if (!absent.empty() && absent.back().last == kForever) absent.back().last = last;
  }

  void add_to(std::size_t year) {
    YearDays& found = found_[year];
    bool is_employed = false;
    std::array<std::int64_t, kKinds> is_absent{};
    for (const Employment& employment : employments_) {
      if (!employment.admitted[year]) continue;
      const Stretch& service = employment.service;
      const std::int64_t days = days_noted(service, year, " days in service: denominator", found.employed_by);
      is_employed = is_employed || days > 0;
      found.employed += days;
      for (const Stretch& s : employment.absent) {
        const std::int64_t off = days_noted(s, year, " days absent: numerator", found.absent_by[s.kind]);
        found.absent[s.kind] += off;
        if (off > 0) is_absent[s.kind] = 1;
      }
    }
    found.staff += is_employed ? 1 : 0;
    for (std::size_t kind = 0; kind < kKinds; ++kind) found.absent_staff[kind] += is_absent[kind];
    found.all_absent_staff += std::ranges::max(is_absent);
  }

  std::int64_t days_noted(const Stretch& s, std::size_t year, const char* why, std::vector<Evidence>& evidence) const {
    const std::int64_t days = s.days_in(years_[year]);
    if (days > 0 && reporting_.query().explaining) evidence.push_back({s.seq, s.recorded, std::to_string(days) + why});
    return days;
  }

  bool asks_;
  std::vector<Day> ends_;
  std::vector<Employment> employments_;  // of the present person
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
