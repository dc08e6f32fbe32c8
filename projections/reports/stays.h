// Employments from the hire to the separation, for reports on how long those who came stay.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/reports/reporting.h"

namespace rireki {

/// One employment, as the reports ask about it.
struct Stay {
  Day hired;
  std::optional<Day> last;  // none: still there, as far as is known
  bool is_graduate = false;
  bool is_voluntary = false;  // the separation
  std::string sex;
  Seq hired_seq;
  Seq left_seq;  // of the separation, if there is one, or of the Record that set the term
  Day left_effective;

  [[nodiscard]] bool has_left_by(Day day) const { return last && *last <= day; }
};

/// Those whose hire the filter admits, as they are by the as-of day. Errors: INTEGRITY_ERROR, and those of the filter.
[[nodiscard]] Result<std::vector<Stay>> stays_of(Reporting& reporting, Reporting::Asked& asked);

/// The hire, or the separation, as a Record behind the row.
void note_hire(const Reporting& reporting, ReportRow& row, const Stay& stay);
void note_leave(const Reporting& reporting, ReportRow& row, const Stay& stay);

}  // namespace rireki
