#include "tools/demo/orders.h"

#include <algorithm>

#include "events/calendar/age.h"
#include "tools/demo/people.h"

namespace rireki::demo {

Day decided(Random& random, Day april) { return april - random.between(6, 20); }

std::optional<Identifier> code_of(const UnitPlan* unit) {
  if (unit == nullptr) return std::nullopt;
  return Identifier{std::string(unit->code)};
}

bool is_available(const Staff& s, int year) {
  const Day april = april_first(year);
  return s.kind == EmploymentKind::regular && s.hired < april && s.ordered_in != year && !s.secondment_end &&
         !is_on_leave(s, april) && serves_on(s, april + 1);
}

bool may_slip(const Staff& s, int year) {
  return year != kLastYear && !s.departure && !is_winding_down(s, april_first(year));
}

namespace {

void file_transfer(City& city, Staff& s, const Paper& paper, const UnitPlan& to, const UnitPlan& entered) {
  const auto transferred = [&](const UnitPlan& unit) {
    Transferred data{.unit = {std::string(unit.code)}, .post = post_of(s.rank, unit, paper.effective)};
    if (city.random.chance(60)) data.selection = TransferSelection::internal_posting;
    return data;
  };
  const Transferred truth = transferred(to);
  Transferred written = truth;
  if (&to != &entered) written = transferred(entered);
  const Ticket ticket = file(city, s, Chain::career, paper, written);
  const auto pattern = pattern_of(s.family, to);
  if (pattern != pattern_of(s.family, *s.unit)) {
    const Paper second{.effective = paper.effective, .recorded = paper.recorded, .order = paper.order, .line = 2};
    file(city, s, Chain::career, second,
         WorkPatternChanged{.pattern = pattern.value_or(Pattern::day), .weekly_minutes = {}, .telework = {}});
  }
  if (&to == &entered) return;
  correct(city, s, Chain::career,
          {.target = ticket, .recorded = paper.recorded + city.random.between(8, 60), .data = truth});
}

void transfer(City& city, Staff& s, int year, const UnitPlan& to) {
  const Day april = april_first(year);
  Paper paper{.effective = april, .recorded = decided(city.random, april), .order = new_order(city, april), .line = 1};
  const UnitPlan* entered = &to;
  s.ordered_in = year;
  if (may_slip(s, year)) {
    if (city.random.chance(12)) {
      const Ticket ticket =
          file(city, s, Chain::career, paper, Transferred{.unit = *code_of(&to), .post = post_of(s.rank, to, april)});
      return rescind(city, s, Chain::career, ticket, paper.recorded + 4, VoidCause::rescinded);
    }
    if (city.random.chance(15)) paper.recorded = april + city.random.between(18, 50);
    if (city.random.chance(45)) entered = pick_unit(city.random, s.family, sits_in_department(s.rank), april, &to);
    if (entered == nullptr || entered == s.unit) entered = &to;
  }
  file_transfer(city, s, paper, to, *entered);
  s.unit = &to;
  s.unit_since = april;
}

void start_secondment(City& city, Staff& s, int year) {
  constexpr std::array<std::string_view, 5> kHosts = {"県 市町村課", "県 地域振興局", "国土交通省 地方整備局",
                                                      "後期高齢者医療広域連合", "隣接市 企画課"};
  const Day april = april_first(year);
  s.secondment_end = april_first(year + 2) - 1;
  s.ordered_in = year;
  const Paper paper{
      .effective = april, .recorded = decided(city.random, april), .order = new_order(city, april), .line = 1};
  const auto basis = city.random.chance(300) ? SecondmentBasis::training : SecondmentBasis::dispatch;
  file(city, s, Chain::career, paper,
       SecondmentStarted{
           .host = std::string(city.random.pick(kHosts)), .basis = basis, .planned_last_day = s.secondment_end});
}

void end_secondment(City& city, Staff& s, int year) {
  const Day april = april_first(year);
  const UnitPlan* unit = pick_unit(city.random, s.family, false, april, s.unit);
  const Paper paper{
      .effective = april, .recorded = decided(city.random, april), .order = new_order(city, april), .line = 1};
  if (s.ordered_in == year) unit = nullptr;  // the reorganisation has given them a unit already
  file(city, s, Chain::career, paper, SecondmentEnded{.unit = code_of(unit)});
  s.secondment_end.reset();
  s.ordered_in = year;
  if (unit == nullptr) return;
  s.unit = unit;
  s.unit_since = april;
}

bool may_be_seconded(const Staff& s, int year) {
  const int age = age_on(s.birth, april_first(year), AgeRule::legal);
  return is_available(s, year) && !s.departure && !s.duty && !is_manager(s.rank) && age >= 26 && age <= 40 &&
         (s.family == Family::clerical || s.family == Family::engineer);
}

void give_duty(City& city, Staff& s, int year, AssignmentKind kind, std::optional<Identifier> counterpart) {
  const Day april = april_first(year);
  s.duty = OpenDuty{new_item(s, "duty"), april_first(year + 1) - 1};
  const Paper paper{.effective = april, .recorded = april - city.random.between(2, 6), .order = new_order(city, april)};
  file(city, s, Chain::none, paper,
       AssignmentAdded{.assignment = {s.duty->id}, .kind = kind, .unit = {}, .counterpart = std::move(counterpart)});
}

/// Somebody experienced, found within a few tries; null if nobody is.
Staff* find_mentor(City& city, const Staff& newcomer, int year) {
  const Day april = april_first(year);
  for (int tries = 0; tries < 12; ++tries) {
    Staff& s = city.staff[static_cast<std::size_t>(city.random.below(static_cast<int>(city.staff.size())))];
    const bool fits = s.kind == EmploymentKind::regular && s.family == newcomer.family && s.rank == Rank::senior;
    if (fits && s.hired < april && !s.duty && !s.secondment_end && !is_on_leave(s, april) && !s.departure) return &s;
  }
  return nullptr;
}

}  // namespace

void move_out_of_closed_unit(City& city) {
  const int year = to_civil(kReorganised).year;
  for (Staff& s : city.staff) {
    if (s.unit->code != kClosedUnit || s.hired >= kReorganised) continue;
    transfer(city, s, year, unit_plan(kClosedSuccessor));
  }
}

void transfer_staff(City& city, int year) {
  constexpr int kUsualYears = 3;
  const Day april = april_first(year);
  for (Staff& s : city.staff) {
    if (!is_available(s, year)) continue;
    const bool is_due = completed_years(s.unit_since, april) >= kUsualYears;
    if (!city.random.chance(is_due ? 380 : 50)) continue;
    // The present unit may be drawn, too: otherwise small units would fill up.
    const UnitPlan* to = pick_unit(city.random, s.family, sits_in_department(s.rank), april, nullptr);
    if (to != nullptr && to != s.unit) transfer(city, s, year, *to);
  }
}

void second_staff(City& city, int year) {
  constexpr int kPeoplePerSecondment = 130;
  const Day april = april_first(year);
  int places_left = city.options.people / kPeoplePerSecondment + (city.random.chance(400) ? 1 : 0);
  for (Staff& s : city.staff) {
    if (s.secondment_end && *s.secondment_end < april) end_secondment(city, s, year);
  }
  for (int tries = places_left * 20; places_left > 0 && tries > 0; --tries) {
    Staff& s = city.staff[static_cast<std::size_t>(city.random.below(static_cast<int>(city.staff.size())))];
    if (!may_be_seconded(s, year)) continue;
    start_secondment(city, s, year);
    --places_left;
  }
}

void give_duties(City& city, int year) {
  constexpr int kDigitalSince = 2021;
  const Day april = april_first(year);
  for (std::size_t i = 0; i < city.staff.size(); ++i) {
    const Staff& newcomer = city.staff[i];
    if (newcomer.hired != april || newcomer.kind != EmploymentKind::regular || !city.random.chance(350)) continue;
    if (Staff* mentor = find_mentor(city, newcomer, year)) {
      give_duty(city, *mentor, year, AssignmentKind::mentor, Identifier{number_text(newcomer.number)});
    }
  }
  if (year < kDigitalSince) return;
  for (Staff& s : city.staff) {
    const bool fits =
        s.family == Family::clerical && s.kind == EmploymentKind::regular && !is_manager(s.rank) && !s.duty;
    if (!fits || s.hired >= april || s.secondment_end || is_on_leave(s, april) || s.departure ||
        !city.random.chance(30))
      continue;
    give_duty(city, s, year, AssignmentKind::digital_leader, std::nullopt);
  }
}

}  // namespace rireki::demo
