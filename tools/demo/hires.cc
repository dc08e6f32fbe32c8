#include "tools/demo/hires.h"

#include <algorithm>

#include "events/calendar/age.h"
#include "tools/demo/people.h"

namespace rireki::demo {

namespace {

Staff make_hire(City& city, int year, const Vacancy& vacancy) {
  const bool on_term = vacancy.kind == EmploymentKind::fiscal_year;
  int age = 22 + city.random.below(3);
  if (vacancy.family == Family::firefighter || city.random.chance(150)) age = city.random.between(18, 22);
  if (vacancy.mid_year || city.random.chance(120)) age = city.random.between(28, 40);
  if (on_term) age = city.random.between(22, 60);
  if (vacancy.family == Family::doctor || vacancy.kind == EmploymentKind::seconded_in)
    age = city.random.between(34, 50);
  Staff staff = make_person(city, vacancy.family, year, age);
  constexpr std::array<int, 3> kMonths = {6, 7, 10};
  staff.kind = vacancy.kind;
  staff.hired = vacancy.mid_year ? from_civil({year, city.random.pick(kMonths), 1}) : april_first(year);
  staff.rank_since = staff.unit_since = staff.grade_since = staff.hired;
  if (on_term) staff.term_end = april_first(year + 1) - 1;
  return staff;
}

void give_first_post(City& city, Staff& s) {
  s.unit = pick_unit(city.random, s.family, false, s.hired, nullptr);
  if (s.kind == EmploymentKind::seconded_in) s.rank = Rank::section_manager;
  if (s.kind == EmploymentKind::regular && s.family == Family::doctor) s.rank = Rank::chief;
  s.grade = s.rank == Rank::chief ? plan_of(s.rank).highest_grade : plan_of(s.rank).lowest_grade;
}

Hired hiring(const City& city, const Staff& s) {
  Hired hired{.kind = s.kind, .unit = {std::string(s.unit->code)}, .rank = std::string(plan_of(s.rank).id)};
  hired.grade = s.grade;
  hired.post = post_of(s.rank, *s.unit, s.hired);
  hired.job_family = id_of(s.family);
  hired.term_end = s.term_end;
  constexpr int kWeek = 2325;  // 38 hours 45 minutes
  if (s.kind == EmploymentKind::regular) hired.route = usual_route(s);
  if (s.kind == EmploymentKind::fiscal_year) hired.weekly_minutes = city.numbers % 3 == 0 ? kWeek : kWeek - 375;
  if (s.kind == EmploymentKind::reappointed) hired.route = Route::reappointment;
  return hired;
}

void file_pattern(City& city, Staff& s, const Paper& paper) {
  const auto pattern = pattern_of(s.family, *s.unit);
  if (!pattern) return;
  file(city, s, Chain::career, paper, WorkPatternChanged{.pattern = *pattern, .weekly_minutes = {}, .telework = {}});
}

/// A birth typed wrongly, the wrong examination ticked: found within months.
void file_hiring(City& city, Staff& s, const Paper& paper) {
  const bool is_open = paper.recorded + 200 < kLastRecorded;
  PersonRegistered person = registration(s);
  const bool wrong_birth = is_open && city.random.chance(25);
  if (wrong_birth) person.birth = person.birth + 10;
  const Ticket registered =
      file(city, s, Chain::employment, {.effective = paper.effective, .recorded = paper.recorded}, person);
  if (wrong_birth) {
    correct(city, s, Chain::none,
            {.target = registered, .recorded = s.hired + city.random.between(20, 150), .data = registration(s)});
  }
  const Hired truth = hiring(city, s);
  Hired hired = truth;
  const bool wrong_route = is_open && truth.route == Route::exam_university && city.random.chance(70);
  if (wrong_route) hired.route = Route::exam_high_school;
  const Ticket ticket = file(city, s, Chain::employment, paper, hired);
  if (wrong_route) {
    correct(city, s, Chain::none,
            {.target = ticket, .recorded = s.hired + city.random.between(20, 150), .data = truth});
  }
}

/// Chosen, entered, and then they take another job.
void file_withdrawn(City& city, Staff& s, const Paper& paper) {
  const Ticket registered =
      file(city, s, Chain::employment, {.effective = paper.effective, .recorded = paper.recorded}, registration(s));
  const Ticket hired = file(city, s, Chain::employment, paper, hiring(city, s));
  const Day day = paper.recorded + 4;
  rescind(city, s, Chain::career, hired, day, VoidCause::not_started);
  rescind(city, s, Chain::career, registered, day, VoidCause::not_started);
}

/// Of a thousand, how many resign in a year for reasons of their own: more of the young, and more every year.
int resigning(const Staff& s, int year, int age) {
  constexpr int kYoung = 39;
  if (s.kind != EmploymentKind::regular) return 50;
  int rate = age <= kYoung ? 14 + (year - 2014) * 4 : 7;
  if (s.family == Family::nurse) rate += 20;
  return rate;
}

std::string_view other_reason(Random& random, int age) {
  if (random.chance(age / 20)) return "death";
  if (age >= 50 && random.chance(8)) return "early_retirement";
  if (age >= 55 && random.chance(3)) return "encouraged";
  if (age < 36 && random.chance(2)) return "transfer_out";
  if (random.chance(1)) return "administrative_dismissal";
  return random.chance(1) ? "disciplinary_dismissal" : "";
}

Day pick_last_day(Random& random, std::string_view reason, Day first, Day end_of_year) {
  const bool any_day = reason == "death" || reason.ends_with("dismissal");
  const int span = end_of_year - first;
  if (span > 60 && (any_day || random.chance(250))) return first + random.between(30, span - 1);
  if (span > 200 && random.chance(120)) return last_day(month_of(first + random.between(60, 180)));
  return end_of_year;
}

int pension_age(const Staff& s, int year) {
  constexpr int kLimitRaised = 2023;
  if (s.family == Family::doctor) return 65;
  return year < kLimitRaised ? 60 : 61;
}

/// Decides about one person: retirement first, then chance.
void plan_departure(City& city, Staff& s, int year) {
  if (s.departure || s.secondment_end) return;
  const Day end = april_first(year + 1) - 1;
  const int age = age_on(s.birth, end, AgeRule::legal);
  std::string_view reason;
  Day last = end;
  if (s.kind == EmploymentKind::regular && age >= pension_age(s, year)) {
    reason = "mandatory_retirement";
  } else {
    reason = city.random.chance(resigning(s, year, age)) ? "voluntary" : other_reason(city.random, age);
    if (reason.empty()) return;
    last = pick_last_day(city.random, reason, std::max(s.hired, april_first(year)), end);
  }
  // In the spring of 2022 the office fell behind.
  int late = late_days(city.random, last == from_civil({2022, 3, 31}) ? 400 : 80);
  if (is_winding_down(s, last) || last + late >= kLastRecorded) late = 0;
  s.departure = Departure{last, reason, late};
}

bool comes_back(City& city, const Staff& s, Day april) {
  const auto& d = *s.departure;
  return d.reason == "mandatory_retirement" && d.last_day == april - 1 && s.family != Family::doctor &&
         city.random.chance(450);
}

void reappoint(City& city, Staff& s, int year) {
  const Day april = april_first(year);
  s.departure.reset();
  s.leave.reset();
  s.duty.reset();
  s.kind = EmploymentKind::reappointed;
  s.rank = Rank::senior;
  s.grade = plan_of(s.rank).lowest_grade;
  s.unit = pick_unit(city.random, s.family, false, april, nullptr);
  s.hired = s.rank_since = s.unit_since = s.grade_since = april;
  s.term_end = april_first(year + 1) - 1;
  const Paper paper{
      .effective = april, .recorded = april - city.random.between(6, 20), .order = new_order(city, april)};
  file(city, s, Chain::employment, paper, hiring(city, s));
  file_pattern(city, s, {.effective = april, .recorded = paper.recorded});
}

/// Renews the term for a year, or lets it lapse, which takes no event.
void renew(City& city, Staff& s, int year) {
  constexpr int kOldest = 65;
  const Day april = april_first(year);
  const bool too_old = age_on(s.birth, april - 1, AgeRule::legal) >= kOldest;
  if (too_old || city.random.chance(s.kind == EmploymentKind::reappointed ? 250 : 130)) {
    s.is_gone = true;
    return;
  }
  const int late = year == kLastYear || is_winding_down(s, april) ? 0 : late_days(city.random, 15);
  const Day recorded = late == 0 ? april - city.random.between(8, 25) : april + city.random.between(2, 20);
  s.term_end = april_first(year + 1) - 1;
  file(city, s, Chain::employment, {.effective = april, .recorded = recorded, .order = new_order(city, april)},
       TermRenewed{.term_end = *s.term_end});
}

}  // namespace

void hire(City& city, int year, Vacancy vacancy) {
  Staff s = make_hire(city, year, vacancy);
  give_first_post(city, s);
  const Paper paper{
      .effective = s.hired, .recorded = s.hired - city.random.between(8, 25), .order = new_order(city, s.hired)};
  if (s.kind == EmploymentKind::regular && city.random.chance(25)) return file_withdrawn(city, s, paper);
  file_hiring(city, s, paper);
  file_pattern(city, s, {.effective = s.hired, .recorded = paper.recorded});
  if (s.kind == EmploymentKind::seconded_in) s.departure = Departure{april_first(year + 2) - 1, "secondment_return"};
  plan_departure(city, s, year);
  city.staff.push_back(std::move(s));
}

void fill_vacancies(City& city, int year) {
  std::array<int, kFamilyCount> regular{};
  int on_term = 0;
  for (const Staff& s : city.staff) {
    if (s.kind == EmploymentKind::regular) ++regular[static_cast<std::size_t>(s.family)];
    if (s.kind == EmploymentKind::fiscal_year) ++on_term;
  }
  const int terms_wanted = city.options.people * kTermShare / 1000;
  const int regular_wanted = city.options.people - terms_wanted;
  for (std::size_t f = 0; f < kFamilyCount; ++f) {
    const auto family = static_cast<Family>(f);
    for (int n = (regular_wanted * regular_shares()[f] + 500) / 1000 - regular[f]; n > 0; --n) {
      const bool mid_year = year != kLastYear && city.random.chance(120);
      hire(city, year, {.family = family, .mid_year = mid_year});
    }
  }
  for (int n = terms_wanted - on_term; n > 0; --n) {
    const auto family = static_cast<Family>(city.random.weighted(term_shares()));
    hire(city, year, {.kind = EmploymentKind::fiscal_year, .family = family});
  }
  constexpr int kPeoplePerGuest = 250;
  if (year % 2 == 1) return;
  for (int n = city.options.people / kPeoplePerGuest; n > 0; --n)
    hire(city, year, {.kind = EmploymentKind::seconded_in});
}

void plan_departures(City& city, int year) {
  for (Staff& s : city.staff) plan_departure(city, s, year);
}

void renew_staff(City& city, int year) {
  const Day april = april_first(year);
  for (Staff& s : city.staff) {
    if (s.departure && s.departure->last_day < april) {
      if (comes_back(city, s, april)) {
        reappoint(city, s, year);
      } else {
        s.is_gone = true;
      }
    } else if (s.term_end && *s.term_end < april) {
      renew(city, s, year);
    }
  }
  std::erase_if(city.staff, [](const Staff& s) { return s.is_gone; });
}

void file_departure(City& city, Staff& s) {
  if (!s.departure) return;
  const Departure& d = *s.departure;
  const bool is_death = d.reason == "death";
  const bool is_sudden = is_death || d.reason.ends_with("dismissal");
  Day recorded = d.last_day + (is_sudden ? city.random.between(1, 4) : -city.random.between(5, 30));
  if (d.late_days != 0) recorded = d.last_day + d.late_days;
  const bool wrong_reason = d.reason != "voluntary" && !is_sudden && d.last_day + 120 < kLastRecorded &&
                            !is_winding_down(s, d.last_day) && city.random.chance(60);
  const Separated truth{.reason = std::string(d.reason), .detail = {}};
  const Ticket ticket = file(city, s, Chain::career,
                             {.effective = d.last_day,
                              .recorded = std::max(recorded, s.hired),
                              .order = is_death ? "" : new_order(city, d.last_day)},
                             wrong_reason ? Separated{.reason = "voluntary", .detail = {}} : truth);
  if (wrong_reason) {
    correct(city, s, Chain::career,
            {.target = ticket, .recorded = recorded + city.random.between(10, 45), .data = truth});
  }
}

}  // namespace rireki::demo
