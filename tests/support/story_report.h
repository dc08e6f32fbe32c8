// A report as one would write it down.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "projections/reports/report.h"

namespace rireki {

/// Rows as "figure about… = numerator/denominator", those of one figure alone where it is given; with the ids of the
/// Records behind each where these are asked for, and "partial" where the year was not over.
[[nodiscard]] std::vector<std::string> written_report(const Report& report, const std::string& figure, bool explained,
                                                      const std::function<std::string(Seq)>& id_of);

}  // namespace rireki
