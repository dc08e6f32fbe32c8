// What a report is asked, as typed: shared by `report` and `explain`.
#pragma once

#include "projections/reports/report.h"
#include "tools/rireki/filter_options.h"
#include "tools/rireki/moment.h"

namespace rireki {

/// All reports, with commas, for whoever has named none of them.
[[nodiscard]] std::string known_reports();

/// Of the fiscal years asked for, else of the last ten. `filters` must outlive it. Errors: USAGE, INTEGRITY_ERROR.
[[nodiscard]] Result<ReportQuery> report_query(const Question& question, const MomentOptions& moment,
                                               const FilterOptions& filters, ReportKind kind);

}  // namespace rireki
