// Event types whose subject is a person (contract, section 4). Personal fields are marked by `personal`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/calendar/day.h"
#include "events/types/field.h"

namespace rireki {

using Text = std::string;
using Count = std::int64_t;

struct PersonRegistered {
  Text name;
  std::optional<Text> kana;
  Day birth;
  Sex sex{};
  std::optional<Count> prior_service_months;
  friend bool operator==(const PersonRegistered&, const PersonRegistered&) = default;

  static constexpr auto fields =
      std::make_tuple(personal("name", &PersonRegistered::name, PersonalCategory::identity),
                      personal("kana", &PersonRegistered::kana, PersonalCategory::identity),
                      personal("birth", &PersonRegistered::birth, PersonalCategory::attributes),
                      personal("sex", &PersonRegistered::sex, PersonalCategory::attributes),
                      field("prior_service_months", &PersonRegistered::prior_service_months));
};

/// At least one field is given.
struct PersonDetailsChanged {
  std::optional<Text> name;
  std::optional<Text> kana;
  std::optional<Sex> sex;
  friend bool operator==(const PersonDetailsChanged&, const PersonDetailsChanged&) = default;

  static constexpr auto fields =
      std::make_tuple(personal("name", &PersonDetailsChanged::name, PersonalCategory::identity),
                      personal("kana", &PersonDetailsChanged::kana, PersonalCategory::identity),
                      personal("sex", &PersonDetailsChanged::sex, PersonalCategory::attributes));
};

struct Hired {
  EmploymentKind kind{};
  Identifier unit;
  Text rank;
  std::optional<Count> grade;
  std::optional<Count> step;
  std::optional<Text> post;
  Text job_family;
  std::optional<Route> route;
  std::optional<Day> term_end;
  std::optional<Count> weekly_minutes;
  friend bool operator==(const Hired&, const Hired&) = default;

  static constexpr auto fields = std::make_tuple(
      field("kind", &Hired::kind), field("unit", &Hired::unit), field("rank", &Hired::rank),
      field("grade", &Hired::grade, kGradeBounds), field("step", &Hired::step, kStepBounds),
      field("post", &Hired::post), field("job_family", &Hired::job_family), field("route", &Hired::route),
      field("term_end", &Hired::term_end), field("weekly_minutes", &Hired::weekly_minutes));
};

struct ProbationCompleted {
  ProbationOutcome outcome{};
  std::optional<Day> until;
  friend bool operator==(const ProbationCompleted&, const ProbationCompleted&) = default;

  static constexpr auto fields =
      std::make_tuple(field("outcome", &ProbationCompleted::outcome), field("until", &ProbationCompleted::until));
};

struct TermRenewed {
  Day term_end;
  friend bool operator==(const TermRenewed&, const TermRenewed&) = default;

  static constexpr auto fields = std::make_tuple(field("term_end", &TermRenewed::term_end));
};

struct RetirementDeferred {
  DeferralKind kind{};
  Day until;
  std::optional<Text> ground;
  friend bool operator==(const RetirementDeferred&, const RetirementDeferred&) = default;

  static constexpr auto fields =
      std::make_tuple(field("kind", &RetirementDeferred::kind), field("until", &RetirementDeferred::until),
                      field("ground", &RetirementDeferred::ground));
};

struct Promoted {
  Text rank;
  std::optional<Count> grade;
  std::optional<Identifier> unit;
  std::optional<Text> post;
  friend bool operator==(const Promoted&, const Promoted&) = default;

  static constexpr auto fields =
      std::make_tuple(field("rank", &Promoted::rank), field("grade", &Promoted::grade, kGradeBounds),
                      field("unit", &Promoted::unit), field("post", &Promoted::post));
};

struct Demoted {
  Text rank;
  std::optional<Count> grade;
  std::optional<Identifier> unit;
  std::optional<Text> post;
  DemotionCause cause{};
  friend bool operator==(const Demoted&, const Demoted&) = default;

  static constexpr auto fields =
      std::make_tuple(field("rank", &Demoted::rank), field("grade", &Demoted::grade, kGradeBounds),
                      field("unit", &Demoted::unit), field("post", &Demoted::post), field("cause", &Demoted::cause));
};

struct GradeChanged {
  Count grade = 0;
  std::optional<Count> step;
  friend bool operator==(const GradeChanged&, const GradeChanged&) = default;

