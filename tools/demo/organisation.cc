#include "tools/demo/organisation.h"

#include <algorithm>
#include <utility>

#include "events/calendar/fiscal_year.h"
#include "tools/demo/migration.h"
#include "tools/demo/people.h"
#include "tools/demo/policy_text.h"

namespace rireki::demo {

namespace {

constexpr std::int64_t kMsPerMinute = 60'000;

struct Note {
  std::string_view subject;
  Day effective;
  Instant recorded;
};

void add(City& city, const Note& note, EventVariant data) {
  Event event;
  event.subject = note.subject;
  event.effective = note.effective;
  event.recorded = note.recorded;
  event.actor = "hr-officer-1";
  event.data.value = std::move(data);
  city.outbox.add(std::move(event));
}

void add(City& city, std::string_view subject, Day effective, Day recorded, EventVariant data) {
  add(city, {subject, effective, office_time(city.random, recorded)}, std::move(data));
}

void establish(City& city, const UnitPlan& unit, Instant recorded) {
  OrgUnitEstablished data{.name = std::string(unit.name), .kana = std::string(unit.kana)};
  if (!unit.parent.empty()) data.parent = Identifier{std::string(unit.parent)};
  if (!unit.authority.empty()) data.authority = std::string(unit.authority);
  add(city, {unit.code, unit.first, recorded}, std::move(data));
}

void adopt_policy(City& city, int version, Day effective, Instant recorded) {
  add(city, {kOrganisation, effective, recorded},
      PolicyAdopted{.policy = std::string(kPolicyId),
                    .version = policy_version(version),
                    .document = {policy_text(version, city.options.people)}});
}

void reorganise(City& city) {
  establish(city, unit_plan(kNewUnit), office_time(city.random, from_civil({2020, 3, 4})));
  add(city, kMovedUnit, kReorganised, from_civil({2020, 3, 5}),
      OrgUnitChanged{.name = {}, .parent = Identifier{std::string(kMovedTo)}, .authority = "mayor"});
}

}  // namespace

void found_city(City& city) {
  const Instant morning{kMigratedAt.ms - 60 * kMsPerMinute};
  adopt_policy(city, 1, kFirstDay, morning);
  std::int64_t minute = 1;
  for (const UnitPlan& unit : unit_plans()) {
    if (unit.first <= kMigrated) establish(city, unit, Instant{morning.ms + minute++ * kMsPerMinute});
  }
}

void change_organisation(City& city, int year) {
  constexpr int kPolicyRevised = 2023;
  if (april_first(year) == kReorganised) reorganise(city);
  if (april_first(year) == kRenamed) {
    add(city, kRenamedUnit, kRenamed, kRenamed - 20,
        OrgUnitChanged{.name = std::string(kNewName), .parent = {}, .authority = {}});
  }
  if (year == kPolicyRevised) {
    adopt_policy(city, 2, april_first(year), office_time(city.random, april_first(year) - 9));
  }
}

void close_unit(City& city) {
  const Instant planned = office_time(city.random, kReorganised - 5);
  add(city, {kClosedUnit, kReorganised - 1, std::max(planned, city.closed_unit_known)},
      OrgUnitAbolished{.successor = Identifier{std::string(kClosedSuccessor)}});
}

namespace {

int per_mille_of(int n, int per_mille) { return static_cast<int>(std::int64_t{n} * per_mille / 1000); }

void hold_exams(City& city, int year) {
  struct Round {
    std::string_view recruiter;
    std::string_view category;
    int per_mille;  // takers, of the staff
  };
  constexpr auto kRounds = std::to_array<Round>(
      {{"mayor", "clerical", 230}, {"mayor", "engineer", 30}, {"fire", "firefighter", 90}, {"hospital", "nurse", 25}});
  const Day day = from_civil({year, 9, 20});
  for (const Round& round : kRounds) {
    const int fewer = 40 * (year - 2014);
    const int takers =
        per_mille_of(city.options.people, round.per_mille) * (1000 - fewer) / 1000 + city.random.below(5);
    add(city, kOrganisation, day, day + 12,
        ExamRoundHeld{.fiscal_year = year,
                      .recruiter = std::string(round.recruiter),
                      .category = std::string(round.category),
                      .applicants = takers + takers / 8,
                      .takers = takers,
                      .passed = takers / 5,
                      .accepted = takers / 7});
  }
}

void survey_staff(City& city, int year) {
  constexpr auto kQuestions = std::to_array<std::string_view>({"fulfilment", "growth"});
  constexpr auto kGroups = std::to_array<std::string_view>({"all", "age:20s", "age:30s", "age:40s", "age:50s"});
  const Day day = from_civil({year, 7, 14});
  for (const std::string_view question : kQuestions) {
    for (const std::string_view group : kGroups) {
      const int answered = per_mille_of(city.options.people, group == "all" ? 640 : 150) + city.random.below(8);
      const int positive = per_mille_of(answered, city.random.between(580, 740));
      add(city, kOrganisation, day, day + 21,
          SurveyTallied{.survey = "staff-" + std::to_string(year),
                        .question = std::string(question),
                        .group = std::string(group),
                        .answered = answered,
                        .positive = positive});
    }
  }
}

void check_stress(City& city, int year) {
  constexpr int kGroupMin = 10;
  const Day day = from_civil({year, 9, 30});
  const int examinees = per_mille_of(city.options.people, 880) + city.random.below(5);
  if (examinees < kGroupMin) return;
  add(city, kOrganisation, day, day + 40,
      StressCheckTallied{.fiscal_year = year,
                         .unit = {},
                         .examinees = examinees,
                         .high_stress = per_mille_of(examinees, city.random.between(95, 145))});
}

void count_attendance(City& city, int year) {
  constexpr int kLeaveDay = 465;  // minutes
  const Day day = april_first(year + 1) - 1;
  const auto is_regular = [](const Staff& s) { return s.kind == EmploymentKind::regular; };
  const auto serves_all_year = [&](const Staff& s) {
    return is_regular(s) && s.hired <= april_first(year) && !s.departure;
  };
  const Count staff = std::ranges::count_if(city.staff, is_regular);
  const Count full = std::ranges::count_if(city.staff, serves_all_year);
  const int overtime = 15 * 60 - (year - 2014) * 18 + city.random.between(-20, 20);  // minutes a month
  const int days_tenths = 105 + (year - 2014) * 3 + city.random.between(-3, 3);
  if (day + 10 > kLastRecorded) return;
  add(city, kOrganisation, day, day + 20,
      AttendanceTallied{.fiscal_year = year,
                        .population = "establishment",
                        .person_months = staff * 10,
                        .overtime_minutes = staff * 10 * overtime,
                        .full_period_staff = full,
                        .paid_leave_minutes = full * days_tenths * kLeaveDay / 10});
}

void ask_about_training(City& city, int year) {
  const Day day = from_civil({year + 1, 2, 20});
  const int answers = 20 + per_mille_of(city.options.people, 300) + city.random.below(10);
  add(city, kOrganisation, day, day + 7,
      TrainingSurveyTallied{.fiscal_year = year,
                            .course = {},
                            .answers = answers,
                            .score_sum = answers * city.random.between(405, 445) / 100});
}

void file_workplace_training(City& city, int year) {
  constexpr auto kUnits = std::to_array<std::string_view>({"U-201", "U-301"});
  for (const std::string_view code : kUnits) {
    const Day held = from_civil({year, 11, 12});
    const WorkplaceTrainingRow planned{.date = held,
                                       .title = "窓口対応の事例研究",
                                       .purpose = "応対の質を高める",
                                       .content = "過去の事例をもとにした討議",
                                       .audience = "課員全員",
                                       .sessions = 2};
    WorkplaceTrainingRow done = planned;
    done.participants = city.random.between(8, 20);
    done.effect = "応対の手順を共有できた";
    const Day plan_day = from_civil({year, 5, 20});
    const Day report_day = from_civil({year, 12, 10});
    add(city, code, plan_day, plan_day + 3,
        WorkplaceTrainingFiled{.fiscal_year = year, .form = TrainingForm::plan, .rows = {planned}});
    add(city, code, report_day, report_day + 3,
        WorkplaceTrainingFiled{.fiscal_year = year, .form = TrainingForm::report, .rows = {done}});
  }
}

void progress_measures(City& city, int year) {
  struct Step {
    int year;
    std::string_view measure;
    MeasureStatus status;
  };
  constexpr auto kSteps = std::to_array<Step>({{2017, "mentor_scheme", MeasureStatus::considering},
                                               {2018, "mentor_scheme", MeasureStatus::started},
                                               {2019, "telework", MeasureStatus::considering},
                                               {2020, "telework", MeasureStatus::started},
                                               {2021, "digital_leaders", MeasureStatus::started},
                                               {2022, "attendance_system", MeasureStatus::started},
                                               {2023, "attendance_system", MeasureStatus::done},
                                               {2024, "mentor_scheme", MeasureStatus::done}});
  for (const Step& step : kSteps) {
    if (step.year != year) continue;
    const Day day = from_civil({year, 6, 1});
    add(city, kOrganisation, day, day + 5,
        MeasureProgressed{.measure = std::string(step.measure),
                          .owner = "U-102",
                          .fiscal_year = year,
                          .status = step.status,
                          .evidence = {}});
  }
}

}  // namespace

void tally_year(City& city, int year) {
  constexpr int kSurveysSince = 2018;
  constexpr int kStressChecksSince = 2016;  // by law
  hold_exams(city, year);
  if (year >= kSurveysSince && year % 2 == 0) survey_staff(city, year);
  if (year >= kStressChecksSince) check_stress(city, year);
  ask_about_training(city, year);
  count_attendance(city, year);
  file_workplace_training(city, year);
  progress_measures(city, year);
}

}  // namespace rireki::demo
