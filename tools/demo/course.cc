#include "tools/demo/course.h"

#include <algorithm>

#include "events/calendar/age.h"
#include "tools/demo/hires.h"
#include "tools/demo/leaves.h"
#include "tools/demo/people.h"

namespace rireki::demo {

namespace {

bool contains(Span span, Day day) { return span.first <= day && day <= span.last; }

Day pick_day(Random& random, Span span) { return span.first + random.below(span.last - span.first + 1); }

void complete_probation(City& city, Staff& s, Span span) {
  const CivilDate hired = to_civil(s.hired);
  const Day day = from_civil({hired.year, hired.month + 6, 1});
  if (s.kind != EmploymentKind::regular || hired.month > 6 || !contains(span, day)) return;
  file(city, s, Chain::none, {.effective = day, .recorded = day - city.random.between(3, 15)},
       ProbationCompleted{.outcome = ProbationOutcome::confirmed, .until = {}});
}

/// Now and then a training is entered twice, and the second entry taken back.
void train(City& city, Staff& s, Day day, std::string_view course, TrainingCategory category, int hours, int late) {
  const TrainingCompleted training{
      .course = std::string(course), .category = category, .minutes = hours * 60, .provider = {}};
  const Paper paper{.effective = day, .recorded = day + (late == 0 ? city.random.between(1, 10) : late)};
  file(city, s, Chain::none, paper, training);
  if (!city.random.chance(8)) return;
  const Ticket twice = file(city, s, Chain::none, {.effective = day, .recorded = paper.recorded + 2}, training);
  rescind(city, s, Chain::none, twice, paper.recorded + 5, VoidCause::duplicate);
}

struct Course {
  std::string_view name;
  TrainingCategory category;
  int hours;
};

void train_by_rank(City& city, Staff& s, Span span) {
  const Day june = from_civil({to_civil(span.first).year, 6, 15});
  const Day autumn = june + city.random.between(70, 160);
  if (s.kind != EmploymentKind::regular) return;
  if (s.hired >= span.first && contains(span, s.hired + 9)) {
    train(city, s, s.hired + 9, "新規採用職員研修", TrainingCategory::basic, 21, 0);
  } else if (s.rank == Rank::clerk && completed_years(s.hired, june) == 3 && contains(span, june)) {
    train(city, s, june, "初級職員研修", TrainingCategory::basic, 14, 0);
  } else if (s.rank_since >= span.first && is_manager(s.rank) && contains(span, autumn)) {
    train(city, s, autumn, "管理者研修", TrainingCategory::basic, 7, 0);
  } else if (s.rank_since >= span.first && s.rank == Rank::chief && contains(span, autumn)) {
    train(city, s, autumn, "監督者研修", TrainingCategory::basic, 7, 0);
  }
}

void train_at_will(City& city, Staff& s, Span span) {
  constexpr auto kCourses = std::to_array<Course>({
      {"ハラスメント防止研修", TrainingCategory::special, 2},
      {"メンタルヘルス研修", TrainingCategory::special, 2},
      {"デジタル活用研修", TrainingCategory::special, 6},
      {"市町村アカデミー派遣研修", TrainingCategory::dispatch, 40},
      {"政策形成研修", TrainingCategory::special, 14},
      {"ITパスポート", TrainingCategory::qualification, 0},
      {"防災士", TrainingCategory::qualification, 0},
  });
  if (!city.random.chance(75)) return;
  const Course& course = city.random.pick(kCourses);
  const bool is_told_later = course.category == TrainingCategory::qualification || city.random.chance(150);
  const Day day = pick_day(city.random, span);
  const int late = is_told_later ? city.random.between(20, 120) : 0;
  train(city, s, day, course.name, course.category, course.hours, late);
}

void end_duty(City& city, Staff& s, Span span) {
  if (!s.duty) return;
  const OpenDuty duty = *s.duty;
  s.duty.reset();
  if (!contains(span, duty.last_day)) return;
  const Day recorded = duty.last_day - city.random.between(8, 20);
  file(city, s, Chain::none,
       {.effective = duty.last_day, .recorded = recorded, .order = new_order(city, duty.last_day)},
       AssignmentEnded{.assignment = {duty.id}});
}

void appraise(City& city, Staff& s, Span span, int year) {
  constexpr std::array<std::string_view, 4> kMarks = {"A", "B", "B", "C"};
  const Day day = from_civil({year + 1, 3, 10});
  if (s.kind != EmploymentKind::regular || !contains(span, day) || !city.random.chance(80)) return;
  const std::string ability(city.random.pick(kMarks));
  const std::string performance(city.random.pick(kMarks));
  std::string profile = std::string(id_of(s.family)) + "/" + std::string(plan_of(s.rank).id);
  file(city, s, Chain::none, {.effective = day, .recorded = day + city.random.between(2, 10)},
       AppraisalFinalized{.period = year,
                          .profile = std::move(profile),
                          .ability = ability,
                          .performance = performance,
                          .feedback_on = day + 7});
}

void declare_preference(City& city, Staff& s, Span span, int year) {
  constexpr std::array<std::string_view, 5> kWishes = {"福祉の現場で専門性を深めたい", "企画部門を経験したい",
                                                       "現所属での継続を希望", "防災に関わりたい",
                                                       "他団体への派遣を希望"};
  constexpr std::array<int, 3> kTracks = {5, 2, 3};
  const Day day = from_civil({year, 10, 20}) + city.random.below(30);
  if (s.kind != EmploymentKind::regular || is_manager(s.rank) || !contains(span, day) || !city.random.chance(80))
    return;
  std::optional<Text> wish;
  if (city.random.chance(500)) wish = std::string(city.random.pick(kWishes));
  const auto track = static_cast<CareerTrack>(city.random.weighted(kTracks));
  file(city, s, Chain::none, {.effective = day, .recorded = day + city.random.between(1, 12)},
       CareerPreferenceDeclared{.track = track, .wishes = wish});
}

/// Steps and grades rise on 1 January; a step typed wrongly is corrected before long.
void raise_grade(City& city, Staff& s, Span span, int year) {
  const Day day = from_civil({year + 1, 1, 1});
  if (s.kind != EmploymentKind::regular || !contains(span, day) || s.rank_since + 100 > day) return;
  const bool may_rise = s.grade < plan_of(s.rank).highest_grade && completed_years(s.grade_since, day) >= 3;
  const bool rises = may_rise && city.random.chance(400);
  if (!rises && !city.random.chance(40)) return;
  if (rises) {
    ++s.grade;
    s.grade_since = day;
  }
  const GradeChanged truth{.grade = s.grade, .step = city.random.between(5, 60)};
  GradeChanged entered = truth;
  const bool is_wrong = !s.departure && day + 100 < kLastRecorded && city.random.chance(50);
  if (is_wrong) entered.step = *truth.step + 10;
  const Day recorded = day - city.random.between(10, 20);
  const Ticket ticket =
      file(city, s, Chain::career, {.effective = day, .recorded = recorded, .order = new_order(city, day)}, entered);
  if (is_wrong)
    correct(city, s, Chain::career, {.target = ticket, .recorded = day + city.random.between(10, 50), .data = truth});
}

void change_name(City& city, Staff& s, Span span) {
  const int age = age_on(s.birth, span.first, AgeRule::legal);
  if (age < 24 || age > 40 || !city.random.chance(s.sex == Sex::female ? 25 : 2)) return;
  s.name = with_new_surname(city.random, s.name);
  const Day day = pick_day(city.random, span);
  file(city, s, Chain::none, {.effective = day, .recorded = day + city.random.between(2, 14)},
       PersonDetailsChanged{.name = written(s.name), .kana = read_aloud(s.name), .sex = {}});
}

void be_disciplined(City& city, Staff& s, Span span) {
  if (s.kind != EmploymentKind::regular || !city.random.chance(2)) return;
  const Day day = pick_day(city.random, span);
  const auto kind = city.random.chance(600) ? DisciplineKind::reprimand : DisciplineKind::pay_cut;
  file(city, s, Chain::none, {.effective = day, .recorded = day, .order = new_order(city, day)},
       DisciplineImposed{.kind = kind,
                         .until = kind == DisciplineKind::pay_cut ? std::optional(day + 91) : std::nullopt});
}

/// A letter of resignation, some weeks before the last day; a few people think better of it.
void tender(City& city, Staff& s, Span span) {
  if (span.last - span.first < 120 || s.kind != EmploymentKind::regular) return;
  const bool leaves = s.departure && s.departure->reason == "voluntary" && s.departure->last_day == span.last;
  if (leaves ? !city.random.chance(600) : s.departure || !city.random.chance(2)) return;
  const Day day = span.last - city.random.between(35, 90);
  file(city, s, Chain::none, {.effective = day, .recorded = day + city.random.between(0, 5)},
       ResignationTendered{.intended_last_day = span.last});
  if (leaves) return;
  file(city, s, Chain::none, {.effective = day + 14, .recorded = day + city.random.between(14, 17)},
       ResignationWithdrawn{});
}

}  // namespace

void live_year(City& city, Staff& s, int year) {
  Span span{std::max(april_first(year), s.hired), april_first(year + 1) - 1};
  const bool leaves = s.departure && s.departure->last_day <= span.last;
  if (leaves) span.last = s.departure->last_day;
  complete_probation(city, s, span);
  if (s.leave) {
    return_from_leave(city, s, span);
  } else {
    const int items = s.items;
    train_by_rank(city, s, span);
    take_leave(city, s, span);
    if (s.items == items) train_at_will(city, s, span);
  }
  declare_preference(city, s, span, year);
  change_name(city, s, span);
  be_disciplined(city, s, span);
  raise_grade(city, s, span, year);
  end_duty(city, s, span);
  appraise(city, s, span, year);
  tender(city, s, span);
  if (leaves) file_departure(city, s);
}

}  // namespace rireki::demo
