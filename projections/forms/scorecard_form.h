// The scorecard as a sheet (指標一覧): one line an indicator, the years side by side.
#pragma once

#include "projections/forms/form.h"
#include "projections/scorecard.h"

namespace rireki {

/// Made from a scorecard that was taken already; "―" where there are no data, "*" behind a year that is not over, which
/// the head explains.
[[nodiscard]] Form scorecard_form(const Scorecard& card, Day as_of);

}  // namespace rireki
