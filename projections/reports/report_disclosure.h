// What an audience may see of a report (disclosure.h).
#pragma once

#include "projections/disclosure.h"

namespace rireki {

struct Report;
enum class ReportKind : std::uint8_t;

/// Whether the report comes from tallies and filings, which no condition on persons narrows down.
[[nodiscard]] bool is_of_filings(ReportKind kind);

/// Hides figures that differ by a small number from those of the same report of another day, as
/// `hide_small_differences` does with cells; before `hide_small_figures`.
void hide_small_differences(Report& report, const Report& published, const DisclosureRule& rule);

/// Hides rows of a report beside those that are hidden already: persons as `hide_small_cells` does, year by year and
/// figure by figure, the finest tables first; a total of one hidden cell with it; and a quotient if either side or the
/// rest between them is small, or a hidden cell lies within it. Where zeros are hidden as well (disclosure.h), which
/// they are of years that are not over in any case, but not `of_filings`, hidden rows are taken out: the answer is
/// whether there may be any such, not whether there are. Errors: those of `hide_small_cells`.
[[nodiscard]] Result<bool> hide_small_figures(Report& report, const DisclosureRule& rule, bool of_filings = false);

}  // namespace rireki
