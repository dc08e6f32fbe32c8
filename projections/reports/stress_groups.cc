#include "projections/reports/stress_groups.h"

#include <algorithm>
#include <map>

#include "projections/indicator_measurement.h"

namespace rireki {

namespace {

constexpr std::string_view kPopulation = "stress_check";
constexpr std::string_view kMerged = "merged";

void merge_into(StressGroup& to, const StressGroup& from) {
  to.examinees += from.examinees;
  to.high_stress += from.high_stress;
  to.records.insert(to.records.end(), from.records.begin(), from.records.end());
}

class StressRows {
 public:
  StressRows(Reporting& reporting, const Reporting::Year& year) : reporting_(reporting), year_(year) {
    const Policy* policy = reporting.policy_on(year.last);
    minimum_ = policy == nullptr ? Policy{}.min_group : policy->min_group;
  }

  [[nodiscard]] const Units& units() const { return reporting_.knowledge().organisation.units; }
  [[nodiscard]] bool is_enough(const StressGroup& group) const { return group.examinees >= minimum_; }

  /// The groups of one authority: those that are too small together, with the smallest others if they have to.
  void merge_small(std::vector<StressGroup>& groups) const {
    std::ranges::stable_sort(groups, {}, &StressGroup::examinees);
    if (groups.empty() || is_enough(groups.front())) return;
    StressGroup merged;
    merged.unit = kMerged;
    std::size_t taken = 0;
    while (taken < groups.size() && (!is_enough(merged) || !is_enough(groups[taken])))
      merge_into(merged, groups[taken++]);
    groups.erase(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(taken));
    groups.push_back(std::move(merged));
  }

  void put(const StressGroup& group, About about, const std::string& population = {}) {
    about.insert(about.begin(), {"fiscal_year", std::int64_t{year_.fiscal_year}});
    ReportRow& row = reporting_.add("high_stress_share", std::move(about), year_.until, population);
    row.scale = kPercent;
    row.numerator = group.high_stress;
    row.denominator = group.examinees;
    row.partial = year_.is_partial();
    for (const auto& [seq, day] : group.records) reporting_.note(row, seq, day, "a tally of the group");
  }

  void put_authority(const std::string& authority, std::vector<StressGroup> groups) {
    StressGroup sum;
    for (const StressGroup& group : groups) merge_into(sum, group);
    merge_small(groups);
    std::ranges::sort(groups, {}, &StressGroup::unit);
    for (const StressGroup& group : groups) {
      if (is_enough(group)) put(group, {{"authority", authority}, {"group", group.unit}});
      if (is_enough(group)) continue;
      ++withheld_;
      withheld_examinees_ += group.examinees;
    }
    if (is_enough(sum)) put(sum, {{"authority", authority}});
  }

  void put_withheld() {
    if (withheld_ == 0) return;
    ReportRow& row =
        reporting_.add("withheld_groups", {{"fiscal_year", std::int64_t{year_.fiscal_year}}}, year_.until, {});
    row.scale = {"groups", 1, 0};
    row.numerator = withheld_;
    row.partial = year_.is_partial();
  }

  /// The Policy's population, as the scorecard takes it; unless it would give away what was withheld.
  Result<void> put_population(const Tallies& tallies) {
    if (withheld_ > 0 && withheld_examinees_ < minimum_) return {};
    static const Policy kNone;
    const Policy* policy = reporting_.policy_on(year_.last);
    if (policy == nullptr) policy = &kNone;
    Indicator indicator;
    indicator.id = kPopulation;
    indicator.kind = "stress_share";
    if (policy->find_population(kPopulation) != nullptr) indicator.population = kPopulation;
    auto measurement = measurement_of(indicator, *policy, reporting_.span_of(year_));
    if (!measurement) return std::unexpected(measurement.error());
    if (auto r = (*measurement)->tallied(tallies); !r) return r;
    if (!(*measurement)->has_data() || (*measurement)->denominator() < minimum_) return {};
    StressGroup all;
    all.examinees = (*measurement)->denominator();
    all.high_stress = (*measurement)->numerator();
    for (const Evidence& e : (*measurement)->evidence()) {
      if (!e.near) all.records.emplace_back(e.seq, e.effective);
    }
    put(all, {}, indicator.population);
    return {};
  }

 private:
  Reporting& reporting_;
  const Reporting::Year& year_;
  int minimum_ = 0;
  std::int64_t withheld_ = 0;  // groups
  std::int64_t withheld_examinees_ = 0;
};

/// Units are those of the tally's own day.
Day day_of(const StressGroup& tallied) { return tallied.records.front().second; }

}  // namespace

StressGroup stress_group(const Tally& tally, const StressCheckTallied& check) {
  return {.unit = check.unit ? check.unit->text : "",
          .examinees = check.examinees,
          .high_stress = check.high_stress,
          .records = {{tally.seq, tally.effective}}};
}

Result<void> add_stress_groups(Reporting& reporting, const Reporting::Year& year, std::vector<StressGroup> groups,
                               const Tallies& tallies) {
  StressRows rows(reporting, year);
  std::erase_if(groups, [](const StressGroup& group) { return group.unit.empty(); });
  const auto around = [&](const StressGroup& group) -> const StressGroup* {
    const auto found = std::ranges::find_if(groups, [&](const StressGroup& other) {
      return other.unit != group.unit && rows.units().is_within(group.unit, other.unit, day_of(group));
    });
    return found == groups.end() ? nullptr : &*found;
  };
  std::map<const StressGroup*, std::int64_t> inside;
  for (const StressGroup& group : groups) inside[around(group)] += group.examinees;
  // What the groups inside leave of the one around them is a group as well.
  const auto leaves_enough = [&](const StressGroup& whole) {
    const std::int64_t rest = whole.examinees - inside[&whole];
    return rest == 0 || rows.is_enough({.unit = {}, .examinees = rest, .high_stress = 0, .records = {}});
  };
  std::map<std::string, std::vector<StressGroup>> by_authority;
  for (const StressGroup& group : groups) {
    const std::string authority(rows.units().authority(group.unit, day_of(group)));
    const StressGroup* whole = around(group);
    if (whole == nullptr) {
      by_authority[authority].push_back(group);
    } else if (rows.is_enough(group) && leaves_enough(*whole)) {
      rows.put(group, {{"authority", authority}, {"group", group.unit}});
    }
  }
  for (auto& [authority, own] : by_authority) rows.put_authority(authority, std::move(own));
  rows.put_withheld();
  return rows.put_population(tallies);
}

}  // namespace rireki
