#include "projections/reports/career_reports.h"

#include <algorithm>
#include <map>
#include <set>

#include "events/types/text.h"
#include "projections/reports/people_fold.h"
#include "projections/reports/row_evidence.h"

namespace rireki {

namespace {

constexpr Scale kMeanYears{"years", 1, 1};
constexpr Scale kMeanUnits{"units", 1, 1};
constexpr int kRotationYears = 10;
constexpr std::string_view kNobodys = "none";

std::string sex_of(const PersonRow& row) {
  return row.personal.sex ? std::string(to_text(*row.personal.sex)) : "unknown";
}

struct Mean {
  std::int64_t sum = 0;
  std::int64_t of = 0;

  void add(std::int64_t value) {
    sum += value;
    ++of;
  }
};

/// By sex, "" being all.
using MeansBySex = std::map<std::string, Mean>;

void add_to(MeansBySex& means, const PersonRow& row, std::int64_t value) {
  means[""].add(value);
  means[sex_of(row)].add(value);
}

void put_mean(Reporting& reporting, std::string figure, About about, Day day, const std::string& population,
              Scale scale, const Mean& mean) {
  ReportRow& row = reporting.add(std::move(figure), std::move(about), day, population);
  row.scale = scale;
  row.numerator = mean.sum;
  row.denominator = mean.of;
}

const Career* career_of(const Policy* policy) {
  return policy == nullptr || !policy->development.career ? nullptr : &*policy->development.career;
}

/// The report's own population, else the career path's, else everybody.
Result<Reporting::Asked> asked_of_path(const Reporting& reporting) {
  auto asked = reporting.asked_on(reporting.query().as_of, false);
  const Career* career = career_of(reporting.policy_on(reporting.query().as_of));
  if (!asked || !asked->population.empty() || reporting.query().has_population || career == nullptr) return asked;
  if (career->population.empty()) return asked;
  asked->filter.add_population(career->population);
  asked->population = career->population;
  return asked;
}

Result<void> see(Reporting& reporting, PeopleFold& fold, std::span<const Day> days) {
  const auto erased = fold.see({.days = days, .asks_erasable = true, .asks_records = false});
  if (!erased) return std::unexpected(erased.error());
  reporting.note_erased(*erased);
  return {};
}

/// First entries into ranks.
class RankEntries final : public PeopleFold {
 public:
  using PeopleFold::PeopleFold;

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Hired || type == EventType::Promoted || type == EventType::Demoted;
  }
  void happened(const Happening& h) override {
    if (!h.state->employment) return;
    const std::string rank(h.state->employment->rank);
    const bool is_first = held_.insert(rank).second;
    if (!is_first || h.type == EventType::Demoted || years_.empty()) return;
    if (h.event.day < years_.front().first || h.event.day > years_.back().until) return;
    const PersonRow* row = admitted(h);
    if (row == nullptr) return;
    if (row->service_years) service_[rank].add(*row->service_years);
    if (row->age) age_[rank].add(*row->age);
    evidence_[rank].push_back({.seq = h.seq, .effective = h.event.day, .why = "first " + rank});
  }
  void end() override {}

  [[nodiscard]] Mean service(const std::string& rank) const { return at(service_, rank); }
  [[nodiscard]] Mean age(const std::string& rank) const { return at(age_, rank); }
  void note(const Reporting& reporting, ReportRow& row, const std::string& rank) const {
    const auto found = evidence_.find(rank);
    if (found == evidence_.end()) return;
    for (const Evidence& e : found->second) reporting.note(row, e.seq, e.effective, e.why);
  }

 protected:
  void begin_person() override { held_.clear(); }

 private:
  static Mean at(const std::map<std::string, Mean>& means, const std::string& rank) {
    const auto found = means.find(rank);
    return found == means.end() ? Mean{} : found->second;
  }

  std::set<std::string> held_;
  std::map<std::string, Mean> service_;
  std::map<std::string, Mean> age_;
  std::map<std::string, std::vector<Evidence>> evidence_;
};

/// Promotions of the years, and the staff of their first days.
class Promotions final : public PeopleFold {
 public:
  Promotions(const Reporting& reporting, Filter& filter)
      : PeopleFold(reporting, filter), promoted(years_.size()), staff(years_.size()) {}

  [[nodiscard]] bool wants(EventType type) const override { return type == EventType::Promoted; }
  void at_end_of(Day day, const State& state) override {
    const PersonRow* row = admitted(person_->on(day, state, world_), nullptr);
    for (std::size_t i = 0; row != nullptr && i < years_.size(); ++i) {
      if (years_[i].first == day) add_to(staff[i], *row, 1);
    }
  }
  void happened(const Happening& h) override {
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (h.event.day < years_[i].first || h.event.day > years_[i].until) continue;
      if (const PersonRow* row = admitted(h)) add_to(promoted[i], *row, 1);
    }
  }
  void end() override {}

