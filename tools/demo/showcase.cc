#include "tools/demo/showcase.h"

#include <utility>

#include "tools/demo/migration.h"

namespace rireki::demo {

namespace {

constexpr Day on(int year, int month, int day) { return from_civil({year, month, day}); }

Identifier unit(std::string_view code) { return {std::string(code)}; }

/// What somebody's file says, line by line.
class PersonalFile {
 public:
  PersonalFile(City& city, int number) : city_(city) { staff_.number = number; }

  /// From the old system.
  void migrated(Day effective, EventVariant data) {
    rireki::demo::file(
        city_, staff_, Chain::employment,
        {.effective = effective, .recorded = kMigrated, .order = new_order(city_, effective), .migrated = kMigratedAt},
        std::move(data));
  }
  Ticket ordered(Day effective, Day recorded, EventVariant data) {
    return rireki::demo::file(
        city_, staff_, Chain::career,
        {.effective = effective, .recorded = recorded, .order = new_order(city_, effective), .line = 1},
        std::move(data));
  }
  void noted(Day effective, Day recorded, EventVariant data) {
    rireki::demo::file(city_, staff_, Chain::career, {.effective = effective, .recorded = recorded}, std::move(data));
  }
  void corrected(Truth truth) { correct(city_, staff_, Chain::career, std::move(truth)); }

