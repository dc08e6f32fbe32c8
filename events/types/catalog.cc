#include "events/types/catalog.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rireki {

namespace {

constexpr auto person = SubjectKind::person;
constexpr auto unit = SubjectKind::unit;
constexpr auto org = SubjectKind::organisation;
constexpr auto of_target = SubjectKind::of_target;

constexpr std::array<TypeTraits, kEventTypeCount> kTraits = {{
    {"PersonRegistered", "職員登録", person, 30, 1},
    {"PersonDetailsChanged", "氏名等変更", person, 40, 1},
    {"Hired", "採用", person, 30, 1},
    {"ProbationCompleted", "正式採用", person, 40, 1},
    {"TermRenewed", "任期更新", person, 15, 1},
    {"RetirementDeferred", "勤務延長・役職定年特例", person, 40, 1},
    {"Promoted", "昇任", person, 40, 1},
    {"Demoted", "降任", person, 40, 1},
    {"GradeChanged", "昇格・昇給", person, 40, 1},
    {"Transferred", "異動", person, 40, 1},
    {"AssignmentAdded", "兼務・役割指定", person, 50, 1},
    {"AssignmentEnded", "兼務解除等", person, 90, 1},
    {"SecondmentStarted", "派遣", person, 50, 1},
    {"SecondmentEnded", "復帰", person, 20, 1},
    {"WorkPatternChanged", "勤務形態変更", person, 40, 1},
    {"AbsenceStarted", "休務開始", person, 50, 1},
    {"AbsenceExtended", "休務更新・種別変更", person, 40, 1},
    {"AbsenceEnded", "復職", person, 20, 1},
    {"FamilyEventRecorded", "子の出生等", person, 60, 1},
    {"DisciplineImposed", "懲戒処分", person, 60, 1},
    {"ResignationTendered", "退職願受理", person, 60, 1},
    {"ResignationWithdrawn", "退職願撤回", person, 60, 1},
    {"Separated", "退職・離職", person, 95, 1},
    {"TrainingCompleted", "研修修了・資格取得", person, 60, 1},
    {"AppraisalFinalized", "人事評価確定", person, 60, 1},
    {"CareerPreferenceDeclared", "自己申告", person, 60, 1},
    {"AttendanceRecorded", "月次勤怠", person, 60, 1},
    {"PersonalDataErased", "個人情報消去", person, 60, 1},
    {"OrgUnitEstablished", "組織設置", unit, 10, 1},
    {"OrgUnitChanged", "改称・移管", unit, 10, 1},
    {"OrgUnitAbolished", "廃止", unit, 90, 1},
    {"ExamRoundHeld", "採用試験", org, 60, 1},
    {"SurveyTallied", "調査集計", org, 60, 1},
    {"TrainingSurveyTallied", "研修アンケート集計", org, 60, 1},
    {"StressCheckTallied", "ストレスチェック集計", org, 60, 1},
    {"AttendanceTallied", "勤怠集計", org, 60, 1},
    {"WorkplaceTrainingFiled", "様式1・2", unit, 60, 1},
    {"MeasureProgressed", "具体的取組", org, 60, 1},
    {"BenchmarkPublished", "外部比較値", org, 60, 1},
    {"PolicyAdopted", "方針採択", org, 10, 1},
    {"PeriodClosed", "締め", org, 60, 1},
    {"EventCorrected", "訂正", of_target, 0, 1},
    {"EventVoided", "取消", of_target, 0, 1},
}};

template <std::size_t... I>
constexpr auto make_empty_table(std::index_sequence<I...>) {
  return std::array<EventData (*)(), sizeof...(I)>{[] { return EventData{EventVariant(std::in_place_index<I>)}; }...};
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

/// Whether this is one of the names that stand between middle dots, or all of them.
bool is_called(std::string_view names, std::string_view name) {
  constexpr std::string_view kDot = "・";
  if (names == name) return true;
  while (true) {
    const std::size_t end = names.find(kDot);
    if (names.substr(0, end) == name) return true;
    if (end == std::string_view::npos) return false;
    names.remove_prefix(end + kDot.size());
  }
}

}  // namespace

const TypeTraits& traits_of(EventType type) noexcept { return kTraits[static_cast<std::size_t>(type)]; }

std::string_view to_text(EventType type) noexcept { return traits_of(type).name; }

std::optional<EventType> event_type(std::string_view name) noexcept {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, EventType> map;
    for (std::size_t i = 0; i < kTraits.size(); ++i) map.emplace(kTraits[i].name, static_cast<EventType>(i));
    return map;
  }();
  const auto it = by_name.find(name);
  if (it == by_name.end()) return std::nullopt;
  return it->second;
}

EventData empty_data(EventType type) {
  static constexpr auto table = make_empty_table(std::make_index_sequence<kEventTypeCount>());
  return table[static_cast<std::size_t>(type)]();
}

bool places_in_unit(EventType type) noexcept {
  return type == EventType::Hired || type == EventType::Promoted || type == EventType::Demoted ||
         type == EventType::Transferred || type == EventType::SecondmentEnded;
}

bool comes_with_an_order(EventType type) noexcept {
  return places_in_unit(type) || type == EventType::Separated || type == EventType::GradeChanged ||
         type == EventType::AssignmentAdded || type == EventType::SecondmentStarted;
}

std::optional<EventType> type_meant_by(std::string_view name) {
  constexpr std::size_t kLongest = 64;
  constexpr std::size_t kPartMin = 4;
  constexpr std::size_t kLettersPerSlip = 3;
  if (name.size() > kLongest) return std::nullopt;
  const std::string written = in_lower_case(name);
  auto meant = std::ranges::find_if(kTraits, [&](const TypeTraits& t) { return is_called(t.name_ja, name); });
  if (meant == kTraits.end() && written.size() >= kPartMin) {
    meant = std::ranges::find_if(kTraits, [&](const TypeTraits& t) { return in_lower_case(t.name).contains(written); });
  }
  if (meant == kTraits.end()) {
    const auto distance = [&](const TypeTraits& t) { return edit_distance(written, in_lower_case(t.name)); };
    const auto nearest = std::ranges::min_element(kTraits, {}, distance);
    if (distance(*nearest) <= written.size() / kLettersPerSlip) meant = nearest;
  }
  if (meant == kTraits.end()) return std::nullopt;
  return static_cast<EventType>(meant - kTraits.begin());
}

std::string hint_of_types(std::string_view name) {
  const auto meant = type_meant_by(name);
  return (meant ? "; did you mean " + std::string(to_text(*meant)) + "?" : "") + "; `rireki types` lists them all";
}

}  // namespace rireki
