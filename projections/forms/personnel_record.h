// The personnel record of a person (domain, 2.3).
#pragma once

#include "projections/forms/form.h"

namespace rireki {

/// The personnel record (人事記録) of `query.person` as of a day: who it is, then all orders with their dates and
/// appointing authorities, trainings and qualifications, and discipline. Addresses, schooling and earlier employers are
/// no events and not on it. Errors: USAGE for a person who is not registered by then; INTEGRITY_ERROR.
[[nodiscard]] Result<Form> personnel_record(const Knowledge& knowledge, const FormQuery& query);

}  // namespace rireki
