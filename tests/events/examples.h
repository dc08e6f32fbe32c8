// One full and one minimal example of every event type, as JSON: what the tests of the codecs run through.
// The golden files were written from the full ones; an example is never edited once its golden file exists.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <catch2/catch.hpp>

#include "events/types/catalog.h"
#include "events/types/event_json.h"

namespace rireki::examples {

/// The `data` of one type: `full` gives every field, in the contract's order, `minimal` only what is required.
struct Example {
  EventType type{};
  std::string_view full;
  std::string_view minimal;
};

inline constexpr std::array<Example, kEventTypeCount> kExamples = {{
    {EventType::PersonRegistered,
     R"({"name":"見本 花子","kana":"ミホン ハナコ","birth":"1984-04-01","sex":"female","prior_service_months":27})",
     R"({"name":"見本 花子","birth":"1984-04-01","sex":"unknown"})"},
    {EventType::PersonDetailsChanged, R"({"name":"雛形 花子","kana":"ヒナガタ ハナコ","sex":"other"})",
     R"({"name":"雛形 花子"})"},
    {EventType::Hired,
     R"({"kind":"fixed_term","unit":"U-101","rank":"clerk","grade":2,"step":41,"post":"窓口担当",)"
     R"("job_family":"general","route":"exam_university","term_end":"2026-03-31","weekly_minutes":2325})",
     R"({"kind":"regular","unit":"U-101","rank":"clerk","job_family":"general"})"},
    {EventType::ProbationCompleted, R"({"outcome":"extended","until":"2023-12-31"})", R"({"outcome":"confirmed"})"},
    {EventType::TermRenewed, R"({"term_end":"2027-03-31"})", R"({"term_end":"2027-03-31"})"},
    {EventType::RetirementDeferred,
     R"({"kind":"manager_limit_extension","until":"2025-03-31","ground":"後任の育成のため"})",
     R"({"kind":"retirement_extension","until":"2025-03-31"})"},
    {EventType::Promoted, R"({"rank":"chief","grade":3,"unit":"U-102","post":"係長"})", R"({"rank":"chief"})"},
    {EventType::Demoted, R"({"rank":"clerk","grade":2,"unit":"U-101","post":"主任","cause":"manager_age_limit"})",
     R"({"rank":"clerk","cause":"request"})"},
    {EventType::GradeChanged, R"({"grade":20,"step":300})", R"({"grade":1})"},
    {EventType::Transferred,
     R"({"unit":"U-103","post":"調整担当","job_family":"nurse","selection":"internal_posting"})",
     R"({"unit":"U-103"})"},
    {EventType::AssignmentAdded,
     R"({"assignment":"A-1","kind":"mentor","unit":"U-104","counterpart":"P000124","label":"新採用職員の指導"})",
     R"({"assignment":"A-1","kind":"custom"})"},
    {EventType::AssignmentEnded, R"({"assignment":"A-1"})", R"({"assignment":"A-1"})"},
    {EventType::SecondmentStarted, R"({"host":"北海道庁","basis":"exchange","planned_last_day":"2025-03-31"})",
     R"({"host":"北海道庁","basis":"dispatch"})"},
    {EventType::SecondmentEnded, R"({"unit":"U-101"})", R"({})"},
    {EventType::WorkPatternChanged, R"({"pattern":"alternate","weekly_minutes":1860,"telework":true})",
     R"({"pattern":"shift"})"},
    {EventType::AbsenceStarted,
     R"({"absence":"B-1","kind":"childcare","cause":"none","planned_last_day":"2024-03-31","family_event":"F-1"})",
     R"({"absence":"B-1","kind":"sick_leave","cause":"mental"})"},
    {EventType::AbsenceExtended, R"({"absence":"B-1","kind":"medical_suspension","planned_last_day":"2024-09-30"})",
     R"({"absence":"B-1"})"},
    {EventType::AbsenceEnded, R"({"absence":"B-1","via":"rehabilitation"})", R"({"absence":"B-1"})"},
    {EventType::FamilyEventRecorded, R"({"family_event":"F-1","kind":"child_born"})",
     R"({"family_event":"F-1","kind":"care"})"},
    {EventType::DisciplineImposed, R"({"kind":"pay_cut","until":"2023-09-30"})", R"({"kind":"reprimand"})"},
    {EventType::ResignationTendered, R"({"intended_last_day":"2024-03-31"})", R"({"intended_last_day":"2024-03-31"})"},
    {EventType::ResignationWithdrawn, R"({})", R"({})"},
    {EventType::Separated, R"({"reason":"voluntary","detail":"実家の転居"})", R"({"reason":"voluntary"})"},
    {EventType::TrainingCompleted,
     R"({"course":"C-新任係長","category":"basic","minutes":780,"provider":"研修センター"})",
     R"({"course":"C-新任係長","category":"qualification"})"},
    {EventType::AppraisalFinalized,
     R"({"period":2022,"profile":"chief","ability":"能力評語甲","performance":"業績評語乙","feedback_on":"2023-03-20"})",
     R"({"period":2022,"profile":"chief"})"},
    {EventType::CareerPreferenceDeclared, R"({"track":"specialist","wishes":"税務の仕事を続けたい"})",
     R"({"track":"undecided"})"},
    {EventType::AttendanceRecorded,
     R"({"month":"2023-04","overtime_minutes":1215,"paid_leave_minutes":465,"overtime_eligible":true})",
     R"({"month":"2023-04","overtime_minutes":0,"paid_leave_minutes":0,"overtime_eligible":false})"},
    {EventType::PersonalDataErased, R"({"categories":["identity","attributes","sensitive"],"basis":"保存年限の満了"})",
     R"({"categories":["sensitive"],"basis":"本人の請求"})"},
    {EventType::OrgUnitEstablished,
     R"({"name":"総務課","kana":"ソウムカ","parent":"U-100","authority":"mayor","fields":["総務","人事"]})",
     R"({"name":"総務課"})"},
    {EventType::OrgUnitChanged, R"({"name":"総務人事課","parent":"U-200","authority":"board"})", R"({})"},
    {EventType::OrgUnitAbolished, R"({"successor":"U-201"})", R"({})"},
    {EventType::ExamRoundHeld,
     R"({"fiscal_year":2023,"recruiter":"市","category":"大学卒","applicants":120,"takers":98,"passed":14,"accepted":11})",
     R"({"fiscal_year":2023,"recruiter":"市","category":"大学卒","applicants":120,"takers":98})"},
    {EventType::SurveyTallied,
     R"({"survey":"職員意識調査R5","question":"Q1","group":"age:30s","answered":210,"positive":131})",
     R"({"survey":"職員意識調査R5","question":"Q1","group":"all","answered":0,"positive":0})"},
    {EventType::TrainingSurveyTallied, R"({"fiscal_year":2023,"course":"C-1","answers":31,"score_sum":128})",
     R"({"fiscal_year":2023,"answers":31,"score_sum":128})"},
    {EventType::StressCheckTallied, R"({"fiscal_year":2023,"unit":"U-101","examinees":24,"high_stress":3})",
     R"({"fiscal_year":2023,"examinees":24,"high_stress":3})"},
    {EventType::AttendanceTallied,
     R"({"fiscal_year":2023,"population":"all","person_months":9600,"overtime_minutes":1234567,)"
     R"("full_period_staff":760,"paid_leave_minutes":4567890})",
     R"({"fiscal_year":2023,"population":"all","person_months":0,"overtime_minutes":0,)"
     R"("full_period_staff":0,"paid_leave_minutes":0})"},
    {EventType::WorkplaceTrainingFiled,
     R"({"fiscal_year":2023,"form":"report","rows":[{"date":"2023-06-01","title":"窓口対応","purpose":"接遇の向上",)"
     R"("content":"事例研究","audience":"全員","sessions":2,"lecturer":"係長","effect":"苦情の減少","participants":12},)"
     R"({"date":"2023-07-01","title":"法令","purpose":"知識","content":"講義"}]})",
     R"({"fiscal_year":2023,"form":"plan","rows":[]})"},
    {EventType::MeasureProgressed,
     R"({"measure":"M-1","owner":"職員課","fiscal_year":2023,"status":"started","evidence":"要綱の制定"})",
     R"({"measure":"M-1","owner":"職員課","fiscal_year":2023,"status":"considering"})"},
    {EventType::BenchmarkPublished, R"({"indicator":"KPI2","fiscal_year":2022,"value":12.625,"source":"総務省調査"})",
     R"({"indicator":"KPI2","fiscal_year":2022,"value":-3,"source":"総務省調査"})"},
    {EventType::PolicyAdopted,
     R"({"policy":"otaru","version":"R6","document":"[policy]\nid = \"otaru\"\nversion = \"R6\"\n"})",
     R"({"policy":"otaru","version":"R6","document":""})"},
    {EventType::PeriodClosed,
     R"({"period":"2023-04","as_of":"2023-04-30","known_seq":4711,"policy_version":"R5",)"
     R"("figures":[{"id":"KPI1","value":0.125,"numerator":1,"denominator":8},{"id":"KPI2","value":13}],)"
     R"("content_hash":"9f86d081884c7d659a2feaa0c55ad015"})",
     R"({"period":"FY2022","as_of":"2023-03-31","known_seq":0,"policy_version":"R5","figures":[],"content_hash":"0"})"},
    {EventType::EventCorrected,
     R"({"target":"ex-PersonRegistered","effective":"2023-03-15","line":2,)"
     R"("data":{"name":"見本 華子","birth":"1984-04-02","sex":"female"},"cause":"late_information"})",
     R"({"target":"ex-PersonRegistered","data":{"name":"見本 華子","birth":"1984-04-02","sex":"male"},"cause":"clerical"})"},
    {EventType::EventVoided, R"({"target":"ex-Promoted","cause":"wrong_person"})",
     R"({"target":"ex-Promoted","cause":"duplicate"})"},
}};

