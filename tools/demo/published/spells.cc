#include "tools/demo/published/spells.h"

#include <algorithm>
#include <cassert>
#include <functional>

#include "tools/demo/published/targets.h"

namespace rireki::demo::published {

namespace {

constexpr Day kSurveyed = from_civil({kCensus, 7, 1});

struct Span {
  Day first;
  Day back;
};

bool covers(const Spell& spell, Day day) { return spell.first <= day && spell.back && day < *spell.back; }

bool serves_anyhow(const Career& c, Day day) {
  if (serves(c, day)) return true;
  return c.reappointment && april_first(c.reappointment->first_year) <= day &&
         day <= end_of(c.reappointment->last_year);
}

class Planner {
 public:
  Planner(Random& random, std::vector<Career>& all) : random_(random), all_(all) {}

  Aways plan() {
    for (const YearTargets& year : year_targets()) plan_year(year);
    plan_secondments();
    plan_childcare();
    for (auto& [number, spells] : aways_.spells) std::ranges::sort(spells, {}, &Spell::first);
    return std::move(aways_);
  }

 private:
  using Wanted = std::function<bool(const Career&)>;

  /// Regular staff, serving from long before until long after, for whom nothing else is planned.
  Career& pick(Span span, const Wanted& wanted) {
    const auto count = static_cast<int>(all_.size());
    for (int i = random_.below(count), tries = 0; tries < count; ++tries, i = (i + 1) % count) {
      Career& c = all_[static_cast<std::size_t>(i)];
      const bool is_there = serves(c, span.first - 100) && serves(c, span.back + 100);
      if (c.kind != EmploymentKind::regular || c.is_spoken_for || !is_there || !c.post.empty() || !wanted(c)) continue;
      c.is_spoken_for = true;
      return c;
    }
    assert(false && "nobody fits");
    return all_.front();
  }

  void add(const Career& career, const Spell& spell) { aways_.spells[career.number].push_back(spell); }

  static bool is_outside_hospital(const Career& c) { return c.authority != "hospital"; }

  Span span_from(Day first, int shortest, int longest) { return {first, first + random_.between(shortest, longest)}; }

  /// Within one fiscal year; in the year of the survey only a few are away on its day.
  Span span_within(int year, int i) {
    constexpr int kAwayOnTheDay = 3;
    if (year != kCensus) return span_from(april_first(year) + random_.between(9, 240), 35, 100);
    if (i < kAwayOnTheDay)
      return {from_civil({year, 5, 20}) + random_.below(25), from_civil({year, 8, 1}) + random_.below(30)};
    return span_from(kSurveyed + random_.between(5, 150), 35, 100);
  }

  /// From the year before over into `year`; some of them are still away on the day of the survey.
  Span span_over(int year, int i) {
    constexpr int kAwayOnTheDay = 3;
    const Day first = from_civil({year - 1, 11, 1}) + random_.below(100);
    if (i < kAwayOnTheDay) return {first, from_civil({year, 9, 1}) + random_.below(40)};
    return {first, from_civil({year, 4, 20}) + random_.below(55)};
  }

  void mental(Span span) { add(pick(span, is_outside_hospital), {.first = span.first, .back = span.back}); }

  void plan_year(const YearTargets& year) {
    for (int i = 0; i < year.mental_carried_over; ++i) mental(span_over(year.fiscal_year, i));
    const auto next = std::ranges::find(year_targets(), year.fiscal_year + 1, &YearTargets::fiscal_year);
    int left = year.mental_spells - year.mental_carried_over;
    if (next != year_targets().end()) left -= next->mental_carried_over;
    left -= leave_from_absence(year.fiscal_year) + relapse(year.fiscal_year);
    for (int i = 0; i < left; ++i) mental(span_within(year.fiscal_year, i));
    surround(year.fiscal_year);
  }

  /// One who does not come back; the spell counts.
  int leave_from_absence(int year) {
    constexpr int kDays = 70;
    for (Career& c : all_) {
      const bool fits = c.kind == EmploymentKind::regular && c.departure && c.departure->last_day == end_of(year) &&
                        c.departure->reason == "voluntary" && is_outside_hospital(c);
      if (!fits || c.hired >= year || aways_.spells.contains(c.number)) continue;
      add(c, {.first = c.departure->last_day - kDays, .back = {}});
      return 1;
    }
    return 0;
  }

