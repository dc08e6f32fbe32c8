#include "projections/reports/stress_groups.h"

#include <algorithm>
#include <map>
#include <set>

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

/// A tallied unit, and where it stands among the others.
struct TalliedUnit {
  StressGroup group;
  std::string authority;
  bool is_top = true;               // no tallied unit is around it
  std::vector<std::size_t> inside;  // those to which it is the nearest tallied unit around
  bool is_shown = false;            // on its own
  [[nodiscard]] Day day() const { return group.records.front().second; }  // its units are those of that day
};

/// Top units of one authority that count as one: each alone, or several merged.
struct StressCell {
  StressGroup sum;
  std::vector<std::size_t> members;
};

class StressRows {
 public:
  StressRows(Reporting& reporting, const Reporting::Year& year, std::vector<StressGroup> groups)
      : reporting_(reporting), year_(year) {
    const Policy* policy = reporting.policy_on(year.last);
    minimum_ = policy == nullptr ? Policy{}.min_group : policy->min_group;
    for (StressGroup& group : groups) {
      if (!group.unit.empty()) units_.push_back({.group = std::move(group), .authority = {}, .inside = {}});
    }
    for (std::size_t i = 0; i < units_.size(); ++i) place(i);
    std::map<std::string, std::vector<StressCell>> by_authority;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (units_[i].is_top) by_authority[units_[i].authority].push_back({units_[i].group, {i}});
    }
    for (auto& [authority, cells] : by_authority) {
      merge_small(cells);
      std::ranges::sort(cells, {}, [](const StressCell& cell) { return cell.sum.unit; });
      for (const StressCell& cell : cells) show_inside(cell);
    }
    by_authority_ = std::move(by_authority);
  }

  Result<void> put_all(const Tallies& tallies) {
    for (const TalliedUnit& unit : units_) {
      if (unit.is_shown) put(unit.group, {{"authority", unit.authority}, {"group", unit.group.unit}});
    }
    for (const auto& [authority, cells] : by_authority_) put_authority(authority, cells);
    put_withheld();
    return put_population(tallies);
  }

 private:
  [[nodiscard]] bool is_enough(std::int64_t examinees) const { return examinees >= minimum_; }

  /// Its authority, and the nearest tallied unit around it. Of two units that have changed places between their tallies
  /// neither is around the other.
  void place(std::size_t at) {
    const Units& units = reporting_.knowledge().organisation.units;
    TalliedUnit& own = units_[at];
    const Day day = own.day();
    own.authority = units.authority(own.group.unit, day);
    if (own.authority.empty()) own.authority = "unknown";
    const auto is_around = [&](const TalliedUnit& other) {
      return other.group.unit != own.group.unit && units.is_within(own.group.unit, other.group.unit, day) &&
             !units.is_within(other.group.unit, own.group.unit, other.day());
    };
    std::optional<std::size_t> nearest;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (!is_around(units_[i])) continue;
      if (!nearest || units.is_within(units_[i].group.unit, units_[*nearest].group.unit, day)) nearest = i;
    }
    own.is_top = !nearest;
    if (nearest) units_[*nearest].inside.push_back(at);
  }

  /// Puts cells that are too small together, with the smallest others if they have to.
  void merge_small(std::vector<StressCell>& cells) const {
    std::ranges::stable_sort(cells, {}, [](const StressCell& cell) { return cell.sum.examinees; });
    if (is_enough(cells.front().sum.examinees)) return;
    StressCell merged;
    merged.sum.unit = kMerged;
    std::size_t taken = 0;
    while (taken < cells.size() && (!is_enough(merged.sum.examinees) || !is_enough(cells[taken].sum.examinees))) {
      merge_into(merged.sum, cells[taken].sum);
      merged.members.push_back(cells[taken++].members.front());
    }
    cells.erase(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(taken));
    cells.push_back(std::move(merged));
  }

  /// Which groups are shown inside one that is: as many of the largest as leave nothing or enough of it, for what they
  /// leave is a group as well, and is what the hidden ones are part of.
  void show_inside(const StressCell& whole) {
    std::int64_t rest = whole.sum.examinees;
    std::vector<std::size_t> shown;
    for (const std::size_t member : whole.members) {
      for (const std::size_t i : units_[member].inside) {
        if (!is_enough(units_[i].group.examinees)) continue;
        shown.push_back(i);
        rest -= units_[i].group.examinees;
      }
    }
    std::ranges::stable_sort(shown, std::greater<>(), [&](std::size_t i) { return units_[i].group.examinees; });
    for (; !shown.empty() && rest != 0 && !is_enough(rest); shown.pop_back()) {
      rest += units_[shown.back()].group.examinees;
    }
    for (const std::size_t i : shown) {
      units_[i].is_shown = true;
      show_inside({units_[i].group, {i}});
    }
  }

  void put(const StressGroup& group, About about, const PopulationOf& population = {}) {
    about.insert(about.begin(), {"fiscal_year", std::int64_t{year_.fiscal_year}});
    ReportRow& row = reporting_.add("high_stress_share", std::move(about), year_.until, population);
    row.scale = kPercent;
    row.numerator = group.high_stress;
    row.denominator = group.examinees;
    row.partial = year_.is_partial();
    for (const auto& [seq, day] : group.records) reporting_.note(row, seq, day, "a tally of the group");
  }

  void put_authority(const std::string& authority, const std::vector<StressCell>& cells) {
    StressGroup sum;
    for (const StressCell& cell : cells) {
      merge_into(sum, cell.sum);
      const bool is_shown = is_enough(cell.sum.examinees);
      if (is_shown) put(cell.sum, {{"authority", authority}, {"group", cell.sum.unit}});
      if (!is_shown) ++withheld_;
    }
    if (is_enough(sum.examinees)) put(sum, {{"authority", authority}});
  }

  void put_withheld() {
    if (withheld_ == 0) return;
    ReportRow& row =
        reporting_.add("withheld_groups", {{"fiscal_year", std::int64_t{year_.fiscal_year}}}, year_.until, {});
    row.scale = {"groups", 1, 0};
    row.numerator = withheld_;
    row.partial = year_.is_partial();
  }

  /// The Policy's population, as the scorecard takes it; unless it would give away what is hidden.
  Result<void> put_population(const Tallies& tallies) {
    static const Policy kNone;
    const Policy* policy = reporting_.policy_on(year_.last);
    if (policy == nullptr) policy = &kNone;
    Indicator indicator;
    indicator.id = kPopulation;
    indicator.kind = "stress_share";
    if (policy->find_population(kPopulation) != nullptr) indicator.population = kPopulation;
    YearSpan span = reporting_.span_of(year_);
    span.explains = true;  // which tallies it counts
    auto measurement = measurement_of(indicator, *policy, span);
    if (!measurement) return std::unexpected(measurement.error());
    if (auto r = (*measurement)->tallied(tallies); !r) return r;
    if (!(*measurement)->has_data() || !is_enough((*measurement)->denominator())) return {};
    StressGroup all;
    all.examinees = (*measurement)->denominator();
    all.high_stress = (*measurement)->numerator();
    for (const Evidence& e : (*measurement)->evidence()) {
      if (!e.near) all.records.emplace_back(e.seq, e.effective);
    }
    if (!gives_away_a_group(all)) put(all, {}, [&](const Policy&) { return std::string_view(indicator.population); });
    return {};
  }

  /// Whether something follows from a population beside what is shown: what remains of it is too small, or it cuts a
  /// group that is shown as one.
  [[nodiscard]] bool gives_away_a_group(const StressGroup& population) const {
    std::set<Seq> counted;
    for (const auto& [seq, day] : population.records) counted.insert(seq);
    const auto is_counted = [&](std::size_t i) { return counted.contains(units_[i].group.records.front().first); };
    const auto has_units = [&](const TalliedUnit& unit) { return counted.contains(unit.group.records.front().first); };
    const bool is_whole = std::ranges::none_of(units_, has_units);  // the tally of no unit
    std::int64_t rest = population.examinees;
    for (const auto& [authority, cells] : by_authority_) {
      for (const StressCell& cell : cells) {
        const auto members = std::ranges::count_if(cell.members, is_counted);
        if (!is_enough(cell.sum.examinees) || (members == 0 && !is_whole)) continue;
        if (!is_whole && members < std::ssize(cell.members)) return true;
        rest -= cell.sum.examinees;
      }
    }
    for (const TalliedUnit& unit : units_) {
      if (unit.is_top || !has_units(unit)) continue;
      if (!unit.is_shown) return true;
      rest -= unit.group.examinees;
    }
    return rest > 0 && !is_enough(rest);
  }

  Reporting& reporting_;
  const Reporting::Year& year_;
  int minimum_ = 0;
  std::vector<TalliedUnit> units_;
  std::map<std::string, std::vector<StressCell>> by_authority_;
  std::int64_t withheld_ = 0;  // groups
};

}  // namespace

StressGroup stress_group(const Tally& tally, const StressCheckTallied& check) {
  return {.unit = check.unit ? check.unit->text : "",
          .examinees = check.examinees,
          .high_stress = check.high_stress,
          .records = {{tally.seq, tally.effective}}};
}

Result<void> add_stress_groups(Reporting& reporting, const Reporting::Year& year, std::vector<StressGroup> groups,
                               const Tallies& tallies) {
  return StressRows(reporting, year, std::move(groups)).put_all(tallies);
}

}  // namespace rireki