  static constexpr auto fields = std::make_tuple(field("grade", &GradeChanged::grade, kGradeBounds),
                                                 field("step", &GradeChanged::step, kStepBounds));
};

struct Transferred {
  Identifier unit;
  std::optional<Text> post;
  std::optional<Text> job_family;
  std::optional<TransferSelection> selection;
  friend bool operator==(const Transferred&, const Transferred&) = default;

  static constexpr auto fields =
      std::make_tuple(field("unit", &Transferred::unit), field("post", &Transferred::post),
                      field("job_family", &Transferred::job_family), field("selection", &Transferred::selection));
};

struct AssignmentAdded {
  Identifier assignment;
  AssignmentKind kind{};
  std::optional<Identifier> unit;
  std::optional<Identifier> counterpart;
  std::optional<Text> label;
  friend bool operator==(const AssignmentAdded&, const AssignmentAdded&) = default;

  static constexpr auto fields =
      std::make_tuple(field("assignment", &AssignmentAdded::assignment), field("kind", &AssignmentAdded::kind),
                      field("unit", &AssignmentAdded::unit), field("counterpart", &AssignmentAdded::counterpart),
                      field("label", &AssignmentAdded::label));
};

struct AssignmentEnded {
  Identifier assignment;
  friend bool operator==(const AssignmentEnded&, const AssignmentEnded&) = default;

  static constexpr auto fields = std::make_tuple(field("assignment", &AssignmentEnded::assignment));
};

struct SecondmentStarted {
  Text host;
  SecondmentBasis basis{};
  std::optional<Day> planned_last_day;
  friend bool operator==(const SecondmentStarted&, const SecondmentStarted&) = default;

  static constexpr auto fields =
      std::make_tuple(field("host", &SecondmentStarted::host), field("basis", &SecondmentStarted::basis),
                      field("planned_last_day", &SecondmentStarted::planned_last_day));
};

struct SecondmentEnded {
  std::optional<Identifier> unit;
  friend bool operator==(const SecondmentEnded&, const SecondmentEnded&) = default;

  static constexpr auto fields = std::make_tuple(field("unit", &SecondmentEnded::unit));
};

struct WorkPatternChanged {
  Pattern pattern{};
  std::optional<Count> weekly_minutes;
  std::optional<bool> telework;
  friend bool operator==(const WorkPatternChanged&, const WorkPatternChanged&) = default;

  static constexpr auto fields = std::make_tuple(field("pattern", &WorkPatternChanged::pattern),
                                                 field("weekly_minutes", &WorkPatternChanged::weekly_minutes),
                                                 field("telework", &WorkPatternChanged::telework));
};

struct AbsenceStarted {
  Identifier absence;
  AbsenceKind kind{};
  AbsenceCause cause{};
  std::optional<Day> planned_last_day;
  std::optional<Identifier> family_event;
  friend bool operator==(const AbsenceStarted&, const AbsenceStarted&) = default;

  static constexpr auto fields =
      std::make_tuple(field("absence", &AbsenceStarted::absence), field("kind", &AbsenceStarted::kind),
                      personal("cause", &AbsenceStarted::cause, PersonalCategory::sensitive),
                      field("planned_last_day", &AbsenceStarted::planned_last_day),
                      field("family_event", &AbsenceStarted::family_event));
};

struct AbsenceExtended {
  Identifier absence;
  std::optional<AbsenceKind> kind;
  std::optional<Day> planned_last_day;
  friend bool operator==(const AbsenceExtended&, const AbsenceExtended&) = default;

  static constexpr auto fields =
      std::make_tuple(field("absence", &AbsenceExtended::absence), field("kind", &AbsenceExtended::kind),
                      field("planned_last_day", &AbsenceExtended::planned_last_day));
};

struct AbsenceEnded {
  Identifier absence;
  std::optional<ReturnVia> via;
  friend bool operator==(const AbsenceEnded&, const AbsenceEnded&) = default;

