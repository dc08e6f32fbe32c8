// What falls due: terms, returns, retirements, trainings, probations and tenders, as of a day.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "projections/filter.h"

namespace rireki {

enum class DueKind : std::uint8_t { probation, retirement, return_, tender, term, training };
constexpr auto names(DueKind) { return name_list("probation", "retirement", "return", "tender", "term", "training"); }

/// Something open at the end of the as-of day that has a date.
struct DueItem {
  DueKind kind{};
  std::string person;
  Day date;  // the last day: of the term, the absence, the service, the probation, or to complete the course
  std::string what;
  Seq seq;                 // the Record that set the date, or from which it is counted
  Day effective;           // its date, as corrected
  std::string settled_by;  // the record, effective later, that settles it: "TermRenewed on 2023-04-01 (seq 12)"

  friend auto operator<=>(const DueItem& a, const DueItem& b) {
    return std::tie(a.date, a.kind, a.person, a.what) <=> std::tie(b.date, b.kind, b.person, b.what);
  }
};

struct DueList {
  std::vector<DueItem> items;  // ascending by date, kind, person
  std::int64_t erased = 0;     // persons whose sex or birth was erased: regular staff whose retirement cannot be told,
                               // or everybody in service where the filter asks for it
};

/// What is open at the end of `as_of` and due by `as_of + within_days`, overdue things included. The rules are those of
/// the Policy of the as-of day (docs/policy.md):
///   term        the end of an open employment's term; what: the kind of employment
///   return      the planned last day of an open absence or secondment, by the latest extension; what: the kind of
///               absence, or "secondment"
///   tender      the intended last day of an open tender; what: "resignation"
///   retirement  of regular staff the end of the fiscal year in which the age limit is reached, or the day until which
///               retirement was deferred, if later; what: "age 61" or "deferred"
///   probation   the last day of regular staff's conditional appointment unless confirmed, or the day to which the last
///               ProbationCompleted extends it; never overdue, as appointment becomes regular by itself; what:
///               "conditional" or "extended"
///   training    the last day to complete a course that the person has not completed yet; what: the course
/// Of whom the filter admits by the State at the end of `as_of`. Errors: INTEGRITY_ERROR, USAGE of a condition.
[[nodiscard]] Result<DueList> due(const Knowledge& knowledge, Day as_of, int within_days, Filter filter = {});

}  // namespace rireki
