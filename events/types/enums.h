// The closed vocabularies of section 4. Each enumeration lists its values in the contract's order; `names` gives their
// text form, index for index. Reasons of separation are not here: they are ids of the policy.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rireki {

using namespace std::string_view_literals;

template <class... Text>
constexpr auto name_list(Text... text) {
  return std::array<std::string_view, sizeof...(Text)>{text...};
}

enum class Sex : std::uint8_t { male, female, other, unknown };
constexpr auto names(Sex) { return name_list("male", "female", "other", "unknown"); }

enum class EmploymentKind : std::uint8_t {
  regular,
  fixed_term,
  temporary,
  fiscal_year,
  fiscal_year_part,
  reappointed,
  reappointed_short,
  special_post,
  seconded_in
};
constexpr auto names(EmploymentKind) {
  return name_list("regular", "fixed_term", "temporary", "fiscal_year", "fiscal_year_part", "reappointed",
                   "reappointed_short", "special_post", "seconded_in");
}

enum class Route : std::uint8_t { exam_university, exam_high_school, exam_other, mid_career, selection, reappointment };
constexpr auto names(Route) {
  return name_list("exam_university", "exam_high_school", "exam_other", "mid_career", "selection", "reappointment");
}

enum class ProbationOutcome : std::uint8_t { confirmed, extended, not_confirmed };
constexpr auto names(ProbationOutcome) { return name_list("confirmed", "extended", "not_confirmed"); }

enum class DeferralKind : std::uint8_t { retirement_extension, manager_limit_extension };
constexpr auto names(DeferralKind) { return name_list("retirement_extension", "manager_limit_extension"); }

enum class DemotionCause : std::uint8_t { request, status, manager_age_limit };
constexpr auto names(DemotionCause) { return name_list("request", "status", "manager_age_limit"); }

enum class TransferSelection : std::uint8_t { normal, internal_posting, request };
constexpr auto names(TransferSelection) { return name_list("normal", "internal_posting", "request"); }

enum class AssignmentKind : std::uint8_t {
  concurrent,
  dual,
  acting,
  mentor,
  mentee,
  digital_leader,
  digital_specialist,
  training_chief,
  training_responsible,
  training_manager,
  training_supervisor,
  custom
};
constexpr auto names(AssignmentKind) {
  return name_list("concurrent", "dual", "acting", "mentor", "mentee", "digital_leader", "digital_specialist",
                   "training_chief", "training_responsible", "training_manager", "training_supervisor", "custom");
}

enum class SecondmentBasis : std::uint8_t { dispatch, exchange, training, retire_and_dispatch };
constexpr auto names(SecondmentBasis) { return name_list("dispatch", "exchange", "training", "retire_and_dispatch"); }

enum class Pattern : std::uint8_t { day, alternate, shift };
constexpr auto names(Pattern) { return name_list("day", "alternate", "shift"); }

enum class AbsenceKind : std::uint8_t {
  sick_leave,
  medical_suspension,
  criminal_suspension,
  maternity,
  childcare,
  caregiving,
  self_development,
  spouse_accompany,
  disciplinary_suspension,
  union_duty
};
constexpr auto names(AbsenceKind) {
  return name_list("sick_leave", "medical_suspension", "criminal_suspension", "maternity", "childcare", "caregiving",
                   "self_development", "spouse_accompany", "disciplinary_suspension", "union_duty");
}

enum class AbsenceCause : std::uint8_t { mental, physical, injury, none };
constexpr auto names(AbsenceCause) { return name_list("mental", "physical", "injury", "none"); }

enum class ReturnVia : std::uint8_t { ordinary, rehabilitation };
constexpr auto names(ReturnVia) { return name_list("ordinary", "rehabilitation"); }

enum class FamilyEventKind : std::uint8_t { child_born, adoption, care };
constexpr auto names(FamilyEventKind) { return name_list("child_born", "adoption", "care"); }

enum class DisciplineKind : std::uint8_t { reprimand, pay_cut, suspension };
constexpr auto names(DisciplineKind) { return name_list("reprimand", "pay_cut", "suspension"); }

enum class TrainingCategory : std::uint8_t { basic, special, dispatch, workplace, self, qualification };
constexpr auto names(TrainingCategory) {
  return name_list("basic", "special", "dispatch", "workplace", "self", "qualification");
}

enum class CareerTrack : std::uint8_t { generalist, specialist, undecided };
constexpr auto names(CareerTrack) { return name_list("generalist", "specialist", "undecided"); }

enum class TrainingForm : std::uint8_t { plan, report };
constexpr auto names(TrainingForm) { return name_list("plan", "report"); }

enum class MeasureStatus : std::uint8_t { considering, started, done, dropped };
constexpr auto names(MeasureStatus) { return name_list("considering", "started", "done", "dropped"); }

enum class CorrectionCause : std::uint8_t { clerical, late_information, migration };
constexpr auto names(CorrectionCause) { return name_list("clerical", "late_information", "migration"); }

enum class VoidCause : std::uint8_t { rescinded, duplicate, wrong_person, not_started };
constexpr auto names(VoidCause) { return name_list("rescinded", "duplicate", "wrong_person", "not_started"); }

/// Categories of personal fields (contract, section 10); each has a part of its own in a Record's bytes.
enum class PersonalCategory : std::uint8_t { identity, attributes, sensitive };
constexpr auto names(PersonalCategory) { return name_list("identity", "attributes", "sensitive"); }

template <class E>
concept Enumeration = requires(E e) {
  names(e).size();
};

template <Enumeration E>
[[nodiscard]] constexpr std::string_view to_text(E value) {
  return names(value)[static_cast<std::size_t>(value)];
}

template <Enumeration E>
[[nodiscard]] constexpr std::optional<E> from_text(std::string_view text) {
  constexpr auto all = names(E{});
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == text) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace rireki