/// Values of personal fields in the examples, and pieces of them: no message may hold one.
inline constexpr std::array<std::string_view, 14> kPersonalPieces = {
    "見本", "花子", "華子",       "雛形",       "ミホン",   "ハナコ", "ヒナガタ",
    "1984", "税務", "能力評語甲", "業績評語乙", "実家の転", "評語",   "続けたい"};

/// What the correction of the examples replaces.
inline constexpr EventType kCorrectedType = EventType::PersonRegistered;

inline std::string subject_of(EventType type) {
  switch (traits_of(type).subject) {
    case SubjectKind::unit:
      return "U-101";
    case SubjectKind::organisation:
      return "org";
    default:
      return "P000123";
  }
}

inline std::string line_with(EventType type, std::string_view data) {
  return R"({"id":"ex-)" + std::string(to_text(type)) + R"(","type":")" + std::string(to_text(type)) +
         R"(","subject":")" + subject_of(type) +
         R"(","effective":"2023-04-01","line":7,"recorded":"2023-03-24T01:02:03.456Z","actor":"hr-officer-7",)"
         R"("approved_by":"hr-chief-1","order_ref":"R5-121","note":"辞令のとおり","data":)" +
         std::string(data) + "}";
}

/// Every key of section 3 and every field of the type, in the contract's order.
inline std::string full_line(const Example& e) { return line_with(e.type, e.full); }

