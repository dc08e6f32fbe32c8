// What a later state of knowledge changed, for the same as-of: numbers and persons, with the Records that changed them.
#pragma once

#include <string>
#include <vector>

#include "projections/causes.h"
#include "projections/disclosure.h"

namespace rireki {

enum class ChangeKind : std::uint8_t { added, removed, changed };
constexpr auto names(ChangeKind) { return name_list("added", "removed", "changed"); }

/// One number or person that reads otherwise. `before` and `after` are JSON objects; empty: there was, or is, none.
struct Change {
  ChangeKind kind{};
  std::string key;  // a JSON object
  std::string before;
  std::string after;
  std::vector<Seq> records;  // ascending
  bool suppressed = false;   // not for the audience: only that it reads otherwise
};

struct Changes {
  std::vector<Change> all;
  std::int64_t erased = 0;  // persons looked at in the later state of whom something was erased
  bool leaves_out = false;  // for the audience some that changed may be missing, or not
};

/// The rows of the roster that differ, each with its causes (causes.h).
[[nodiscard]] Result<Changes> roster_changes(const TwoStates& states, Day as_of, const Filter& filter);

/// The numbers of `query` that read otherwise, as the rule lets them be told: one that is narrowed down to some
/// (narrow_question.h, of indicators to a year that is not over) not at all where it may not be told. Records are
/// persons': with a rule there are none.
[[nodiscard]] Result<Changes> number_changes(const TwoStates& states, const NumbersQuery& query,
                                             const std::vector<Number>& before, const std::vector<Number>& after,
                                             const DisclosureRule& rule = {});

/// {"value":…,"numerator":…,"denominator":…}, of a count {"count":…}.
[[nodiscard]] std::string sides_json(const Number& number);

}  // namespace rireki
