#include "tools/demo/leaves.h"

#include <algorithm>

#include "events/calendar/age.h"

namespace rireki::demo {

namespace {

constexpr int kLateStarts = 140;  // of a thousand: doctors' certificates come when they come

AbsenceCause pick_cause(Random& random) {
  constexpr std::array<int, 3> kWeights = {52, 36, 12};  // mental, physical, injury
  return static_cast<AbsenceCause>(random.weighted(kWeights));
}

void end_leave(City& city, Staff& s, Day returns) {
  const int late = late_days(city.random, 50);
  const Day recorded = late == 0 ? returns - city.random.between(-2, 5) : returns + late;
  const auto via = s.leave->rehabilitates ? ReturnVia::rehabilitation : ReturnVia::ordinary;
  file(city, s, Chain::leave, {.effective = returns, .recorded = recorded},
       AbsenceEnded{.absence = {s.leave->id}, .via = via});
  s.leave.reset();
}

/// The start of a sick leave; now and then its day or cause has to be corrected when the certificate arrives.
void start_sick_leave(City& city, Staff& s, Day start) {
  const int late = late_days(city.random, kLateStarts);
  const Day recorded = start + (late == 0 ? city.random.between(1, 6) : late);
  const AbsenceStarted truth{.absence = {s.leave->id},
                             .kind = AbsenceKind::sick_leave,
                             .cause = pick_cause(city.random),
                             .planned_last_day = start + 89,
                             .family_event = {}};
  AbsenceStarted entered = truth;
  const bool wrong_day = late == 0 && city.random.chance(50);
  const bool wrong_cause = city.random.chance(50);
  if (wrong_cause)
    entered.cause = truth.cause == AbsenceCause::physical ? AbsenceCause::injury : AbsenceCause::physical;
  const Ticket ticket =
      file(city, s, Chain::leave, {.effective = start + (wrong_day ? 3 : 0), .recorded = recorded}, entered);
  if (!wrong_day && !wrong_cause) return;
  Truth found{.target = ticket, .recorded = recorded + city.random.between(6, 12), .data = truth};
  if (wrong_day) found.effective = start;
  found.cause = CorrectionCause::late_information;
  correct(city, s, Chain::leave, std::move(found));
}

/// Up to 90 days of sick leave; what lasts longer becomes a suspension for medical reasons (分限休職).
void fall_ill(City& city, Staff& s, Span span) {
  constexpr int kSickLeaveDays = 90;
  constexpr std::array<int, 3> kWeights = {60, 28, 12};
  constexpr std::array<int, 4> kDays = {12, 60, 150, 420};
  if (span.last - span.first < 200) return;
  const auto length = city.random.weighted(kWeights);
  const Day start = span.first + city.random.between(5, span.last - span.first - 110);
  const Day returns = start + city.random.between(kDays[length], kDays[length + 1]);
  s.leave = OpenLeave{new_item(s, "leave"), returns, length != 0 && city.random.chance(600)};
  start_sick_leave(city, s, start);
  if (returns - start > kSickLeaveDays + 15) {
    const Day day = start + kSickLeaveDays;
    file(city, s, Chain::leave,
         {.effective = day, .recorded = day - city.random.between(3, 12), .order = new_order(city, day)},
         AbsenceExtended{
             .absence = {s.leave->id}, .kind = AbsenceKind::medical_suspension, .planned_last_day = returns - 1});
  }
  return_from_leave(city, s, span);
}

/// Ill until the last day: the departure closes the leave.
void fall_ill_and_leave(City& city, Staff& s, Span span) {
  const int days = city.random.between(40, 85);
  if (span.last - span.first < days + 10) return;
  s.leave = OpenLeave{new_item(s, "leave"), kForever};
  start_sick_leave(city, s, span.last - days);
}

void start_family_leave(City& city, Staff& s, AbsenceKind kind, Day start, const std::string& birth) {
  const Paper paper{
      .effective = start, .recorded = start - city.random.between(5, 20), .order = new_order(city, start)};
  std::optional<Identifier> family_event;
  if (!birth.empty()) family_event = Identifier{birth};
  file(city, s, Chain::leave, paper,
       AbsenceStarted{.absence = {s.leave->id},
                      .kind = kind,
                      .cause = AbsenceCause::none,
                      .planned_last_day = s.leave->returns - 1,
                      .family_event = family_event});
}

void file_birth(City& city, Staff& s, Day born, const std::string& birth) {
  const int late = late_days(city.random, 120);
  file(city, s, Chain::none, {.effective = born, .recorded = born + (late == 0 ? city.random.between(3, 12) : late)},
       FamilyEventRecorded{.family_event = {birth}, .kind = FamilyEventKind::child_born});
}

/// Eight weeks before and after the birth, then the childcare leave, without a day between.
void become_mother(City& city, Staff& s, Span span) {
  constexpr int kWeeks = 56;
  if (span.last - span.first < 350) return;
  const Day born = span.first + city.random.between(kWeeks + 10, 290);
  const Day back = born + kWeeks + 1;
  s.leave = OpenLeave{new_item(s, "leave"), back};
  start_family_leave(city, s, AbsenceKind::maternity, born - kWeeks, "");
  const std::string birth = new_item(s, "birth");
  file_birth(city, s, born, birth);
  file(city, s, Chain::leave, {.effective = back, .recorded = back - city.random.between(16, 24)},
       AbsenceEnded{.absence = {s.leave->id}, .via = ReturnVia::ordinary});
  s.leave = OpenLeave{new_item(s, "leave"), born + city.random.between(250, 720)};
  start_family_leave(city, s, AbsenceKind::childcare, back, birth);
  return_from_leave(city, s, span);
}

/// Few fathers took leave in 2014, two in five do in 2024.
void become_father(City& city, Staff& s, Span span, int year) {
  if (span.last - span.first < 200) return;
  const Day born = span.first + city.random.between(0, 180);
  const std::string birth = new_item(s, "birth");
  file_birth(city, s, born, birth);
  if (!city.random.chance(30 + (year - 2014) * 42)) return;
  const Day start = std::min(born + city.random.between(7, 90), span.last - 40);
  s.leave = OpenLeave{new_item(s, "leave"), start + city.random.between(14, 90)};
  start_family_leave(city, s, AbsenceKind::childcare, start, birth);
  return_from_leave(city, s, span);
}

void take_care(City& city, Staff& s, Span span) {
  if (span.last - span.first < 200) return;
  const Day start = span.first + city.random.between(20, 150);
  s.leave = OpenLeave{new_item(s, "leave"), start + city.random.between(20, 180)};
  start_family_leave(city, s, AbsenceKind::caregiving, start, "");
  return_from_leave(city, s, span);
}

}  // namespace

void return_from_leave(City& city, Staff& s, Span span) {
  if (!s.leave || s.leave->returns > span.last) return;
  end_leave(city, s, s.leave->returns);
}

void take_leave(City& city, Staff& s, Span span) {
  constexpr int kParentOldest = 42;
  if (s.kind != EmploymentKind::regular || s.leave || s.secondment_end) return;
  if (s.departure && s.departure->last_day == span.last) {
    if (s.departure->reason == "voluntary" && city.random.chance(120)) fall_ill_and_leave(city, s, span);
    return;
  }
  const int year = to_civil(span.first).year;
  const int age = age_on(s.birth, span.first, AgeRule::legal);
  const bool has_child = age >= 25 && age <= kParentOldest && city.random.chance(60);
  if (has_child) {
    return s.sex == Sex::female ? become_mother(city, s, span) : become_father(city, s, span, year);
  }
  if (city.random.chance(18 + (year - 2014) * 2)) return fall_ill(city, s, span);
  if (age > kParentOldest && city.random.chance(5)) take_care(city, s, span);
}

}  // namespace rireki::demo
