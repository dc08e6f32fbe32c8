#include "projections/reports/career_reports.h"

#include <algorithm>
#include <map>

#include "events/types/text.h"
#include "projections/reports/career_path.h"
#include "projections/reports/people_fold.h"
#include "projections/reports/row_evidence.h"

namespace rireki {

namespace {

constexpr std::string_view kNobodys = "none";

std::string sex_of(const PersonRow& row) {
  return row.personal.sex ? std::string(to_text(*row.personal.sex)) : "unknown";
}

/// By sex, "" being all.
using MeansBySex = std::map<std::string, Mean>;

void add_to(MeansBySex& means, const PersonRow& row, std::int64_t value) {
  means[""].add(value);
  means[sex_of(row)].add(value);
}

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

About with_sex(About about, const std::string& sex) {
  if (!sex.empty()) about.emplace_back("sex", sex);
  return about;
}

/// "promoted" and "rate" of one sex, "" being all.
Result<void> add_promotions(Reporting& reporting, const Reporting::Year& year, const std::string& sex,
                            std::int64_t promoted, std::int64_t opening, const Reporting::Asked& asked) {
  const About about = with_sex({{"fiscal_year", std::int64_t{year.fiscal_year}}}, sex);
  const Conditions conditions = conditions_of(about);
  const auto put = [&](std::string_view figure) -> ReportRow& {
    ReportRow& row = reporting.add(std::string(figure), about, year.until, asked.population);
    row.numerator = promoted;
    row.partial = year.is_partial();
    return row;
  };
  const auto note_promotions = [&](ReportRow& row) {
    return note_events(reporting, row, EventType::Promoted, year.first, year.until, conditions);
  };
  if (auto r = note_promotions(put("promoted")); !r) return r;
  ReportRow& rate = put("rate");
  rate.scale = kPercent;
  rate.denominator = opening;
  if (auto r = note_promotions(rate); !r) return r;
  auto there = reporting.asked(false);
  return note_heads(reporting, rate, std::move(there), year.first, conditions);
}

}  // namespace

Result<void> promotion_rates(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto years = reporting.years();
  std::vector<Day> days;
  for (const Reporting::Year& year : years) days.push_back(year.first);
  Promotions seen(reporting, asked->filter);
  if (auto r = see_all(reporting, seen, days); !r) return r;
  for (std::size_t i = 0; i < years.size(); ++i) {
    MeansBySex staff = seen.staff[i];
    staff.try_emplace("");
    for (const auto& [sex, promoted] : seen.promoted[i]) staff.try_emplace(sex);  // nobody of them on the first day
    for (const auto& [sex, opening] : staff) {
      if (auto r = add_promotions(reporting, years[i], sex, seen.promoted[i][sex].of, opening.of, *asked); !r) return r;
    }
  }
  return {};
}

Result<void> average_service(Reporting& reporting) {
  const Day day = reporting.query().as_of;
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  ServiceYears years(reporting, asked->filter);
  if (auto r = see_all(reporting, years, std::span(&day, 1)); !r) return r;
  for (const auto& [sex, mean] : years.means) {
    const About about = with_sex({{"employment", text_value(to_text(EmploymentKind::regular))}}, sex);
    put_mean(reporting, "mean_service", about, day, asked->population, kMeanYears, mean);
    ReportRow& row = reporting.rows().back();
    if (auto r = note_heads(reporting, row, reporting.asked(false), day, conditions_of(about)); !r) return r;
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
