// The form of an Event (contract, sections 3 and 4), by whomever it was made. What EventReader reads has it; what a
// program puts together out of what it was told is held against the same here.
#pragma once

#include <string>
#include <string_view>

#include "events/types/event.h"

namespace rireki {

/// An Event taken over from another Log (`sealed`) had its form there. That a text is blank, which EventReader refuses
/// where one is needed, passes: older Logs have such texts. Errors: ENCODING_ERROR, INVALID_FIELD,
/// MISSING_FIELD, which name the field.
[[nodiscard]] Result<void> check_form(const Event& event);

/// What is wrong with the subject of a type, as a clause; empty if nothing.
[[nodiscard]] std::string_view misfit_of_subject(EventType type, std::string_view subject);

inline constexpr std::string_view kNoCategory = "no category is named";  // of an erasure, which then is none
inline constexpr std::string_view kCodeForm = "a code is 1 to 64 characters out of A-Z a-z 0-9 . _ -";

/// What no single field can say: a change names at least one thing, and an erasure its ground. `path` is of the fields.
template <Described E>
[[nodiscard]] Result<void> require_something(std::string_view path, const E& fields) {
  if constexpr (std::is_same_v<E, PersonDetailsChanged>) {
    if (!fields.name && !fields.kana && !fields.sex) {
      return fail(Code::missing_field, std::string(path) + ": at least one of name, kana, sex is needed", "name");
    }
  }
  if constexpr (std::is_same_v<E, PersonalDataErased>) {
    const std::string field = std::string(path) + ".basis";
    if (fields.basis.empty()) return fail(Code::missing_field, field + " is missing: an erasure has its ground", field);
  }
  return {};
}

}  // namespace rireki
