// Counts and indicators asked for by name, each with the Records behind it: what explaining, comparing and closing
// share.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "projections/counts.h"
#include "projections/scorecard.h"

namespace rireki {

struct NumbersQuery {
  std::vector<std::string> names;  // of counts (CountOf) or ids of indicators
  Day from = kFirstDay;            // of counted events
  Day to = kLastDay;
  std::function<Result<Filter>(bool of_events)> filter;  // of counts; none: everybody
  ScorecardQuery years;                                  // of indicators; its as-of day holds for counts too
};

/// A number, its sides where it is a rate, and its Records, near misses among them.
struct Number {
  std::string name;
  std::optional<int> fiscal_year;  // of an indicator
  std::string policy_version;      // of an indicator
  std::optional<double> value;     // none: no data
  std::optional<double> numerator;
  std::optional<double> denominator;
  PersonsBehind persons;
  std::vector<Number> sides;  // of a ratio: the indicators that it divides, without evidence of their own
  std::vector<Evidence> evidence;
  std::int64_t erased = 0;  // persons looked at of whom something was erased that numbers taken with it ask for

  /// Whether both say the same to a reader.
  [[nodiscard]] bool reads_as(const Number& other) const;
};

/// In the order of the names, indicators year by year. Errors: USAGE for a name that is neither, those of `scorecard`.
[[nodiscard]] Result<std::vector<Number>> take_numbers(const Knowledge& knowledge, const NumbersQuery& query);

/// Persons looked at for any of the numbers of whom something was erased that it asks for.
[[nodiscard]] std::int64_t erased_in(const std::vector<Number>& numbers);

/// A Record behind a number, as people look it up.
struct ExplainedRecord {
  Seq seq;
  std::string id;
  std::string subject;
  EventType type{};
  Day effective;  // as corrected
  std::string why;
  bool near = false;
};

/// The evidence of a number by seq; near misses last, and only `with_near`. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<std::vector<ExplainedRecord>> explain(const Knowledge& knowledge, const Number& number,
                                                           bool with_near);

}  // namespace rireki
