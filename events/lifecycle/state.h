// State: one person's fields at an (as-of, known-at), as the fold leaves them. What depends on the Policy or the units
// of the as-of day (authority, rank class, age …) is added by the projections.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "events/lifecycle/entry.h"

namespace rireki {

struct OpenAssignment {
  std::string_view id;
  AssignmentKind kind{};
  std::string_view unit;  // may be not given
  Day since;
  Seq seq;
};

struct OpenAbsence {
  std::string_view id;
  AbsenceKind kind{};
  Day since;
  Seq seq;
};

struct OpenSecondment {
  std::string_view host;
  Day since;
  Seq seq;
};

/// Why somebody is gone whose term lapsed.
inline constexpr std::string_view kLapseReason = "term_expired";

struct Separation {
  Day last_day;
  std::string_view reason;
  bool derived = false;  // a term that lapsed
  Seq seq;               // the Separated; of a lapse the Record that set the term
};

/// The fields of one employment; they stay after its end.
struct Employment {
  Seq hired_seq;
  Seq rank_seq;
  EmploymentKind kind{};
  std::uint8_t route = kNone;
  std::string_view unit;
  std::string_view post;  // may be not given
  std::string_view rank;
  std::string_view job_family;
  std::uint8_t grade = 0;  // 0: unset
  std::uint16_t step = 0;  // 0: unset
  Day hired;
  Day rank_since;
  Day unit_since;
  std::optional<Day> term_end;
  Seq term_seq;
  std::uint8_t pattern = kNone;
};

/// Views live as long as the Timeline (and its bytes) that was folded.
struct State {
  Seq registered_seq;  // 0: not registered
  Day registered;
  bool employed = false;
  std::optional<Employment> employment;  // the present or last one
  std::optional<Day> first_hired;
  std::uint8_t track = kNone;
  std::optional<OpenAbsence> absence;
  std::optional<OpenSecondment> secondment;
  std::vector<OpenAssignment> assignments;
  Seq tender_seq;                        // the open tender of resignation, or 0
  std::optional<Separation> separation;  // of the last employment, once it is over
};

enum class Status : std::uint8_t { registered, working, absent, seconded, separated };
constexpr auto names(Status) { return name_list("registered", "working", "absent", "seconded", "separated"); }

[[nodiscard]] inline Status status_of(const State& s) {
  if (!s.employment) return Status::registered;
  if (!s.employed) return Status::separated;
  if (s.absence) return Status::absent;
  return s.secondment ? Status::seconded : Status::working;
}

}  // namespace rireki
