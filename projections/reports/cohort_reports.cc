#include "projections/reports/cohort_reports.h"

#include <array>
#include <cmath>
#include <map>

#include "events/calendar/fiscal_year.h"
#include "events/types/text.h"
#include "projections/reports/people_fold.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

constexpr int kCohortYears = 3;
constexpr int kContinuedYears = 10;

/// One employment, as the reports ask about it.
struct Service {
  Day hired;
  std::optional<Day> last;  // none: still there, as far as is known
  bool is_graduate = false;
  bool is_voluntary = false;  // the separation
  std::string sex;
  Seq hired_seq;
  Seq left_seq;  // of the separation, if there is one, or of the Record that set the term
  Day left_effective;
};

bool is_graduate(const Employment& job) {
  return job.route == static_cast<std::uint8_t>(Route::exam_university) ||
         job.route == static_cast<std::uint8_t>(Route::exam_high_school);
}

/// Collects the employments whose hire the filter admits.
class Services final : public PeopleFold {
 public:
  using PeopleFold::PeopleFold;

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Separated || type == EventType::Hired;
  }
  void happened(const Happening& h) override {
    if (h.event.day > reporting_.query().as_of) return;
    if (h.type == EventType::Hired) return hire(h);
    if (!is_open_) return;
    is_open_ = false;
    services_.back().last = h.event.day;
    services_.back().left_seq = h.seq;
    services_.back().left_effective = effective_of(h);
    const Policy* policy = world_.policies.at(h.event.day);
    const Reason* reason = policy == nullptr ? nullptr : policy->find_reason(h.event.reason);
    services_.back().is_voluntary = reason != nullptr && reason->cls == ReasonClass::voluntary;
  }
  void end() override {}

  [[nodiscard]] const std::vector<Service>& all() const { return services_; }

 protected:
  void begin_person() override { is_open_ = false; }

 private:
  void hire(const Happening& h) {
    const PersonRow* row = admitted(h);
    is_open_ = row != nullptr;
    if (row == nullptr || !row->state->employment) return;
    services_.push_back({.hired = h.event.day,
                         .last = {},
                         .is_graduate = is_graduate(*row->state->employment),
                         .is_voluntary = false,
                         .sex = row->personal.sex ? std::string(to_text(*row->personal.sex)) : "unknown",
                         .hired_seq = h.seq});
  }

  std::vector<Service> services_;
  bool is_open_ = false;
};

Result<std::vector<Service>> services_of(Reporting& reporting, Reporting::Asked& asked) {
  Services services(reporting, asked.filter);
  const bool explains = reporting.query().explaining;
  const auto erased = services.see({.days = {}, .asks_erasable = true, .asks_records = explains});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  return services.all();
}

/// Counts of a cohort by sex, "" being all.
using BySex = std::map<std::string, std::int64_t>;

void count_in(BySex& counts, const Service& service) {
  ++counts[""];
  ++counts[service.sex];
}

About about_cohort(int fiscal_year, const std::string& sex) {
  About about = {{"fiscal_year", std::int64_t{fiscal_year}}};
  if (!sex.empty()) about.emplace_back("sex", sex);
  return about;
}

bool is_of_sex(const Service& service, const std::string& sex) { return sex.empty() || service.sex == sex; }

void note_hire(const Reporting& reporting, ReportRow& row, const Service& service) {
  reporting.note(row, service.hired_seq, service.hired, "hired on " + to_iso(service.hired));
}

void note_leave(const Reporting& reporting, ReportRow& row, const Service& service) {
  reporting.note(row, service.left_seq, service.left_effective, "left on " + to_iso(*service.last));
}

bool is_of_year(const Service& service, int fiscal_year, const FiscalCalendar& years) {
  return service.is_graduate && years.year_of(service.hired) == fiscal_year;
}

// ---- the survival curve ---------------------------------------------------------------------------------------------

