// The definition of one figure of the scorecard, as a Policy holds it (contract, section 8).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/policy/label.h"

namespace rireki {

enum class Direction : std::uint8_t { up, down };

struct YearValue {
  int fiscal_year = 0;
  double value = 0;  // in the indicator's unit, finite
};

/// A figure the organisation answers for. Which settings count depends on `kind`; texts not given are empty.
struct Indicator {
  std::string id;
  Label label;
  std::string kind;        // one of the contract's kinds, such as "headcount"
  std::string population;  // id of a Population of the same document, or empty: everyone
  std::vector<std::string> where;
  std::vector<std::string> exclude;
  std::string unit;
  std::optional<Direction> direction;
  int decimals = 0;
  std::optional<YearValue> previous;  // a published value before the baseline, for people to compare
  std::optional<YearValue> baseline;
  std::optional<YearValue> target;
  std::vector<std::string> of;   // of `share` conditions, of `ratio` the id of one indicator
  std::vector<std::string> per;  // as `of`
  std::string on;                // "first_day" or "last_day" (default) of the fiscal year
  std::string cause;             // mental, physical, injury or none
  std::optional<int> min_months;
  std::string survey;
  std::string question;
  std::string group;
  std::string method;  // "cohort" or "flow"
  std::optional<int> years;
  std::string rank;             // id of a Rank of the same document
  std::string measure;          // "service_years" or "age"
  int leave_day_minutes = 465;  // one day of paid leave
  std::string note;
};

}  // namespace rireki
