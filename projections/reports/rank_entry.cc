#include <algorithm>
#include <map>
#include <set>

#include "projections/reports/career_path.h"
#include "projections/reports/career_reports.h"

namespace rireki {

namespace {

/// First entries into ranks.
class RankEntries final : public PeopleFold {
 public:
  using PeopleFold::PeopleFold;

  [[nodiscard]] bool wants(EventType type) const override {
    return type == EventType::Hired || type == EventType::Promoted;
  }
  void happened(const Happening& h) override {
    if (!h.state->employment) return;
    const std::string rank(h.state->employment->rank);
    const bool is_first = entered_.insert(rank).second;
    if (!is_first || years_.empty()) return;
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
  void begin_person() override { entered_.clear(); }

 private:
  static Mean at(const std::map<std::string, Mean>& means, const std::string& rank) {
    const auto found = means.find(rank);
    return found == means.end() ? Mean{} : found->second;
  }

  std::set<std::string> entered_;
  std::map<std::string, Mean> service_;
  std::map<std::string, Mean> age_;
  std::map<std::string, std::vector<Evidence>> evidence_;
};

}  // namespace

Result<void> rank_entry(Reporting& reporting) {
  auto asked = asked_of_path(reporting);
  if (!asked) return std::unexpected(asked.error());
  RankEntries entries(reporting, asked->filter);
  if (auto r = see_all(reporting, entries, {}); !r) return r;
  const Day day = reporting.query().as_of;
  const Policy* policy = reporting.policy_on(day);
  if (policy == nullptr) return {};
  const Career* career = career_of(policy);
  for (const Rank& rank : policy->ranks) {
    const About of_rank = {{"rank", text_value(rank.id)}};
    About about = reporting.period();
    about.insert(about.end(), of_rank.begin(), of_rank.end());
    const std::size_t before = reporting.rows().size();
    reporting.add("entries", about, day, asked->population).numerator = entries.service(rank.id).of;
    put_mean(reporting, "mean_years", about, day, asked->population, kMeanYears, entries.service(rank.id));
    put_mean(reporting, "mean_age", about, day, asked->population, kMeanYears, entries.age(rank.id));
    for (ReportRow& row : std::span(reporting.rows()).subspan(before)) {
      row.partial = reporting.is_period_partial();
      entries.note(reporting, row, rank.id);
    }
    if (career == nullptr) continue;
    const auto step = std::ranges::find(career->steps, rank.id, &CareerStep::rank);
    if (step == career->steps.end()) continue;
    put_mean(reporting, "model_years", of_rank, day, asked->population, kMeanYears, {step->years, 1});
    put_mean(reporting, "model_age", of_rank, day, asked->population, kMeanYears, {step->age, 1});
  }
  return {};
}

}  // namespace rireki
