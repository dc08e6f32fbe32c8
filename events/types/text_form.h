// The form of a text that comes from outside (contract, sections 3 and 4), the same whichever way it comes in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/types/error.h"
#include "events/types/values.h"

namespace rireki {

/// Errors: ENCODING_ERROR, which calls the text `name`, and counts its bytes from 1.
[[nodiscard]] Result<void> check_utf8(std::string_view name, std::string_view text);

/// What well-formed UTF-8 lacks to be the text of an event, as a clause about "the text"; none if nothing.
[[nodiscard]] std::optional<std::string> misfit_of(std::string_view text, std::size_t characters_max);

/// Whether a field can have this text. Errors: as `check_utf8`; INVALID_FIELD, which names the field.
[[nodiscard]] Result<void> check_text(std::string_view field, std::string_view text,
                                      std::size_t characters_max = kTextCharactersMax);

}  // namespace rireki