  std::vector<MeansBySex> promoted;
  std::vector<MeansBySex> staff;

 protected:
  void begin_person() override {}
};

/// Completed years of service of regular staff on the as-of day.
class ServiceYears final : public PeopleFold {
 public:
  using PeopleFold::PeopleFold;

  [[nodiscard]] bool wants(EventType) const override { return false; }
  void happened(const Happening&) override {}
  void at_end_of(Day day, const State& state) override {
    if (!state.employment || state.employment->kind != EmploymentKind::regular) return;
    const PersonRow* row = admitted(person_->on(day, state, world_), nullptr);
    if (row != nullptr && row->service_years) add_to(means, *row, *row->service_years);
  }
  void end() override {}

  MeansBySex means;

 protected:
  void begin_person() override {}
};

Day after_years(Day day, int years) {
  const CivilDate date = to_civil(day);
  return from_civil({date.year + years, date.month, std::min(date.day, days_in_month(date.year + years, date.month))});
}

/// Units of the first years of employments that lasted that long.
class Rotations final : public PeopleFold {
 public:
  Rotations(const Reporting& reporting, Filter& filter, int first_years)
      : PeopleFold(reporting, filter), means(years_.size()), evidence(years_.size()), first_years_(first_years) {}

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Hired || type == EventType::Transferred || type == EventType::Promoted ||
           type == EventType::Demoted || type == EventType::Separated;
  }
  void happened(const Happening& h) override {
    if (h.type == EventType::Hired) {
      complete(kLastDay);
      is_wanted_ = admitted(h) != nullptr;
      until_ = after_years(h.event.day, first_years_) - 1;
      units_.clear();
      entered_.clear();
    }
    if (h.type == EventType::Separated) return complete(h.event.day);
    if (!until_ || h.event.day > *until_ || !h.state->employment) return;
    const std::string unit(h.state->employment->unit);
    if (units_.insert(unit).second) {
      entered_.push_back({.seq = h.seq, .effective = h.event.day, .why = "came to " + unit});
    }
  }
  void end() override { complete(kLastDay); }

  std::vector<MeansBySex> means;
  std::vector<std::vector<Evidence>> evidence;

 protected:
  void begin_person() override { until_.reset(); }

 private:
  /// The employment lasted until this day.
  void complete(Day last) {
    const auto until = std::exchange(until_, std::nullopt);
    if (!until || last < *until || !is_wanted_) return;
    for (std::size_t i = 0; i < years_.size(); ++i) {
      if (*until < years_[i].first || *until > years_[i].until) continue;
      means[i][""].add(static_cast<std::int64_t>(units_.size()));
      if (reporting_.query().explaining) evidence[i].insert(evidence[i].end(), entered_.begin(), entered_.end());
    }
  }

  int first_years_;
  std::optional<Day> until_;  // the last of the first years
  bool is_wanted_ = false;
  std::set<std::string> units_;
  std::vector<Evidence> entered_;
};

About with_sex(About about, const std::string& sex) {
  if (!sex.empty()) about.emplace_back("sex", sex);
  return about;
}

}  // namespace

Result<void> rank_entry(Reporting& reporting) {
  auto asked = asked_of_path(reporting);
  if (!asked) return std::unexpected(asked.error());
  RankEntries entries(reporting, asked->filter);
  if (auto r = see(reporting, entries, {}); !r) return r;
  const Day day = reporting.query().as_of;
  const Policy* policy = reporting.policy_on(day);
  if (policy == nullptr) return {};
  const Career* career = career_of(policy);
  for (const Rank& rank : policy->ranks) {
    const About about = {{"rank", text_value(rank.id)}};
    const std::size_t before = reporting.rows().size();
    reporting.add("entries", about, day, asked->population).numerator = entries.service(rank.id).of;
    put_mean(reporting, "mean_years", about, day, asked->population, kMeanYears, entries.service(rank.id));
    put_mean(reporting, "mean_age", about, day, asked->population, kMeanYears, entries.age(rank.id));
    for (ReportRow& row : std::span(reporting.rows()).subspan(before)) entries.note(reporting, row, rank.id);
    if (career == nullptr) continue;
    const auto step = std::ranges::find(career->steps, rank.id, &CareerStep::rank);
    if (step == career->steps.end()) continue;
    put_mean(reporting, "model_years", about, day, asked->population, kMeanYears, {step->years, 1});
    put_mean(reporting, "model_age", about, day, asked->population, kMeanYears, {step->age, 1});
  }
  return {};
}