  /// One who comes back and has to go again: two spells of one person.
  int relapse(int year) {
    const Day first = from_civil({year, 7, 20});
    const Day again = from_civil({year, 11, 5});
    Career& c = pick({first, again + 60}, is_outside_hospital);
    add(c, {.first = first, .back = first + 50});
    add(c, {.first = again, .back = again + 45});
    return 2;
  }

  Span decoy(int year, int shortest, int longest) {
    Span span = span_from(april_first(year) + random_.between(9, 240), shortest, longest);
    if (span.first <= kSurveyed && kSurveyed < span.back) span = {span.first + 110, span.back + 110};
    return span;
  }

  void surround(int year) {
    const auto at_hospital = [](const Career& c) { return c.authority == "hospital"; };
    for (int i = 0; i < 5; ++i) mental(decoy(year, 8, 24));
    for (int i = 0; i < 6; ++i) {
      const Span span = decoy(year, 40, 90);
      add(pick(span, at_hospital), {.first = span.first, .back = span.back});
    }
    for (int i = 0; i < 8; ++i) {
      const Span span = decoy(year, 10, 90);
      const AbsenceCause cause = i % 3 == 0 ? AbsenceCause::injury : AbsenceCause::physical;
      add(pick(span, is_outside_hospital), {.cause = cause, .first = span.first, .back = span.back});
    }
  }

  void plan_secondments() {
    constexpr int kFirstYear = 2014;
    constexpr int kEach = 4;
    for (int year = kFirstYear; year <= kCensus - 1; year += 2) {
      const Span span{april_first(year), april_first(year + 2)};
      const auto fits = [&](const Career& c) {
        return c.family == "clerical" && is_outside_hospital(c) && c.hired >= year - 14 &&
               rank_on(c, span.back) != "chief";
      };
      for (int i = 0; i < kEach; ++i) aways_.secondments[pick(span, fits).number] = {span.first, span.back};
    }
  }

  void childcare(Span span) {
    const auto young = [&](const Career& c) {
      const int age = c.age + to_civil(span.first).year - c.hired;
      return age >= 24 && age <= 41 && c.family != "doctor" && c.family != "dentist";
    };
    add(pick(span, young),
        {.kind = AbsenceKind::childcare, .cause = AbsenceCause::none, .first = span.first, .back = span.back});
  }

  /// How many more must be away for the survey to have asked as many as it did.
  int missing_on_survey_day() const {
    int asked = 0;
    for (const Career& c : all_) {
      const bool on_terms = c.kind == EmploymentKind::fiscal_year || c.kind == EmploymentKind::fiscal_year_part;
      if (on_terms || c.kind == EmploymentKind::special_post || !serves_anyhow(c, kSurveyed)) continue;
      if (c.family == "doctor" || c.family == "dentist") continue;
      const auto secondment = aways_.secondments.find(c.number);
      if (secondment != aways_.secondments.end() && kSurveyed < secondment->second.back &&
          secondment->second.first <= kSurveyed)
        continue;
      const auto spells = aways_.spells.find(c.number);
      if (spells != aways_.spells.end() &&
          std::ranges::any_of(spells->second, [](const Spell& s) { return covers(s, kSurveyed); }))
        continue;
      ++asked;
    }
    return asked - kAskedRegular;
  }

  void plan_childcare() {
    constexpr int kSince = 2015;
    constexpr int kEach = 8;
    for (int year = kSince; year < kCensus - 1; ++year) {
      for (int i = 0; i < kEach; ++i) childcare(span_from(april_first(year) + random_.below(350), 60, 365));
    }
    const int missing = missing_on_survey_day();
    assert(missing >= 0);
    for (int i = 0; i < missing; ++i) {
      childcare({kSurveyed - random_.between(20, 200), kSurveyed + random_.between(20, 150)});
    }
  }

  Random& random_;
  std::vector<Career>& all_;
  Aways aways_;
};

}  // namespace

Aways plan_aways(Random& random, std::vector<Career>& all) { return Planner(random, all).plan(); }

}  // namespace rireki::demo::published
