// An Event: one fact, in the past tense, with its envelope; and the Record it becomes in the Log.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "events/calendar/instant.h"
#include "events/types/organisation_events.h"
#include "events/types/person_events.h"
#include "events/types/sealing.h"

namespace rireki {

struct EventData;

/// The replacement in a correction. Its fields are those of the target's type, so it stays `json` (one object, as sent)
/// until the target is known, and is `data` from then on; a stored Record always has `data`.
struct Replacement {
  std::string json;
  std::shared_ptr<const EventData> data;
  friend bool operator==(const Replacement& a, const Replacement& b);
};

struct EventCorrected {
  Identifier target;
  std::optional<Day> effective;
  std::optional<Count> line;
  Replacement data;
  CorrectionCause cause{};
  friend bool operator==(const EventCorrected&, const EventCorrected&) = default;

  static constexpr auto fields =
      std::make_tuple(field("target", &EventCorrected::target), field("effective", &EventCorrected::effective),
                      field("line", &EventCorrected::line, kLineBounds), field("data", &EventCorrected::data),
                      field("cause", &EventCorrected::cause));
};

struct EventVoided {
  Identifier target;
  VoidCause cause{};
  friend bool operator==(const EventVoided&, const EventVoided&) = default;

  static constexpr auto fields =
      std::make_tuple(field("target", &EventVoided::target), field("cause", &EventVoided::cause));
};

/// The fields of one event. The order of the alternatives is the numbering of types on disk: only ever append.
using EventVariant =
    std::variant<PersonRegistered, PersonDetailsChanged, Hired, ProbationCompleted, TermRenewed, RetirementDeferred,
                 Promoted, Demoted, GradeChanged, Transferred, AssignmentAdded, AssignmentEnded, SecondmentStarted,
                 SecondmentEnded, WorkPatternChanged, AbsenceStarted, AbsenceExtended, AbsenceEnded,
                 FamilyEventRecorded, DisciplineImposed, ResignationTendered, ResignationWithdrawn, Separated,
                 TrainingCompleted, AppraisalFinalized, CareerPreferenceDeclared, AttendanceRecorded,
                 PersonalDataErased, OrgUnitEstablished, OrgUnitChanged, OrgUnitAbolished, ExamRoundHeld, SurveyTallied,
                 TrainingSurveyTallied, StressCheckTallied, AttendanceTallied, WorkplaceTrainingFiled,
                 MeasureProgressed, BenchmarkPublished, PolicyAdopted, PeriodClosed, EventCorrected, EventVoided>;

/// What is copied, moved and compared here is made once, in event.cc: for so many alternatives it is the greater part
/// of what a compiler does with a file that touches events.
struct EventData {
  EventVariant value;

  EventData();
  EventData(EventVariant&& fields);
  EventData(const EventData&);
  EventData(EventData&&) noexcept;
  EventData& operator=(const EventData&);
  EventData& operator=(EventData&&) noexcept;
  ~EventData();
  friend bool operator==(const EventData&, const EventData&);
};

inline bool operator==(const Replacement& a, const Replacement& b) {
  if (a.data == nullptr || b.data == nullptr) return a.data == b.data && a.json == b.json;
  return *a.data == *b.data;
}

enum class EventType : std::uint8_t {
  PersonRegistered,
  PersonDetailsChanged,
  Hired,
  ProbationCompleted,
  TermRenewed,
  RetirementDeferred,
  Promoted,
  Demoted,
  GradeChanged,
  Transferred,
  AssignmentAdded,
  AssignmentEnded,
  SecondmentStarted,
  SecondmentEnded,
  WorkPatternChanged,
  AbsenceStarted,
  AbsenceExtended,
  AbsenceEnded,
  FamilyEventRecorded,
  DisciplineImposed,
  ResignationTendered,
  ResignationWithdrawn,
  Separated,
  TrainingCompleted,
  AppraisalFinalized,
  CareerPreferenceDeclared,
  AttendanceRecorded,
  PersonalDataErased,
  OrgUnitEstablished,
  OrgUnitChanged,
  OrgUnitAbolished,
  ExamRoundHeld,
  SurveyTallied,
  TrainingSurveyTallied,
  StressCheckTallied,
  AttendanceTallied,
  WorkplaceTrainingFiled,
  MeasureProgressed,
  BenchmarkPublished,
  PolicyAdopted,
  PeriodClosed,
  EventCorrected,
  EventVoided
};
inline constexpr std::size_t kEventTypeCount = std::variant_size_v<EventVariant>;
static_assert(kEventTypeCount == static_cast<std::size_t>(EventType::EventVoided) + 1);

/// An event as it is submitted. `effective` is absent only in a correction or void that leaves it to its target.
/// `id`: empty if the engine is to give one. `recorded` is the sender's claim, used by trusted
/// imports only. `unread` has the categories (bit_of) whose fields a Record has but nobody read: erased, or read
/// without keys; these fields are at their defaults. `sealed`, where it is there, are parts taken over as they lie in
/// another log, which stand for those fields when the Event is recorded.
struct Event {
  std::string id;
  std::string subject;
  std::optional<Day> effective;
  std::uint16_t line = 0;
  std::optional<Instant> recorded;
  std::optional<std::string> actor;
  std::optional<std::string> approved_by;
  std::optional<std::string> order_ref;
  std::optional<std::string> note;
  EventData data;
  std::uint8_t unread = 0;
  std::shared_ptr<const SealedParts> sealed;

  [[nodiscard]] EventType type() const { return static_cast<EventType>(data.value.index()); }
  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&data.value);
  }
};

/// True if both state the same fact: everything of the envelope and the data, but not `recorded`.
[[nodiscard]] inline bool same_content(const Event& a, const Event& b) {
  return a.subject == b.subject && a.effective == b.effective && a.line == b.line && a.actor == b.actor &&
         a.approved_by == b.approved_by && a.order_ref == b.order_ref && a.note == b.note && a.data == b.data;
}

/// Puts the fields of some categories (bit_of) back to their defaults, also inside a correction.
void forget(EventData& data, std::uint8_t categories);

/// An Event as stored: `event.id`, `event.effective` and `recorded` are always there.
struct Record {
  Seq seq;
  Instant recorded;
  Event event;
};

}  // namespace rireki
