// The Records behind a row of a report that was counted in groups: found again one by one, where the query asks for
// such.
#pragma once

#include "projections/reports/reporting.h"

namespace rireki {

using Conditions = std::vector<std::string>;  // as --where takes them

/// What a row is about, as far as it can be asked of persons: "sex=female", "age_band=30s".
[[nodiscard]] Conditions conditions_of(const About& about);

/// The hire of each person who was there at the end of the day, as the report asks and all conditions hold.
/// Errors: those of `asked` and of the conditions; INTEGRITY_ERROR.
[[nodiscard]] Result<void> note_heads(const Reporting& reporting, ReportRow& row, Result<Reporting::Asked> asked,
                                      Day day, const Conditions& conditions);

/// Each event of the type from the first to the last day, of whom the report asks and all conditions hold. Errors: as
/// note_heads.
[[nodiscard]] Result<void> note_events(const Reporting& reporting, ReportRow& row, EventType type, Day first, Day last,
                                       const Conditions& conditions);

}  // namespace rireki
