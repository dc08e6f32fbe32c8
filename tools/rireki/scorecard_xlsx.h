// The scorecard as a workbook for spreadsheets.
#pragma once

#include <string>

#include "projections/scorecard.h"
#include "tools/rireki/moment.h"

namespace rireki {

/// Writes one row a figure with numbers as numbers, and a line that says on what it stands: as-of, seq, versions.
/// Errors: IO_ERROR.
[[nodiscard]] Result<void> write_xlsx(const Scorecard& card, const Question& question, const std::string& path);

}  // namespace rireki
