// Requests whose bodies, or whose answers, would have another form than their route knows.
#pragma once

#include <optional>

#include "tools/server/http_message.h"
#include "tools/server/route_forms.h"

namespace rireki {

/// 406: before anything is done for who could not take the answer.
[[nodiscard]] HttpResponse not_acceptable(const BodyForms& given);

/// 415 for a body that is said to be coded, or to be none of those that are taken; with what would be. None if nothing
/// is said against reading it, or no body is taken.
[[nodiscard]] std::optional<HttpResponse> refusal_of_body(const HttpRequest& request, const BodyForms& taken);

}  // namespace rireki
