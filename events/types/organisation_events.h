// Event types whose subject is a unit or the organisation itself (contract, section 4).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/calendar/day.h"
#include "events/types/field.h"

namespace rireki {

using Text = std::string;
using Count = std::int64_t;

struct OrgUnitEstablished {
  Text name;
  std::optional<Text> kana;
  std::optional<Identifier> parent;
  std::optional<Text> authority;
  std::optional<std::vector<Text>> career_fields;
  friend bool operator==(const OrgUnitEstablished&, const OrgUnitEstablished&) = default;

  static constexpr auto fields =
      std::make_tuple(field("name", &OrgUnitEstablished::name), field("kana", &OrgUnitEstablished::kana),
                      field("parent", &OrgUnitEstablished::parent), field("authority", &OrgUnitEstablished::authority),
                      field("fields", &OrgUnitEstablished::career_fields));
};

struct OrgUnitChanged {
  std::optional<Text> name;
  std::optional<Identifier> parent;
  std::optional<Text> authority;
  friend bool operator==(const OrgUnitChanged&, const OrgUnitChanged&) = default;

  static constexpr auto fields =
      std::make_tuple(field("name", &OrgUnitChanged::name), field("parent", &OrgUnitChanged::parent),
                      field("authority", &OrgUnitChanged::authority));
};

struct OrgUnitAbolished {
  std::optional<Identifier> successor;
  friend bool operator==(const OrgUnitAbolished&, const OrgUnitAbolished&) = default;

  static constexpr auto fields = std::make_tuple(field("successor", &OrgUnitAbolished::successor));
};

struct ExamRoundHeld {
  Count fiscal_year = 0;
  Text recruiter;
  Text category;
  Count applicants = 0;
  Count takers = 0;
  std::optional<Count> passed;
  std::optional<Count> accepted;
  friend bool operator==(const ExamRoundHeld&, const ExamRoundHeld&) = default;

  static constexpr auto fields =
      std::make_tuple(field("fiscal_year", &ExamRoundHeld::fiscal_year, kYearBounds),
                      field("recruiter", &ExamRoundHeld::recruiter), field("category", &ExamRoundHeld::category),
                      field("applicants", &ExamRoundHeld::applicants), field("takers", &ExamRoundHeld::takers),
                      field("passed", &ExamRoundHeld::passed), field("accepted", &ExamRoundHeld::accepted));
};

struct SurveyTallied {
  Text survey;
  Text question;
  Text group;
  Count answered = 0;
  Count positive = 0;
  friend bool operator==(const SurveyTallied&, const SurveyTallied&) = default;

  static constexpr auto fields =
      std::make_tuple(field("survey", &SurveyTallied::survey), field("question", &SurveyTallied::question),
                      field("group", &SurveyTallied::group), field("answered", &SurveyTallied::answered),
                      field("positive", &SurveyTallied::positive));
};

struct TrainingSurveyTallied {
  Count fiscal_year = 0;
  std::optional<Text> course;
  Count answers = 0;
  Count score_sum = 0;
  friend bool operator==(const TrainingSurveyTallied&, const TrainingSurveyTallied&) = default;

  static constexpr auto fields = std::make_tuple(field("fiscal_year", &TrainingSurveyTallied::fiscal_year, kYearBounds),
                                                 field("course", &TrainingSurveyTallied::course),
                                                 field("answers", &TrainingSurveyTallied::answers),
                                                 field("score_sum", &TrainingSurveyTallied::score_sum));
};

struct StressCheckTallied {
  Count fiscal_year = 0;
  std::optional<Identifier> unit;
  Count examinees = 0;
  Count high_stress = 0;
  friend bool operator==(const StressCheckTallied&, const StressCheckTallied&) = default;

  static constexpr auto fields = std::make_tuple(
      field("fiscal_year", &StressCheckTallied::fiscal_year, kYearBounds), field("unit", &StressCheckTallied::unit),
      field("examinees", &StressCheckTallied::examinees), field("high_stress", &StressCheckTallied::high_stress));
};

struct AttendanceTallied {
  Count fiscal_year = 0;
  Text population;
  Count person_months = 0;
  Count overtime_minutes = 0;
  Count full_period_staff = 0;
  Count paid_leave_minutes = 0;
  friend bool operator==(const AttendanceTallied&, const AttendanceTallied&) = default;

