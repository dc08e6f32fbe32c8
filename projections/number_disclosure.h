// What an audience may see of numbers that stand alone (disclosure.h): of a scorecard, and of what was restated.
#pragma once

#include "projections/disclosure.h"

namespace rireki {

struct Number;
struct Scorecard;

/// Hides figures of which a side, or the rest between them, is small, and ratios of such figures; zeros too of what
/// happened in a year that is not over (DisclosureRule::narrowed).
void hide_small_figures(Scorecard& card, const DisclosureRule& rule);

/// Whether a number that was restated tells of single persons: what it was, what it is, or what lies between. Null:
/// there was, or is, none.
[[nodiscard]] bool tells_of_few(const Number* before, const Number* after, const DisclosureRule& rule);

}  // namespace rireki
