// Media types as header fields name them (RFC 9110, 8.3.1 and 12.5.1): without case, their parameters left aside.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/server/route_forms.h"

namespace rireki {

/// The type that a Content-Type names, in lower case and without parameters.
[[nodiscard]] std::string type_of(std::string_view content_type);

/// Whether a body of which a Content-Type says this may be one of those that are taken. Of a body that says nothing of
/// itself nothing else is known. Where JSON is taken it may be JSON of a kind of its own (`+json`), or be said to be a
/// form or plain text, as clients say of whatever they are given.
[[nodiscard]] bool may_be_any(const BodyForms& taken, std::string_view content_type);

/// The one that an Accept prefers: that with the highest weight; of equals the one that is named rather than meant by
/// a `*`, and of these the first. An Accept that names nothing takes anything. None if all are excluded.
[[nodiscard]] std::optional<std::string_view> preferred(std::string_view accept, const BodyForms& given);

}  // namespace rireki
