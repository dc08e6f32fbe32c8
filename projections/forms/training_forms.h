// Workplace training (職場研修): the plan (様式1) and the report (様式2) of a department, as the Policy's document lays
// them out: 実施の流れ, ア to ウ.
#pragma once

#include "projections/forms/form.h"

namespace rireki {

/// The form of a unit and a fiscal year, by `query.name`: the lines that the unit and those under it have filed by the
/// as-of day, in the order of their dates. Without any it is the empty form. Errors: USAGE for a unit that is not there
/// on that day; INTEGRITY_ERROR.
[[nodiscard]] Result<Form> training_form(const Knowledge& knowledge, const FormQuery& query);

}  // namespace rireki
