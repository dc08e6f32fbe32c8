// What is submitted for admission, and what becomes of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/types/error.h"
#include "events/types/event.h"

namespace rireki {

/// Lawful, but worth a second look; never a refusal.
enum class Warning : std::uint8_t { order_ref_missing, promoted_while_absent, age_implausible };
constexpr auto names(Warning) { return name_list("order_ref_missing", "promoted_while_absent", "age_implausible"); }

struct Outcome {
  enum class Kind : std::uint8_t {
    appended,
    duplicate,
    refused,
    withheld
  };  // withheld: fits, but its batch is refused
  Kind kind = Kind::appended;
  Seq seq;                           // of the new Record, or of the one that a duplicate repeats
  Version version;                   // of the subject after it
  Error error;                       // of a refusal
  std::vector<Seq> dependents = {};  // VOID_HAS_DEPENDENTS: to be voided too; POLICY_INVALID: in the way; by seq
  std::vector<Warning> warnings = {};
};

/// One event to judge, the caller's. Its `id` must be there. `recorded` is when it would be recorded. Judging completes
/// the event: a correction's or void's `effective`, a correction's replacement.
struct Submission {
  Event* event = nullptr;
  Instant recorded;
  std::optional<Version> expected = {};
};

}  // namespace rireki
