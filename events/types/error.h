// Errors as values. Every refusal of the contract has one Code; its text form is part of the interface.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace rireki {

enum class Code : std::uint8_t {
  // The form of an event (contract, section 6).
  invalid_json,
  unknown_type,
  unknown_field,
  missing_field,
  invalid_field,
  invalid_date,
  encoding_error,
  // Identity and concurrency.
  id_reused,
  concurrent_change,
  // Targets of corrections and voids.
  unknown_target,
  correction_changes_identity,
  already_void,
  // Permission and time.
  person_erased,
  approval_missing,
  retention_locked,
  recorded_out_of_order,
  too_far_ahead,
  period_closed,
  // Organisation and policy.
  same_day_ambiguous,
  already_recorded,
  aggregate_inconsistent,
  group_too_small,
  policy_invalid,
  policy_overlap,
  org_unit_exists,
  org_unit_not_active,
  org_unit_cycle,
  unknown_authority,
  org_unit_occupied,
  // The subject's timeline.
  not_registered,
  already_registered,
  already_employed,
  not_employed,
  unknown_rank,
  unknown_job_family,
  unknown_reason,
  not_a_promotion,
  not_a_demotion,
  grade_not_allowed,
  no_change,
  term_missing,
  term_not_allowed,
  term_crosses_fiscal_year,
  absence_overlap,
  already_open,
  nothing_to_end,
  events_after_separation,
  retro_conflict,
  void_has_dependents,
  // Not refusals of an event: what the program itself meets.
  usage,           // exit 2
  io_error,        // exit 1
  integrity_error  // exit 4
};

/// The contract's spelling, for example "NOT_EMPLOYED".
[[nodiscard]] std::string_view to_text(Code code) noexcept;

/// A refusal or failure. `message` is one sentence for people that names the thing and the place and holds no personal
/// field's value; `field` is the JSON key concerned, or empty.
struct Error {
  Code code{};
  std::string message;
  std::string field = {};
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Code code, std::string message, std::string field = {}) {
  return std::unexpected(Error{code, std::move(message), std::move(field)});
}

}  // namespace rireki
