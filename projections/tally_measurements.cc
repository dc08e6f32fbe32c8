#include "projections/tally_measurements.h"

#include <algorithm>

namespace rireki {

namespace {

/// A unit, all above it, and its authority, which a unit without one has as persons in it do: "unknown".
TallyFilter::Fields fields_of_unit(const Units& units, const std::string& code, Day day) {
  TallyFilter::Fields fields;
  for (const auto& [other, spans] : units.all()) {
    if (units.is_within(code, other, day)) fields.emplace("unit", other);
  }
  const std::string_view authority = units.authority(code, day);
  fields.emplace("authority", authority.empty() ? "unknown" : std::string(authority));
  return fields;
}

}  // namespace

void TallyMeasurement::take(const Tally& tally, std::int64_t numerator, std::int64_t denominator,
                            const std::vector<std::string>& misses) {
  if (misses.empty()) {
    found_ = true;
    numerator_ += numerator;
    denominator_ += denominator;
    note(tally.seq, tally.effective,
         is_rate() ? std::to_string(numerator) + " of " + std::to_string(denominator) : std::to_string(numerator));
  } else if (misses.size() == 1 && span_.explains) {
    evidence_.push_back(
        {tally.seq, tally.effective, "near miss, kept out because this does not hold: " + misses.front(), true});
  }
}

Result<void> ExamTakers::tallied(const Tallies& tallies) {
  for (const Tally& t : tallies) {
    const auto* round = std::get_if<ExamRoundHeld>(&t.data.value);
    if (round == nullptr || !is_of_year(t, round->fiscal_year)) continue;
    take(t, round->takers, 0, filter_.misses({{"recruiter", round->recruiter}, {"category", round->category}}));
  }
  return {};
}

Result<void> SurveyShare::tallied(const Tallies& tallies) {
  const std::string group = indicator_.group.empty() ? "all" : indicator_.group;
  for (const Tally& t : tallies) {
    const auto* survey = std::get_if<SurveyTallied>(&t.data.value);
    if (survey == nullptr || !span_.contains(t.effective)) continue;
    if (!indicator_.survey.empty() && !is_wanted(survey->survey, indicator_.survey)) continue;
    if (!is_wanted(survey->question, indicator_.question)) continue;
    std::vector<std::string> misses;
    if (!is_wanted(survey->group, group)) misses.push_back("group=" + group);
    take(t, survey->positive, survey->answered, misses);
  }
  return {};
}

Result<void> TrainingScore::tallied(const Tallies& tallies) {
  const auto scores_of = [&](const Tally& t) {
    const auto* scores = std::get_if<TrainingSurveyTallied>(&t.data.value);
    return scores != nullptr && is_of_year(t, scores->fiscal_year) ? scores : nullptr;
  };
  const bool has_whole = filter_.is_empty() && std::ranges::any_of(tallies, [&](const Tally& t) {
                           const auto* scores = scores_of(t);
                           return scores != nullptr && !scores->course;
                         });
  for (const Tally& t : tallies) {
    const auto* scores = scores_of(t);
    if (scores == nullptr) continue;
    TallyFilter::Fields fields;
    if (scores->course) fields.emplace("course", *scores->course);
    auto misses = filter_.misses(fields);
    if (!filter_.is_empty() && !scores->course) misses = {"of one course"};
    if (has_whole && scores->course) misses.emplace_back("the tally of all courses stands for this one");
    take(t, scores->score_sum, scores->answers, misses);
  }
  return {};
}

Result<void> StressShare::tallied(const Tallies& tallies) {
  std::vector<std::pair<const Tally*, const StressCheckTallied*>> of_year;
  for (const Tally& t : tallies) {
    const auto* check = std::get_if<StressCheckTallied>(&t.data.value);
    if (check != nullptr && is_of_year(t, check->fiscal_year)) of_year.emplace_back(&t, check);
  }
  const bool has_whole = std::ranges::any_of(of_year, [](const auto& p) { return !p.second->unit; });
  const bool has_units = std::ranges::any_of(of_year, [](const auto& p) { return p.second->unit.has_value(); });
  const bool uses_whole = has_whole && (filter_.is_empty() || !has_units);
  const Units& units = span_.world.units;
  const auto misses_of = [&](const Tally& t, const StressCheckTallied& check) {
    return filter_.misses(fields_of_unit(units, check.unit->text, t.effective));
  };
  for (const auto& [t, check] : of_year) {
    std::vector<std::string> misses;
    if (uses_whole != !check->unit) misses.emplace_back(uses_whole ? "no unit" : "of a unit");
    if (check->unit && !uses_whole) {
      misses = misses_of(*t, *check);
      const bool is_inside = std::ranges::any_of(of_year, [&, day = t->effective, &mine = *check](const auto& other) {
        return other.second->unit && other.second->unit->text != mine.unit->text &&
               units.is_within(mine.unit->text, other.second->unit->text, day) &&
               misses_of(*other.first, *other.second).empty();
      });
      if (is_inside) misses.emplace_back("not inside a unit that is counted too");
    }
    take(*t, check->high_stress, check->examinees, misses);
  }
  return {};
}

}  // namespace rireki