constexpr std::int64_t kParts = 1'000'000'000;
constexpr double kNormal95 = 1.959964;
constexpr std::array kShownYears = {1, 2, 3, 5, 10, 20, 30};

struct Moment {
  std::int64_t entered = 0;
  std::int64_t left = 0;
  std::int64_t gone = 0;  // left or censored
};

/// By days in service.
using Course = std::map<int, Moment>;

Course course_of(const std::vector<Service>& services, Day first, Day until, bool voluntary_alone) {
  Course course;
  for (const Service& service : services) {
    const Day last = std::min(service.last.value_or(until), until);
    if (last < first || service.hired > until) continue;
    ++course[std::max(0, first - service.hired)].entered;
    Moment& end = course[last - service.hired + 1];
    ++end.gone;
    const bool has_left = service.last && *service.last <= until && (!voluntary_alone || service.is_voluntary);
    end.left += has_left ? 1 : 0;
  }
  return course;
}

/// Ŝ after the last separation seen, what stands behind it.
struct Estimate {
  double survival = 1;
  double variance = 0;  // Greenwood's sum; infinite once nobody is left
  std::int64_t at_risk = 0;
  std::int64_t left = 0;

  void pass(std::int64_t risk, std::int64_t separations) {
    if (separations == 0) return;
    const auto n = static_cast<double>(risk);
    const auto d = static_cast<double>(separations);
    survival *= 1 - d / n;
    variance += d / (n * (n - d));
    left += separations;
  }

  /// Of ln(−ln Ŝ), so that the bounds stay between 0 and 1.
  [[nodiscard]] std::optional<double> bound(double side) const {
    if (survival <= 0 || survival >= 1 || !std::isfinite(variance)) return std::nullopt;
    const double error = std::sqrt(variance) / std::abs(std::log(survival));
    return std::pow(survival, std::exp(side * kNormal95 * error));
  }
};

int days_of(int years) { return years * 365 + years / 4; }

/// The estimates after each of the years shown that somebody was seen to reach; where nobody was, nothing is known.
std::vector<std::pair<int, Estimate>> estimates(const Course& course) {
  std::vector<std::pair<int, Estimate>> shown;
  Estimate now;
  std::int64_t risk = 0;
  auto year = kShownYears.begin();
  for (const auto& [days, moment] : course) {
    for (; year != kShownYears.end() && days_of(*year) < days; ++year) {
      now.at_risk = risk;
      if (risk > 0) shown.emplace_back(*year, now);
    }
    now.pass(risk, moment.left);
    risk += moment.entered - moment.gone;
  }
  return shown;
}

}  // namespace

Result<void> leaving_in_3_years(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto services = services_of(reporting, *asked);
  if (!services) return std::unexpected(services.error());
  const FiscalCalendar& calendar = reporting.knowledge().organisation.policies.fiscal_years();
  for (const Reporting::Year& year : reporting.years()) {
    BySex hired;
    std::array<BySex, kCohortYears> left;
    const auto end_of = [&](int within) { return calendar.first_day(year.fiscal_year + within) - 1; };
    for (const Service& service : *services) {
      if (!is_of_year(service, year.fiscal_year, calendar)) continue;
      count_in(hired, service);
      for (int within = 1; within <= kCohortYears; ++within) {
        if (service.last && *service.last <= end_of(within))
          count_in(left[static_cast<std::size_t>(within - 1)], service);
      }
    }
    for (const auto& [sex, persons] : hired) {
      ReportRow& cohort = reporting.add("hired", about_cohort(year.fiscal_year, sex), year.until, asked->population);
      cohort.numerator = persons;
      cohort.partial = year.is_partial();
      const auto is_counted = [&](const Service& s) {
        return is_of_year(s, year.fiscal_year, calendar) && is_of_sex(s, sex);
      };
      for (const Service& s : *services) {
        if (is_counted(s)) note_hire(reporting, cohort, s);
      }
      for (int within = 1; within <= kCohortYears; ++within) {
        About about = about_cohort(year.fiscal_year, sex);
        about.emplace_back("within_years", std::int64_t{within});
        const Day as_of = std::min(end_of(within), reporting.query().as_of);
        ReportRow& row = reporting.add("left", std::move(about), as_of, asked->population);
        row.scale = kPercent;
        row.numerator = left[static_cast<std::size_t>(within - 1)][sex];
        row.denominator = persons;
        row.partial = reporting.is_to_come(end_of(within));
        for (const Service& s : *services) {
          if (!is_counted(s)) continue;
          note_hire(reporting, row, s);
          if (s.last && *s.last <= end_of(within)) note_leave(reporting, row, s);
        }
      }
    }
  }
  return {};
}

