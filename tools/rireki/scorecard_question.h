// From the two clocks of the command line to the years of a scorecard.
#pragma once

#include "projections/scorecard.h"
#include "tools/rireki/moment.h"

namespace rireki {

/// The fiscal years asked for; without any the one that the as-of day lies in.
[[nodiscard]] Result<ScorecardQuery> scorecard_query(const Question& question, const MomentOptions& moment);

/// Says beside an answer for people which indicators can have no number under this Policy, and why: a Log may have been
/// given one that `policy check` would have refused.
void say_unmeasurable(const GlobalOptions& global, const Policy* policy);
/// The same of every Policy that figures stand on.
void say_unmeasurable(const GlobalOptions& global, const Scorecard& card);

/// The local day of the newest Record that the question knows of; today if there is none.
[[nodiscard]] Result<Day> known_day(const Question& question);

}  // namespace rireki