Result<void> promotion_rates(Reporting& reporting) {
  auto asked = reporting.asked_on(reporting.query().as_of, false);
  if (!asked) return std::unexpected(asked.error());
  const auto years = reporting.years();
  std::vector<Day> days;
  for (const Reporting::Year& year : years) days.push_back(year.first);
  Promotions seen(reporting, asked->filter);
  if (auto r = see(reporting, seen, days); !r) return r;
  for (std::size_t i = 0; i < years.size(); ++i) {
    for (const auto& [sex, staff] : seen.staff[i]) {
      const About about = with_sex({{"fiscal_year", std::int64_t{years[i].fiscal_year}}}, sex);
      const auto put = [&](std::string_view figure) -> ReportRow& {
        ReportRow& row = reporting.add(std::string(figure), about, years[i].until, asked->population);
        row.numerator = seen.promoted[i][sex].of;
        row.partial = years[i].is_partial();
        return row;
      };
      const auto note_promotions = [&](ReportRow& row) {
        return note_events(reporting, row, EventType::Promoted, years[i].first, years[i].until, conditions_of(about));
      };
      if (auto r = note_promotions(put("promoted")); !r) return r;
      ReportRow& rate = put("rate");
      rate.scale = kPercent;
      rate.denominator = staff.of;
      if (auto r = note_promotions(rate); !r) return r;
      auto there = reporting.asked_on(reporting.query().as_of, false);
      if (auto r = note_heads(reporting, rate, std::move(there), years[i].first, conditions_of(about)); !r) return r;
    }
  }
  return {};
}

Result<void> average_service(Reporting& reporting) {
  const Day day = reporting.query().as_of;
  auto asked = reporting.asked_on(day, false);
  if (!asked) return std::unexpected(asked.error());
  ServiceYears years(reporting, asked->filter);
  if (auto r = see(reporting, years, std::span(&day, 1)); !r) return r;
  for (const auto& [sex, mean] : years.means) {
    put_mean(reporting, "mean_service", with_sex({}, sex), day, asked->population, kMeanYears, mean);
    Conditions conditions = conditions_of(with_sex({}, sex));
    conditions.emplace_back("employment=regular");
    ReportRow& row = reporting.rows().back();
    if (auto r = note_heads(reporting, row, reporting.asked_on(day, false), day, conditions); !r) return r;
  }
  return {};
}

Result<void> rotation(Reporting& reporting) {
  auto asked = asked_of_path(reporting);
  if (!asked) return std::unexpected(asked.error());
  const Career* career = career_of(reporting.policy_on(reporting.query().as_of));
  const int first_years = career != nullptr && career->rotation_years > 0 ? career->rotation_years : kRotationYears;
  Rotations rotations(reporting, asked->filter, first_years);
  if (auto r = see(reporting, rotations, {}); !r) return r;
  const auto years = reporting.years();
  for (std::size_t i = 0; i < years.size(); ++i) {
    const About about = {{"fiscal_year", std::int64_t{years[i].fiscal_year}},
                         {"first_years", std::int64_t{first_years}}};
    put_mean(reporting, "units", about, years[i].until, asked->population, kMeanUnits, rotations.means[i][""]);
    ReportRow& row = reporting.rows().back();
    for (const Evidence& e : rotations.evidence[i]) reporting.note(row, e.seq, e.effective, e.why);
  }
  return {};
}

Result<void> career_stages(Reporting& reporting) {
  const Day day = reporting.query().as_of;
  auto asked = asked_of_path(reporting);
  if (!asked) return std::unexpected(asked.error());
  const auto counts = reporting.count_heads(*asked, day, {Attribute::rank, Attribute::track});
  if (!counts) return std::unexpected(counts.error());
  const Career* career = career_of(reporting.policy_on(day));
  const auto stage_of = [&](const std::string& rank) {
    if (career == nullptr) return std::string(kNobodys);
    const auto step = std::ranges::find(career->steps, rank, &CareerStep::rank);
    return step == career->steps.end() ? std::string(kNobodys) : step->stage;
  };
  struct Stage {
    std::int64_t persons = 0;
    std::string ranks;
  };
  std::map<std::pair<std::string, std::string>, Stage> staff;
  for (const CountRow& row : counts->rows) {
    Stage& stage = staff[{stage_of(to_text(row.key[0])), to_text(row.key[1])}];
    stage.persons += row.count;
    stage.ranks += (stage.ranks.empty() ? "rank=" : ",") + to_text(row.key[0]);
  }
  for (const auto& [key, stage] : staff) {
    ReportRow& row = reporting.add("staff", {{"stage", key.first}, {"track", key.second}}, day, asked->population);
    row.numerator = stage.persons;
    const Conditions conditions = {stage.ranks, "track=" + key.second};
    if (auto r = note_heads(reporting, row, asked_of_path(reporting), day, conditions); !r) return r;
  }
  return {};
}

}  // namespace rireki
