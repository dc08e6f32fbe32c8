// The Japanese words of forms: of the Policy and the units where they name something, else those usual in personnel
// orders (人事異動の種類; domain, 2.3).
#pragma once

#include <string>
#include <string_view>

#include "events/types/event.h"
#include "projections/forms/form.h"
#include "projections/person_row.h"

namespace rireki {

/// The label of a rank or reason on a day, else its id; of a unit its name, else its code.
[[nodiscard]] std::string rank_ja(const World& world, std::string_view rank, Day day);
[[nodiscard]] std::string reason_ja(const World& world, std::string_view reason, Day day);
/// "退職（自己都合）"
[[nodiscard]] std::string leaving_ja(const World& world, std::string_view reason, Day day);
[[nodiscard]] std::string authority_ja(const World& world, std::string_view authority, Day day);
[[nodiscard]] std::string family_ja(const World& world, std::string_view family, Day day);
[[nodiscard]] std::string unit_ja(const World& world, std::string_view unit, Day day);
/// The label of a course in the catalogue of the day, else what was recorded.
[[nodiscard]] std::string course_ja(const World& world, std::string_view course, Day day);

[[nodiscard]] std::string_view word_ja(Sex sex);
[[nodiscard]] std::string_view word_ja(EmploymentKind kind);
[[nodiscard]] std::string_view word_ja(AssignmentKind kind);
[[nodiscard]] std::string_view word_ja(AbsenceKind kind);
[[nodiscard]] std::string_view word_ja(TrainingCategory category);
[[nodiscard]] std::string_view word_ja(DisciplineKind kind);

/// What an order says happened (発令事項): "昇任", "休務開始（育児休業）", "出向" for a transfer between authorities
/// and "配置換" within one. Never a personal field.
[[nodiscard]] std::string matter_ja(const EventData& data, const World& world, Day day, bool changes_authority);

/// Whether an event of this type is what an order, or a notice like one, tells the person.
[[nodiscard]] bool is_appointment(EventType type);

/// "2級14号給"; empty: none is set.
[[nodiscard]] std::string grade_ja(const Employment& job);

/// Where somebody stands: "福祉課　主事　窓口担当".
[[nodiscard]] std::string place_ja(const PersonRow& row, const World& world, Day day);

/// A personal text, or that it was erased.
[[nodiscard]] std::string text_or_erased(const std::optional<std::string>& text, const Personal& of,
                                         PersonalCategory category);

/// A text that may not be given.
[[nodiscard]] inline std::string plain(std::string_view text) {
  return given(text) ? std::string(text) : std::string();
}

}  // namespace rireki
