#include "tools/demo/promotions.h"

#include <algorithm>
#include <vector>

#include "events/calendar/age.h"
#include "tools/demo/orders.h"
#include "tools/demo/people.h"

namespace rireki::demo {

namespace {

/// A promotion as it was decided, and as it was entered.
struct Promotion {
  Promoted truth;
  Promoted entered;
  Day effective;
  Day recorded;
  bool postponed = false;  // to 1 July, which the office learns later
};

void slip(City& city, const Staff& s, int year, Promotion& p) {
  const bool busy_spring = year == 2022;
  const RankPlan& rank = kRanks[static_cast<std::size_t>(next_rank(s.rank))];
  if (city.random.chance(busy_spring ? 250 : 20)) {
    p.recorded = p.effective + city.random.between(18, 60);
  } else if (!p.truth.unit && city.random.chance(busy_spring ? 200 : 20)) {
    p.postponed = true;
  } else if (city.random.chance(50)) {
    p.entered.grade = *p.truth.grade == rank.lowest_grade ? rank.lowest_grade + 1 : rank.lowest_grade;
  } else if (s.rank == Rank::clerk && city.random.chance(30)) {
    p.entered.rank = plan_of(Rank::chief).id;
  }
}

/// Half of the new chiefs and all new managers get a new place; a chief's may stand on a line of its own.
const UnitPlan* new_place(City& city, const Staff& s, Rank to, Day april) {
  if (to == Rank::senior || (to == Rank::chief && city.random.chance(500))) return nullptr;
  const UnitPlan* unit =
      pick_unit(city.random, s.family, sits_in_department(to), april, is_manager(to) ? nullptr : s.unit);
  return unit == nullptr && is_manager(to) ? s.unit : unit;
}

void file_promotion(City& city, Staff& s, const Promotion& p, const Paper& paper) {
  const Ticket ticket = file(city, s, Chain::career, paper, p.entered);
  if (!p.postponed && p.entered == p.truth) return;
  Truth truth{.target = ticket, .recorded = p.recorded + city.random.between(25, 80), .data = p.truth};
  if (p.postponed) {
    truth.effective = april_first(to_civil(p.effective).year) + 91;
    truth.cause = CorrectionCause::late_information;
    s.rank_since = s.grade_since = *truth.effective;
  }
  correct(city, s, Chain::career, std::move(truth));
}

void promote(City& city, Staff& s, int year) {
  const Day april = april_first(year);
  const Rank to = next_rank(s.rank);
  const UnitPlan* place = new_place(city, s, to, april);
  const int grade = grade_after_promotion(to, s.grade);
  Promoted truth{.rank = std::string(plan_of(to).id), .grade = grade, .unit = code_of(place), .post = {}};
  if (place != nullptr) truth.post = post_of(to, *place, april);
  Paper paper{.effective = april, .recorded = decided(city.random, april), .order = new_order(city, april), .line = 1};
  const bool on_two_lines = place != nullptr && !is_manager(to) && city.random.chance(400);
  if (on_two_lines) {
    file(city, s, Chain::career, paper,
         Transferred{.unit = *truth.unit, .post = {}, .job_family = {}, .selection = {}});
    truth.unit.reset();
    paper.line = 2;
  }
  Promotion p{truth, truth, april, paper.recorded};
  if (!on_two_lines && may_slip(s, year)) slip(city, s, year, p);
  paper.recorded = p.recorded;
  s.rank_since = s.grade_since = april;
  file_promotion(city, s, p, paper);
  s.rank = to;
  s.grade = grade;
  s.ordered_in = year;
  if (place == nullptr || place == s.unit) return;
  s.unit = place;
  s.unit_since = april;
}

struct Standing {
  std::array<int, kRankCount> held{};
  std::array<std::vector<Staff*>, kRankCount> members;
  int size = 0;
};

Standing standing_of(City& city, Pool pool) {
  Standing standing;
  for (Staff& s : city.staff) {
    if (s.kind != EmploymentKind::regular || pool_of(s.family) != pool) continue;
    ++standing.held[static_cast<std::size_t>(s.rank)];
    standing.members[static_cast<std::size_t>(s.rank)].push_back(&s);
    ++standing.size;
  }
  return standing;
}

/// The places of one rank that are free go to people of the rank below, by lot among those long enough in it.
void fill_places(City& city, int year, Standing& standing, Rank rank) {
  constexpr int kOldest = 57;
  const auto to = static_cast<std::size_t>(rank);
  const Day april = april_first(year);
  const auto is_ripe = [&](const Staff* s) {
    const int years = completed_years(s->rank_since, april);
    return is_available(*s, year) && years >= (rank == Rank::chief ? 6 : 3) &&
           age_on(s->birth, april, AgeRule::legal) <= kOldest;
  };
  std::vector<Staff*> ripe;
  std::ranges::copy_if(standing.members[to - 1], std::back_inserter(ripe), is_ripe);
  int free = places(rank, standing.size) - standing.held[to];
  if (rank == Rank::chief) free = std::min(free, static_cast<int>(ripe.size() + 3) / 4);
  for (; free > 0 && !ripe.empty(); --free) {
    const auto chosen = static_cast<std::size_t>(city.random.below(static_cast<int>(ripe.size())));
    promote(city, *ripe[chosen], year);
    ripe[chosen] = ripe.back();
    ripe.pop_back();
    ++standing.held[to];
    --standing.held[to - 1];
  }
}

void promote_clerks(City& city, int year, const Standing& standing) {
  for (Staff* s : standing.members[0]) {
    const int years = completed_years(s->rank_since, april_first(year));
    if (years >= 7 && is_available(*s, year) && city.random.chance(450)) promote(city, *s, year);
  }
}

}  // namespace

void promote_staff(City& city, int year) {
  for (const Pool pool : {Pool::general, Pool::fire, Pool::hospital}) {
    Standing standing = standing_of(city, pool);
    for (Rank rank = Rank::director; rank >= Rank::chief; rank = static_cast<Rank>(static_cast<int>(rank) - 1)) {
      fill_places(city, year, standing, rank);
    }
    promote_clerks(city, year, standing);
  }
}

void demote_at_age_limit(City& city, int year) {
  constexpr int kFirstYear = 2024;
  constexpr int kAgeLimit = 60;
  const Day april = april_first(year);
  if (year < kFirstYear) return;
  for (Staff& s : city.staff) {
    if (!is_manager(s.rank) || !is_available(s, year) || s.family == Family::doctor) continue;
    if (age_on(s.birth, april - 1, AgeRule::legal) < kAgeLimit) continue;
    const UnitPlan* unit = pick_unit(city.random, s.family, false, april, nullptr);
    if (unit == nullptr) unit = s.unit;
    s.rank = Rank::chief;
    s.grade = plan_of(s.rank).highest_grade;
    const Paper paper{
        .effective = april, .recorded = decided(city.random, april), .order = new_order(city, april), .line = 1};
    file(city, s, Chain::career, paper,
         Demoted{.rank = std::string(plan_of(s.rank).id),
                 .grade = s.grade,
                 .unit = code_of(unit),
                 .post = {},
                 .cause = DemotionCause::manager_age_limit});
    s.unit = unit;
    s.rank_since = s.unit_since = s.grade_since = april;
    s.ordered_in = year;
  }
}

}  // namespace rireki::demo
