#include "tools/demo/published/plan.h"

#include <algorithm>
#include <cassert>
#include <functional>

#include "tools/demo/published/targets.h"

namespace rireki::demo::published {

namespace {

constexpr int kShowcaseNumber = 7;  // kDemoPerson

using Wanted = std::function<bool(const Career&)>;

int age_at_end(const Career& career, int fiscal_year) { return career.age + fiscal_year + 1 - career.hired; }

bool is_ordinary(const Career& c) {
  return c.kind == EmploymentKind::regular && !c.is_spoken_for && !c.departure && c.post.empty() &&
         c.hired <= kCensus && serves(c, april_first(kCensus));
}

/// Somebody who serves on the day of the census and is wanted; the plan for them is the caller's.
Career& pick(Random& random, std::vector<Career>& all, const Wanted& wanted) {
  const auto at = [&](std::size_t i) -> Career& { return all[i % all.size()]; };
  const auto first = static_cast<std::size_t>(random.below(static_cast<int>(all.size())));
  for (std::size_t i = first; i < first + all.size(); ++i) {
    if (is_ordinary(at(i)) && wanted(at(i))) {
      at(i).is_spoken_for = true;
      return at(i);
    }
  }
  assert(false && "nobody fits");
  return all.front();
}

void leave(Career& career, Day last_day, std::string_view reason) {
  career.departure = Departure{last_day, reason};
  std::erase_if(career.steps, [&](const Step& step) { return april_first(step.year) > last_day; });
}

/// In the last year nobody but two leaves before the survey of 1 July.
Day pick_late_day(Random& random) {
  Day day = pick_last_day(random, kLastYear);
  while (day < from_civil({kLastYear, 7, 31})) day = pick_last_day(random, kLastYear);
  return day;
}

void leave_late(Random& random, Career& career) { leave(career, pick_late_day(random), "voluntary"); }

void leave_in_last_year(Random& random, std::vector<Career>& all) {
  constexpr int kDoctors = 12;
  constexpr int kNurses = 14;
  constexpr int kOlder = 14;
  const auto nurses = [](const Career& c) { return is_medical(c) && age_at_end(c, kLastYear) <= 45; };
  for (const int month : {5, 6}) {
    leave(pick(random, all, nurses), from_civil({kLastYear, month, 30}), "voluntary");
  }
  for (int i = 0; i < kNurses; ++i) leave_late(random, pick(random, all, nurses));
  for (int i = 0; i < kDoctors; ++i) {
    leave(pick(random, all, [](const Career& c) { return c.family == "doctor"; }), end_of(kLastYear), "transfer_out");
  }
  for (int i = 0; i < kOlder; ++i) {
    const auto older = [](const Career& c) { return age_at_end(c, kLastYear) >= 46 && c.family != "doctor"; };
    leave_late(random, pick(random, all, older));
  }
}

void leave_young_in_last_year(Random& random, std::vector<Career>& all) {
  for (std::size_t i = 0; i < kAuthorities.size(); ++i) {
    const auto young = [&](const Career& c) {
      return c.authority == kAuthorities[i] && !is_medical(c) && c.family != "doctor" && c.family != "dentist" &&
             age_at_end(c, kLastYear) <= 39 && c.hired < kCensus;
    };
    for (int n = young_leavers().back().by_authority[i]; n > 0; --n) {
      leave_late(random, pick(random, all, young));
    }
  }
}

/// The longest re-appointed go.
void end_reappointments(std::vector<Career>& all) {
  std::vector<Career*> serving;
  for (Career& c : all) {
    const bool goes_on = c.kind == EmploymentKind::reappointed
                             ? c.last_term > kLastYear
                             : c.reappointment && c.reappointment->last_year > kLastYear;
    if (goes_on) serving.push_back(&c);
  }
  const auto since = [](const Career* c) {
    return std::pair(c->reappointment ? c->reappointment->first_year : c->hired, c);
  };
  std::ranges::sort(serving, {}, since);
  for (int i = 0; i < headcounts().back().reappointed_left; ++i) {
    Career& c = *serving[static_cast<std::size_t>(i)];
    (c.reappointment ? c.reappointment->last_year : c.last_term) = kLastYear;
  }
}

}  // namespace

Day pick_last_day(Random& random, int fiscal_year) {
  if (random.chance(600)) return end_of(fiscal_year);
  const CivilDate first = to_civil(april_first(fiscal_year));
  return from_civil({first.year, first.month + 1 + random.below(8), 1}) - 1;
}

void plan_last_year(Random& random, Paths& paths, std::vector<Career>& all) {
  constexpr int kJoiners = 55;
  leave_young_in_last_year(random, all);
  leave_in_last_year(random, all);
  end_reappointments(all);
  for (int i = 0; i < kJoiners; ++i) {
    const std::string_view family = i % 5 == 0 ? "nurse" : i % 5 == 1 ? "doctor" : i % 5 == 2 ? "engineer" : "clerical";
    const int age = family == "doctor" ? random.between(28, 44) : paths.joining_age(false);
    all.push_back(make_usual(random, family, kLastYear + 1, age));
  }
}

std::vector<Career> plan_on_terms(Random& random) {
  constexpr int kSince = 2020;
  constexpr std::array<int, 5> kEnding = {130, 120, 116, 100, 0};  // with the fiscal years 2020 … 2023
  constexpr std::array<std::string_view, 5> kFamilies = {"clerical", "nursery_teacher", "nurse", "manual",
                                                         "public_health_nurse"};
  constexpr std::array<int, 5> kShares = {58, 20, 10, 10, 2};
  std::vector<Career> all;
  int open = 0;
  for (int year = kSince; year <= kLastYear + 1; ++year) {
    for (; open < kAskedOnTerms; ++open) {
      const std::string_view family = kFamilies[random.weighted(kShares)];
      Career career = make_usual(random, family, year, random.between(19, 61));
      career.kind = random.chance(800) ? EmploymentKind::fiscal_year_part : EmploymentKind::fiscal_year;
      career.last_term = kLastYear + 1;
      all.push_back(std::move(career));
    }
    std::vector<Career*> serving;
    for (Career& c : all) {
      if (c.last_term > year) serving.push_back(&c);
    }
    shuffle(random, serving);
    for (int i = 0; i < kEnding[static_cast<std::size_t>(year - kSince)]; ++i, --open) {
      serving[static_cast<std::size_t>(i)]->last_term = year;
    }
  }
  return all;
}

std::vector<Career> plan_city(Random& random) {
  Paths paths(random);
  std::vector<Career> all = plan_census(random, paths);
  std::vector<Career> left = plan_leavers(random, paths, all);
  all.insert(all.end(), std::make_move_iterator(left.begin()), std::make_move_iterator(left.end()));
  plan_last_year(random, paths, all);
  std::vector<Career> on_terms = plan_on_terms(random);
  all.insert(all.end(), std::make_move_iterator(on_terms.begin()), std::make_move_iterator(on_terms.end()));
  int number = 0;
  for (Career& career : all) career.number = ++number;
  std::ranges::sort(all, {}, [](const Career& c) { return std::pair(c.hired, c.number); });
  number = 0;
  for (Career& career : all) {
    if (career.is_showcase) continue;
    if (++number == kShowcaseNumber) ++number;
    career.number = number;
  }
  std::ranges::find(all, true, &Career::is_showcase)->number = kShowcaseNumber;
  return all;
}

}  // namespace rireki::demo::published