 private:
  City& city_;
  Staff staff_;
};

void file_first_years(PersonalFile& file) {
  file.migrated(on(2011, 4, 1), PersonRegistered{.name = "高橋 美咲",
                                                 .kana = "タカハシ ミサキ",
                                                 .birth = on(1988, 7, 14),
                                                 .sex = Sex::female,
                                                 .prior_service_months = {}});
  file.migrated(on(2011, 4, 1), Hired{.kind = EmploymentKind::regular,
                                      .unit = unit("U-201"),
                                      .rank = "clerk",
                                      .grade = 1,
                                      .step = 25,
                                      .post = {},
                                      .job_family = "clerical",
                                      .route = Route::exam_university,
                                      .term_end = {},
                                      .weekly_minutes = {}});
  file.noted(
      on(2014, 6, 12), on(2014, 6, 16),
      TrainingCompleted{.course = "初級職員研修", .category = TrainingCategory::basic, .minutes = 840, .provider = {}});
  file.ordered(
      on(2015, 4, 1), on(2015, 3, 19),
      Transferred{.unit = unit(kClosedUnit), .post = {}, .job_family = {}, .selection = TransferSelection::normal});
  file.ordered(on(2016, 1, 1), on(2015, 12, 18), GradeChanged{.grade = 2, .step = 17});
  file.noted(on(2016, 6, 12), on(2016, 6, 17),
             PersonDetailsChanged{.name = "村上 美咲", .kana = "ムラカミ ミサキ", .sex = {}});
  file.noted(on(2016, 10, 20), on(2016, 10, 27),
             CareerPreferenceDeclared{.track = CareerTrack::generalist, .wishes = "企画部門を経験したい"});
}

void file_child(PersonalFile& file) {
  file.ordered(on(2017, 6, 8), on(2017, 5, 29),
               AbsenceStarted{.absence = {"leave-000007-1"},
                              .kind = AbsenceKind::maternity,
                              .cause = AbsenceCause::none,
                              .planned_last_day = on(2017, 9, 28),
                              .family_event = {}});
  file.noted(on(2017, 8, 3), on(2017, 8, 14),
             FamilyEventRecorded{.family_event = {"birth-000007-1"}, .kind = FamilyEventKind::child_born});
  file.noted(on(2017, 9, 29), on(2017, 9, 11), AbsenceEnded{.absence = {"leave-000007-1"}, .via = ReturnVia::ordinary});
  file.ordered(on(2017, 9, 29), on(2017, 9, 12),
               AbsenceStarted{.absence = {"leave-000007-2"},
                              .kind = AbsenceKind::childcare,
                              .cause = AbsenceCause::none,
                              .planned_last_day = on(2018, 9, 30),
                              .family_event = Identifier{"birth-000007-1"}});
  file.noted(on(2018, 10, 1), on(2018, 9, 20), AbsenceEnded{.absence = {"leave-000007-2"}, .via = ReturnVia::ordinary});
}

void file_senior_years(PersonalFile& file) {
  file.ordered(on(2019, 4, 1), on(2019, 3, 20), Promoted{.rank = "senior", .grade = 3, .unit = {}, .post = {}});
  file.ordered(kReorganised, on(2020, 3, 18),
               Transferred{.unit = unit(kClosedSuccessor), .post = {}, .job_family = {}, .selection = {}});
  file.ordered(on(2021, 4, 1), on(2021, 3, 25),
               AssignmentAdded{.assignment = {"duty-000007-1"},
                               .kind = AssignmentKind::digital_leader,
                               .unit = {},
                               .counterpart = {},
                               .label = {}});
  const Identifier illness{"leave-000007-3"};
  file.noted(on(2021, 11, 8), on(2022, 1, 24),
             AbsenceStarted{.absence = illness,
                            .kind = AbsenceKind::sick_leave,
                            .cause = AbsenceCause::physical,
                            .planned_last_day = on(2022, 1, 9),
                            .family_event = {}});
  file.noted(on(2022, 1, 10), on(2022, 1, 26), AbsenceEnded{.absence = illness, .via = ReturnVia::ordinary});
  file.ordered(on(2022, 3, 31), on(2022, 3, 14), AssignmentEnded{.assignment = {"duty-000007-1"}});
}

void file_promotion(PersonalFile& file) {
  const Promoted promoted{.rank = "chief", .grade = 3, .unit = unit(kRenamedUnit), .post = {}};
  const Ticket promotion = file.ordered(on(2022, 4, 1), on(2022, 3, 18), promoted);
  file.corrected({.target = promotion,
                  .recorded = on(2022, 6, 14),
                  .data = promoted,
                  .effective = on(2022, 7, 1),
                  .cause = CorrectionCause::late_information});
  file.noted(
      on(2022, 9, 8), on(2022, 9, 13),
      TrainingCompleted{.course = "監督者研修", .category = TrainingCategory::basic, .minutes = 420, .provider = {}});
  file.noted(on(2023, 3, 10), on(2023, 3, 15),
             AppraisalFinalized{.period = 2022,
                                .profile = "clerical/chief",
                                .ability = "A",
                                .performance = "B",
                                .feedback_on = on(2023, 3, 17)});
  file.ordered(
      on(2024, 4, 1), on(2024, 3, 19),
      Transferred{
          .unit = unit("U-102"), .post = {}, .job_family = {}, .selection = TransferSelection::internal_posting});
}

void file_late_leaver(City& city) {
  PersonalFile file(city, 11);
  file.migrated(on(2014, 4, 1), PersonRegistered{.name = "中野 拓海",
                                                 .kana = "ナカノ タクミ",
                                                 .birth = on(1991, 11, 2),
                                                 .sex = Sex::male,
                                                 .prior_service_months = {}});
  file.migrated(on(2014, 4, 1), Hired{.kind = EmploymentKind::regular,
                                      .unit = unit("U-402"),
                                      .rank = "clerk",
                                      .grade = 1,
                                      .step = 25,
                                      .post = {},
                                      .job_family = "engineer",
                                      .route = Route::exam_university,
                                      .term_end = {},
                                      .weekly_minutes = {}});
  file.noted(on(2014, 10, 1), on(2014, 9, 22), ProbationCompleted{.outcome = ProbationOutcome::confirmed, .until = {}});
  file.ordered(on(2018, 4, 1), on(2018, 3, 20),
               Transferred{.unit = unit("U-403"), .post = {}, .job_family = {}, .selection = {}});
  file.ordered(on(2021, 4, 1), on(2021, 3, 22), Promoted{.rank = "senior", .grade = 3, .unit = {}, .post = {}});
  file.ordered(on(2022, 3, 31), on(2022, 5, 18), Separated{.reason = "voluntary", .detail = {}});
}

}  // namespace

void file_showcase(City& city) {
  PersonalFile file(city, 7);
  file_first_years(file);
  file_child(file);
  file_senior_years(file);
  file_promotion(file);
  file_late_leaver(city);
}

}  // namespace rireki::demo
