#include "projections/forms/words.h"

#include <algorithm>
#include <array>

#include "events/calendar/era.h"
#include "events/types/catalog.h"

namespace rireki {

namespace {

constexpr std::array<std::string_view, 4> kSexes = {"男", "女", "その他", "不明"};
constexpr std::array<std::string_view, 9> kEmployments = {
    "正規",         "任期付", "臨時",    "会計年度任用（フルタイム）", "会計年度任用（パートタイム）", "再任用",
    "再任用短時間", "特別職", "派遣受入"};
constexpr std::array<std::string_view, 12> kAssignments = {
    "兼務",         "併任",           "事務取扱",       "メンター",       "メンティー",     "デジタルリーダー",
    "デジタル専門", "職場研修総括者", "職場研修責任者", "職場研修管理者", "職場研修監督者", "その他"};
constexpr std::array<std::string_view, 10> kAbsences = {"病気休暇", "病気休職", "刑事休職",       "産前産後休暇",
                                                        "育児休業", "介護休暇", "自己啓発等休業", "配偶者同行休業",
                                                        "停職",     "専従休職"};
constexpr std::array<std::string_view, 6> kCategories = {"基本研修", "特別研修", "派遣研修",
                                                         "職場研修", "自己啓発", "資格"};
constexpr std::array<std::string_view, 3> kDisciplines = {"戒告", "減給", "停職"};

template <std::size_t N, class Enum>
std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
  static_assert(N == names(Enum{}).size());
  return words[static_cast<std::size_t>(value)];
}

template <class Entries>
std::string label_in(const Entries* entries, std::string_view id) {
  if (entries != nullptr) {
    for (const auto& entry : *entries) {
      if (entry.id == id && !entry.label.ja.empty()) return entry.label.ja;
    }
  }
  return std::string(id);
}

template <class Member>
std::string label_on(const World& world, Member entries, std::string_view id, Day day) {
  if (id.empty()) return "";
  const Policy* policy = world.policies.at(day);
  return label_in(policy == nullptr ? nullptr : &(policy->*entries), id);
}

std::string with(std::string_view what, std::string_view more) {
  return std::string(what) + "（" + std::string(more) + "）";
}

std::string until_ja(Day last) { return to_era_ja(last) + "まで"; }

}  // namespace

std::string rank_ja(const World& world, std::string_view rank, Day day) {
  return label_on(world, &Policy::ranks, rank, day);
}
std::string reason_ja(const World& world, std::string_view reason, Day day) {
  return label_on(world, &Policy::reasons, reason, day);
}
std::string authority_ja(const World& world, std::string_view authority, Day day) {
  return label_on(world, &Policy::authorities, authority, day);
}
std::string family_ja(const World& world, std::string_view family, Day day) {
  return label_on(world, &Policy::job_families, family, day);
}
std::string course_ja(const World& world, std::string_view course, Day day) {
  return label_on(world, &Policy::trainings, course, day);
}

std::string leaving_ja(const World& world, std::string_view reason, Day day) {
  return with("退職", reason_ja(world, reason, day));
}

std::string unit_ja(const World& world, std::string_view unit, Day day) {
  if (unit.empty()) return "";
  const UnitSpan* span = world.units.at(unit, day);
  return span == nullptr || span->name.empty() ? std::string(unit) : span->name;
}

std::string_view word_ja(Sex sex) { return word_of(kSexes, sex); }
std::string_view word_ja(EmploymentKind kind) { return word_of(kEmployments, kind); }
std::string_view word_ja(AssignmentKind kind) { return word_of(kAssignments, kind); }
std::string_view word_ja(AbsenceKind kind) { return word_of(kAbsences, kind); }
std::string_view word_ja(TrainingCategory category) { return word_of(kCategories, category); }
std::string_view word_ja(DisciplineKind kind) { return word_of(kDisciplines, kind); }

bool is_appointment(EventType type) {
  switch (type) {
    case EventType::Hired:
    case EventType::ProbationCompleted:
    case EventType::TermRenewed:
    case EventType::RetirementDeferred:
    case EventType::Promoted:
    case EventType::Demoted:
    case EventType::GradeChanged:
    case EventType::Transferred:
    case EventType::AssignmentAdded:
    case EventType::AssignmentEnded:
    case EventType::SecondmentStarted:
    case EventType::SecondmentEnded:
    case EventType::AbsenceStarted:
    case EventType::AbsenceExtended:
    case EventType::AbsenceEnded:
    case EventType::Separated:
      return true;
    default:
      return false;
  }
}

std::string grade_ja(const Employment& job) {
  if (job.grade == 0) return "";
  return std::to_string(job.grade) + "級" + (job.step == 0 ? "" : std::to_string(job.step) + "号給");
}

std::string place_ja(const PersonRow& row, const World& world, Day day) {
  if (!row.state->employment) return "";
  const Employment& job = *row.state->employment;
  std::string place = unit_ja(world, plain(job.unit), day) + "　" + rank_ja(world, plain(job.rank), day);
  if (given(job.post)) place += "　" + std::string(job.post);
  return place;
}

std::string text_or_erased(const std::optional<std::string>& text, const Personal& of, PersonalCategory category) {
  return of.is_erased(category) ? std::string(kErasedJa) : text.value_or("");
}

std::string matter_ja(const EventData& data, const World& world, Day day, bool changes_authority) {
  if (const auto* e = std::get_if<Hired>(&data.value)) {
    const std::string kind(word_ja(e->kind));
    return with("採用", e->term_end ? kind + "、" + until_ja(*e->term_end) : kind);
  }
  if (const auto* e = std::get_if<TermRenewed>(&data.value)) return with("任期更新", until_ja(e->term_end));
  if (std::holds_alternative<Transferred>(data.value)) return changes_authority ? "出向" : "配置換";
  if (const auto* e = std::get_if<AssignmentAdded>(&data.value)) {
    const std::string unit = e->unit ? " " + unit_ja(world, e->unit->text, day) : "";
    return std::string(word_ja(e->kind)) + (e->label ? " " + *e->label : "") + unit;
  }
  if (const auto* e = std::get_if<SecondmentStarted>(&data.value)) return with("派遣", e->host);
  if (const auto* e = std::get_if<AbsenceStarted>(&data.value)) return with("休務開始", word_ja(e->kind));
  if (const auto* e = std::get_if<Separated>(&data.value)) return leaving_ja(world, e->reason, day);
  return std::string(traits_of(static_cast<EventType>(data.value.index())).name_ja);
}

}  // namespace rireki
