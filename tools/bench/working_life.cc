#include "tools/bench/working_life.h"

#include <array>
#include <cstdio>

#include "tools/bench/careers.h"

namespace rireki {

namespace {

constexpr int kFirstYear = 2005;
constexpr int kRoundsPerTerm = 6;
constexpr int kLatePerMille = 33;
constexpr int kCorrectedPerMille = 15;  // of events that can be corrected: 1 % of all
constexpr int kOrdinaryUnits = 300;     // late transfers lead to the others, so that they fit in everywhere

struct RankStep {
  std::string_view id;
  int grade;  // and the next one above it
};
constexpr std::array<RankStep, 6> kLadder = {
    {{"clerk", 1}, {"senior", 3}, {"chief", 3}, {"section_manager", 5}, {"deputy_director", 6}, {"director", 7}}};
constexpr std::array<std::string_view, 6> kFamilies = {"clerical", "clerical", "engineer",
                                                       "nurse",    "doctor",   "firefighter"};
constexpr std::array<std::string_view, 4> kReasons = {"voluntary", "voluntary", "voluntary", "mandatory_retirement"};

/// splitmix64's mixing of its state.
constexpr std::uint64_t mixed(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

std::string unit_code(int unit) {
  char code[16];
  std::snprintf(code, sizeof code, "U-%04d", unit);
  return code;
}

}  // namespace

Day round_start(int round) { return from_civil({kFirstYear + round / 3, 4, 1}) + (round % 3) * 122; }

WorkingLife::WorkingLife(int person) : person_(person) {
  const int length = 20 + static_cast<int>(chance(0, 1) % 41);
  has_term_ = chance(0, 2) % 8 == 0;
  const bool stays = chance(0, 3) % 2 == 0;
  const int rounds = has_term_ ? length / kRoundsPerTerm * kRoundsPerTerm : length;
  begin_ = static_cast<std::uint8_t>(stays ? kRounds - length : 0);
  end_ = static_cast<std::uint8_t>(stays || rounds >= kRounds ? kRounds : rounds);
  unit_ = static_cast<std::uint16_t>(chance(0, 4) % kOrdinaryUnits);
}

std::uint64_t WorkingLife::chance(int round, int salt) const {
  return mixed(static_cast<std::uint64_t>(person_) << 16U | static_cast<std::uint64_t>(round) << 8U |
               static_cast<std::uint64_t>(salt)) >>
         8U;
}

void WorkingLife::begin_event(Event& event, Day effective, EventVariant data) {
  event.subject = career_code(person_);
  char id[32];
  std::snprintf(id, sizeof id, "%s-%04d", event.subject.c_str(), static_cast<int>(events_++));
  event.id = id;
  event.effective = effective;
  event.line = 0;
  event.data.value = std::move(data);
}

void WorkingLife::registration(Day day, Event& event) {
  PersonRegistered person;
  person.name = "職員" + std::to_string(person_ + 1);
  person.kana = "ショクイン" + std::to_string(person_ + 1);
  person.birth = day - static_cast<int>(20 * 365 + chance(0, 5) % 10'000);
  person.sex = chance(0, 6) % 2 == 0 ? Sex::female : Sex::male;
  begin_event(event, day, person);
}

void WorkingLife::attendance(Month month, Event& event) {
  const std::uint64_t c = chance(month.index & 0xFF, 7);
  AttendanceRecorded attendance;
  attendance.month = month;
  attendance.overtime_minutes = static_cast<Count>(c % 2'400);
  attendance.paid_leave_minutes = static_cast<Count>(c / 4096 % 3 * 465);
  attendance.overtime_eligible = rank_ < 3;
  begin_event(event, last_day(month), attendance);
}

bool WorkingLife::next(int round, Day day, Event& event) {
  if (round < begin_ || round > end_ || (round == end_ && has_term_)) return false;
  const bool is_plain = round > begin_ + 6 && round < end_ && (round - begin_) % kRoundsPerTerm != 5;
  if (is_plain && chance(round, 8) % 1000 < kLatePerMille) {
    const int back = 1 + static_cast<int>(chance(round, 9) % 5);
    begin_event(event, round_start(round - back) + 116 + round % 3, late(round));
    event.line = static_cast<std::uint16_t>(round);
  } else {
    begin_event(event, day, happening(round, day));
  }
  return true;
}

EventVariant WorkingLife::late(int round) const {
  if (round % 3 == 0) return WorkPatternChanged{.pattern = Pattern::shift};
  if (round % 3 == 1) {
    return AssignmentAdded{.assignment = {"late-" + std::to_string(round)}, .kind = AssignmentKind::concurrent};
  }
  return Transferred{.unit = {unit_code(kOrdinaryUnits + round)}, .selection = TransferSelection::normal};
}

EventVariant WorkingLife::hire() {
  Hired hired;
  hired.kind = has_term_ ? EmploymentKind::fixed_term : EmploymentKind::regular;
  hired.unit = {unit_code(unit_)};
  hired.rank = kLadder.front().id;
  hired.grade = kLadder.front().grade;
  hired.step = step_;
  hired.job_family = kFamilies[chance(0, 10) % kFamilies.size()];
  hired.route = static_cast<Route>(chance(0, 11) % 4);
  if (has_term_) hired.term_end = round_start(begin_ + kRoundsPerTerm) - 1;
  return hired;
}

EventVariant WorkingLife::happening(int round, Day day) {
  if (round == begin_) return hire();
  if (round == end_) return Separated{.reason = std::string(kReasons[chance(round, 12) % kReasons.size()])};
  if (has_term_ && (round - begin_) % kRoundsPerTerm == 5 && round + 1 < end_) {
    return TermRenewed{.term_end = round_start(round + 1 + kRoundsPerTerm) - 1};
  }
  if (is_absent_) {
    is_absent_ = false;
    return AbsenceEnded{.absence = {"leave"}, .via = ReturnVia::ordinary};
  }
  if (is_seconded_) {
    is_seconded_ = false;
    return SecondmentEnded{};
  }
  return ordinary(round, day);
}

EventVariant WorkingLife::ordinary(int round, Day day) {
  const std::uint64_t c = chance(round, 13);
  const auto what = static_cast<int>(c % 100);
  if (what < 8 && rank_ + 1U < kLadder.size()) {
    ++rank_;
    return Promoted{.rank = std::string(kLadder[rank_].id), .grade = kLadder[rank_].grade};
  }
  if (what < 40) {
    unit_ = static_cast<std::uint16_t>((unit_ + 1 + c / 256 % (kOrdinaryUnits - 1)) % kOrdinaryUnits);
    return Transferred{.unit = {unit_code(unit_)}, .selection = TransferSelection::normal};
  }
  if (what < 75) {
    return GradeChanged{.grade = kLadder[rank_].grade + static_cast<Count>(c / 256 % 2), .step = ++step_};
  }
  if (what < 82) {
    is_absent_ = true;
    return AbsenceStarted{.absence = {"leave"},
                          .kind = static_cast<AbsenceKind>(c / 256 % 6),
                          .cause = static_cast<AbsenceCause>(c / 4096 % 4),
                          .planned_last_day = day + 90};
  }
  if (what < 85) {
    is_seconded_ = true;
    return SecondmentStarted{.host = "北海道", .basis = SecondmentBasis::exchange};
  }
  if (what < 93) {
    is_assigned_ = !is_assigned_;
    if (!is_assigned_) return AssignmentEnded{.assignment = {"mentoring"}};
    return AssignmentAdded{.assignment = {"mentoring"}, .kind = AssignmentKind::mentor};
  }
  return WorkPatternChanged{.pattern = pattern_++ % 2 == 0 ? Pattern::alternate : Pattern::day};
}

bool WorkingLife::is_corrected(int round, const Event& event) const {
  const bool can_be =
      event.type() == EventType::Transferred || event.type() == EventType::GradeChanged || event.as<Promoted>();
  return can_be && round + 1 < end_ && chance(round, 14) % 1000 < kCorrectedPerMille;
}

void WorkingLife::correction(const Event& of, Event& event) {
  if (of.type() == EventType::GradeChanged && events_ % 8 == 0) {
    begin_event(event, *of.effective, EventVoided{.target = {of.id}, .cause = VoidCause::duplicate});
    return;
  }
  EventVariant replacement = of.data.value;
  if (auto* transfer = std::get_if<Transferred>(&replacement)) transfer->post = "係長級";
  if (auto* change = std::get_if<GradeChanged>(&replacement)) change->step = *change->step + 1;
  if (auto* promotion = std::get_if<Promoted>(&replacement)) promotion->post = "係長級";
  EventCorrected correction{.target = {of.id}, .cause = CorrectionCause::clerical};
  if (of.line == 0) correction.effective = *of.effective + 1;
  correction.data.data = std::make_shared<EventData>(std::move(replacement));
  begin_event(event, *of.effective, std::move(correction));
}

}  // namespace rireki
