// A form as a workbook, laid out as on paper.
#pragma once

#include <string>

#include "events/types/error.h"
#include "projections/forms/form.h"

namespace rireki {

/// One sheet a table: the mark and title, the head, then the table in a frame, with as many empty lines as the paper
/// has. The first sheet has the whole head, the others its first two lines. Errors: IO_ERROR.
[[nodiscard]] Result<void> write_xlsx(const Form& form, const std::string& path);

}  // namespace rireki