/// Only what is required.
inline std::string minimal_line(const Example& e) {
  const bool dated = traits_of(e.type).subject != SubjectKind::of_target;
  return R"({"type":")" + std::string(to_text(e.type)) + R"(","subject":")" + subject_of(e.type) + R"(",)" +
         (dated ? R"("effective":"2023-04-01",)" : "") + R"("data":)" + std::string(e.minimal) + "}";
}

inline bool same_event(const Event& a, const Event& b) {
  return a.id == b.id && a.recorded == b.recorded && same_content(a, b);
}

/// As admission does it: a correction's data are read as its target's, and a correction or void has a date.
inline Event resolved(Event event) {
  if (auto* correction = std::get_if<EventCorrected>(&event.data.value)) {
    EventReader reader;
    auto data = reader.read_data(kCorrectedType, correction->data.json);
    REQUIRE(data);
    correction->data.data = std::make_shared<EventData>(std::move(*data));
  }
  if (!event.effective) event.effective = from_civil({2023, 4, 1});
  if (event.id.empty()) event.id = "ex-minimal";
  return event;
}

inline Event full_event(const Example& e) {
  EventReader reader;
  auto event = reader.read(full_line(e), {.needs_recorded = true});
  REQUIRE(event);
  return resolved(std::move(*event));
}

inline Event minimal_event(const Example& e) {
  EventReader reader;
  auto event = reader.read(minimal_line(e));
  REQUIRE(event);
  return resolved(std::move(*event));
}

/// A small generator with a fixed course: the same mutations in every run.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }

 private:
  std::uint64_t state_;
};

/// 10 with RIREKI_TEST_FULL=1, else 1.
inline std::size_t effort() {
  const char* full = std::getenv("RIREKI_TEST_FULL");
  return full != nullptr && std::string_view(full) == "1" ? 10 : 1;
}

}  // namespace rireki::examples
