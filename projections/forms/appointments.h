// The list of a day's appointments (domain, 2.3).
#pragma once

#include "projections/forms/form.h"

namespace rireki {

/// The appointments (発令一覧) dated on the as-of day, by order number and person, each with the post before and after.
/// A term that lapses on that day is among them, without a number. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<Form> appointments(const Knowledge& knowledge, const FormQuery& query);

}  // namespace rireki