  static constexpr auto fields = std::make_tuple(field("fiscal_year", &AttendanceTallied::fiscal_year, kYearBounds),
                                                 field("population", &AttendanceTallied::population),
                                                 field("person_months", &AttendanceTallied::person_months),
                                                 field("overtime_minutes", &AttendanceTallied::overtime_minutes),
                                                 field("full_period_staff", &AttendanceTallied::full_period_staff),
                                                 field("paid_leave_minutes", &AttendanceTallied::paid_leave_minutes));
};

/// One line of form 1 (plan) or form 2 (report) of workplace training.
struct WorkplaceTrainingRow {
  Day date;
  Text title;
  Text purpose;
  Text content;
  std::optional<Text> audience;
  std::optional<Count> sessions;
  std::optional<Text> lecturer;
  std::optional<Text> effect;
  std::optional<Count> participants;
  friend bool operator==(const WorkplaceTrainingRow&, const WorkplaceTrainingRow&) = default;

  static constexpr auto fields = std::make_tuple(
      field("date", &WorkplaceTrainingRow::date), field("title", &WorkplaceTrainingRow::title),
      field("purpose", &WorkplaceTrainingRow::purpose), field("content", &WorkplaceTrainingRow::content),
      field("audience", &WorkplaceTrainingRow::audience), field("sessions", &WorkplaceTrainingRow::sessions),
      field("lecturer", &WorkplaceTrainingRow::lecturer), field("effect", &WorkplaceTrainingRow::effect),
      field("participants", &WorkplaceTrainingRow::participants));
};

/// Subject: a unit.
struct WorkplaceTrainingFiled {
  Count fiscal_year = 0;
  TrainingForm form{};
  std::vector<WorkplaceTrainingRow> rows;
  friend bool operator==(const WorkplaceTrainingFiled&, const WorkplaceTrainingFiled&) = default;

  static constexpr auto fields =
      std::make_tuple(field("fiscal_year", &WorkplaceTrainingFiled::fiscal_year, kYearBounds),
                      field("form", &WorkplaceTrainingFiled::form), field("rows", &WorkplaceTrainingFiled::rows));
};

struct MeasureProgressed {
  Text measure;
  Text owner;
  Count fiscal_year = 0;
  MeasureStatus status{};
  std::optional<Text> evidence;
  friend bool operator==(const MeasureProgressed&, const MeasureProgressed&) = default;

  static constexpr auto fields =
      std::make_tuple(field("measure", &MeasureProgressed::measure), field("owner", &MeasureProgressed::owner),
                      field("fiscal_year", &MeasureProgressed::fiscal_year, kYearBounds),
                      field("status", &MeasureProgressed::status), field("evidence", &MeasureProgressed::evidence));
};

struct BenchmarkPublished {
  Text indicator;
  Count fiscal_year = 0;
  double value = 0;
  Text source;
  friend bool operator==(const BenchmarkPublished&, const BenchmarkPublished&) = default;

  static constexpr auto fields =
      std::make_tuple(field("indicator", &BenchmarkPublished::indicator),
                      field("fiscal_year", &BenchmarkPublished::fiscal_year, kYearBounds),
                      field("value", &BenchmarkPublished::value), field("source", &BenchmarkPublished::source));
};

struct PolicyAdopted {
  Text policy;
  Text version;
  Document document;  // TOML, see events/policy
  friend bool operator==(const PolicyAdopted&, const PolicyAdopted&) = default;

  static constexpr auto fields =
      std::make_tuple(field("policy", &PolicyAdopted::policy), field("version", &PolicyAdopted::version),
                      field("document", &PolicyAdopted::document));
};

struct PublishedFigure {
  Text id;
  double value = 0;
  std::optional<double> numerator;
  std::optional<double> denominator;
  friend bool operator==(const PublishedFigure&, const PublishedFigure&) = default;

  static constexpr auto fields = std::make_tuple(
      field("id", &PublishedFigure::id), field("value", &PublishedFigure::value),
      field("numerator", &PublishedFigure::numerator), field("denominator", &PublishedFigure::denominator));
};

/// A fiscal year (`FY2022`) or a month (`2022-04`) that has been published.
struct Period {
  bool is_fiscal_year = true;
  std::int32_t index = 0;  // the year, or Month::index
  friend bool operator==(const Period&, const Period&) = default;
};

struct PeriodClosed {
  Period period;
  Day as_of;
  Count known_seq = 0;
  Text policy_version;
  std::vector<PublishedFigure> figures;
  Text content_hash;
  friend bool operator==(const PeriodClosed&, const PeriodClosed&) = default;

  static constexpr auto fields = std::make_tuple(
      field("period", &PeriodClosed::period), field("as_of", &PeriodClosed::as_of),
      field("known_seq", &PeriodClosed::known_seq), field("policy_version", &PeriodClosed::policy_version),
      field("figures", &PeriodClosed::figures), field("content_hash", &PeriodClosed::content_hash));
};

}  // namespace rireki