Result<void> continued_after_10_years(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto services = services_of(reporting, *asked);
  if (!services) return std::unexpected(services.error());
  const FiscalCalendar& calendar = reporting.knowledge().organisation.policies.fiscal_years();
  for (const Reporting::Year& year : reporting.years()) {
    BySex hired;
    BySex there;
    for (const Service& service : *services) {
      if (!is_of_year(service, year.fiscal_year - kContinuedYears, calendar)) continue;
      count_in(hired, service);
      if (!service.last || *service.last >= year.until) count_in(there, service);
    }
    for (const auto& [sex, persons] : hired) {
      ReportRow& row = reporting.add("continued", about_cohort(year.fiscal_year, sex), year.until, asked->population);
      row.scale = kPercent;
      row.numerator = there[sex];
      row.denominator = persons;
      row.partial = year.is_partial();
      for (const Service& s : *services) {
        if (!is_of_year(s, year.fiscal_year - kContinuedYears, calendar) || !is_of_sex(s, sex)) continue;
        note_hire(reporting, row, s);
        if (s.last && *s.last < year.until) note_leave(reporting, row, s);
      }
    }
  }
  return {};
}

namespace {

/// Behind a point of the curve: those who were watched, and of them who left before.
void note_course(const Reporting& reporting, ReportRow& row, const std::vector<Service>& services, Day first, Day until,
                 bool voluntary_alone, int years) {
  for (const Service& s : services) {
    const Day last = std::min(s.last.value_or(until), until);
    if (last < first || s.hired > until) continue;
    note_hire(reporting, row, s);
    const bool has_left = s.last && *s.last <= until && (!voluntary_alone || s.is_voluntary);
    if (has_left && last - s.hired + 1 <= days_of(years)) note_leave(reporting, row, s);
  }
}

}  // namespace

Result<void> retention_curve(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto services = services_of(reporting, *asked);
  if (!services) return std::unexpected(services.error());
  const auto years = reporting.years();
  if (years.empty()) return {};
  for (const bool voluntary_alone : {false, true}) {
    const Course course = course_of(*services, years.front().first, years.back().until, voluntary_alone);
    for (const auto& [after, estimate] : estimates(course)) {
      const About about = {{"class", text_value(voluntary_alone ? "voluntary" : "all")},
                           {"years", std::int64_t{after}}};
      const auto put = [&](std::string_view figure) -> ReportRow& {
        ReportRow& row = reporting.add(std::string(figure), about, years.back().until, asked->population);
        row.partial = years.back().is_partial();
        if (reporting.query().explaining) {
          note_course(reporting, row, *services, years.front().first, years.back().until, voluntary_alone, after);
        }
        return row;
      };
      put("at_risk").numerator = estimate.at_risk;
      put("left").numerator = estimate.left;
      const auto put_part = [&](std::string_view figure, std::optional<double> part) {
        if (!part) return;
        ReportRow& row = put(figure);
        row.scale = kPercent;
        row.numerator = std::llround(*part * static_cast<double>(kParts));
        row.denominator = kParts;
      };
      put_part("survival", estimate.survival);
      put_part("lower", estimate.bound(1));
      put_part("upper", estimate.bound(-1));
    }
  }
  return {};
}

}  // namespace rireki