  static constexpr auto fields =
      std::make_tuple(field("absence", &AbsenceEnded::absence), field("via", &AbsenceEnded::via));
};

struct FamilyEventRecorded {
  Identifier family_event;
  FamilyEventKind kind{};
  friend bool operator==(const FamilyEventRecorded&, const FamilyEventRecorded&) = default;

  static constexpr auto fields =
      std::make_tuple(field("family_event", &FamilyEventRecorded::family_event),
                      personal("kind", &FamilyEventRecorded::kind, PersonalCategory::sensitive));
};

struct DisciplineImposed {
  DisciplineKind kind{};
  std::optional<Day> until;
  friend bool operator==(const DisciplineImposed&, const DisciplineImposed&) = default;

  static constexpr auto fields =
      std::make_tuple(personal("kind", &DisciplineImposed::kind, PersonalCategory::sensitive),
                      field("until", &DisciplineImposed::until));
};

struct ResignationTendered {
  Day intended_last_day;
  friend bool operator==(const ResignationTendered&, const ResignationTendered&) = default;

  static constexpr auto fields = std::make_tuple(field("intended_last_day", &ResignationTendered::intended_last_day));
};

struct ResignationWithdrawn {
  friend bool operator==(const ResignationWithdrawn&, const ResignationWithdrawn&) = default;

  static constexpr auto fields = std::make_tuple();
};

struct Separated {
  Text reason;  // id of a [[reason]] of the policy in effect on the last day
  std::optional<Text> detail;
  friend bool operator==(const Separated&, const Separated&) = default;

  static constexpr auto fields = std::make_tuple(field("reason", &Separated::reason),
                                                 personal("detail", &Separated::detail, PersonalCategory::sensitive));
};

struct TrainingCompleted {
  Text course;
  TrainingCategory category{};
  std::optional<Count> minutes;
  std::optional<Text> provider;
  friend bool operator==(const TrainingCompleted&, const TrainingCompleted&) = default;

  static constexpr auto fields =
      std::make_tuple(field("course", &TrainingCompleted::course), field("category", &TrainingCompleted::category),
                      field("minutes", &TrainingCompleted::minutes), field("provider", &TrainingCompleted::provider));
};

struct AppraisalFinalized {
  Count period = 0;  // a fiscal year
  Text profile;
  std::optional<Text> ability;
  std::optional<Text> performance;
  std::optional<Day> feedback_on;
  friend bool operator==(const AppraisalFinalized&, const AppraisalFinalized&) = default;

  static constexpr auto fields = std::make_tuple(
      field("period", &AppraisalFinalized::period, kYearBounds), field("profile", &AppraisalFinalized::profile),
      personal("ability", &AppraisalFinalized::ability, PersonalCategory::sensitive),
      personal("performance", &AppraisalFinalized::performance, PersonalCategory::sensitive),
      field("feedback_on", &AppraisalFinalized::feedback_on));
};

struct CareerPreferenceDeclared {
  CareerTrack track{};
  std::optional<Text> wishes;
  friend bool operator==(const CareerPreferenceDeclared&, const CareerPreferenceDeclared&) = default;

  static constexpr auto fields =
      std::make_tuple(field("track", &CareerPreferenceDeclared::track),
                      personal("wishes", &CareerPreferenceDeclared::wishes, PersonalCategory::sensitive));
};

struct AttendanceRecorded {
  Month month;
  Count overtime_minutes = 0;
  Count paid_leave_minutes = 0;
  bool overtime_eligible = false;
  friend bool operator==(const AttendanceRecorded&, const AttendanceRecorded&) = default;

  static constexpr auto fields = std::make_tuple(field("month", &AttendanceRecorded::month),
                                                 field("overtime_minutes", &AttendanceRecorded::overtime_minutes),
                                                 field("paid_leave_minutes", &AttendanceRecorded::paid_leave_minutes),
                                                 field("overtime_eligible", &AttendanceRecorded::overtime_eligible));
};

struct PersonalDataErased {
  std::vector<PersonalCategory> categories;
  Text basis;
  friend bool operator==(const PersonalDataErased&, const PersonalDataErased&) = default;

  static constexpr auto fields =
      std::make_tuple(field("categories", &PersonalDataErased::categories), field("basis", &PersonalDataErased::basis));
};

}  // namespace rireki
