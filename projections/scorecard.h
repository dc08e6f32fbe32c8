// The scorecard: the indicators of a Policy, year by year, computed from everything known (contract, section 8).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/measurement.h"

namespace rireki {

struct ScorecardQuery {
  int first_year = 0;
  int last_year = 0;
  Day as_of;                     // years that end later are taken as of this day
  Day known = kLastDay;          // the local day of the newest Record known
  Day today = kLastDay;          // a year that ends later is not over
  std::vector<std::string> ids;  // which indicators, in this order, each once; empty: all, in the Policy's order
  std::string policy;            // a version that defines every year; empty: the one in effect on each year's last day
  bool explains = false;         // with evidence
  bool may_lack = false;         // ids that nothing defines are left out, not refused
};

enum class FigureStatus : std::uint8_t { met, on_track, behind, no_data };
constexpr auto names(FigureStatus) { return name_list("met", "on_track", "behind", "no_data"); }

/// One indicator of one fiscal year. Points into the Knowledge.
struct ScoreRow {
  const Indicator* indicator = nullptr;
  const Policy* policy = nullptr;
  int fiscal_year = 0;
  bool suppressed = false;       // not for the audience (disclosure.h): nothing below is there
  bool partial = false;          // the year is not over, as of the day or today
  std::optional<Rounded> value;  // none: no data, which is never zero
  std::optional<double> numerator;
  std::optional<double> denominator;
  PersonsBehind persons;
  std::optional<double> line;          // the straight line from baseline to target
  std::optional<FigureStatus> status;  // none: there is no target, or no direction
  std::vector<Evidence> evidence;
  std::vector<ScoreRow> sides;  // of a ratio: what it divides and by what, without evidence of their own
};

struct Scorecard {
  std::vector<ScoreRow> figures;  // by indicator, then year
  std::int64_t erased = 0;        // persons of whom something is erased that some indicator has looked at
};

/// Where none is named, an indicator whose conditions do not fit what it counts has no data, like any other of which
/// nothing is known. Errors: USAGE for an unknown indicator (unless it may lack) or version, and for such a one that is
/// named; INTEGRITY_ERROR.
[[nodiscard]] Result<Scorecard> scorecard(const Knowledge& knowledge, const ScorecardQuery& query);

/// Where the straight line from baseline to target stands in a year: before the baseline at its value, in the target's
/// year and after it at that one's, also where both are of the same year. None without both.
[[nodiscard]] std::optional<double> straight_line(const Indicator& indicator, int fiscal_year);

/// Compares the rounded value, the one that people see: at or better than the target, else than the line.
[[nodiscard]] std::optional<FigureStatus> status_of(const Indicator& indicator, int fiscal_year,
                                                    const std::optional<Rounded>& value);

}  // namespace rireki
