// Closing a period publishes its figures; restating it compares them with those of today (contract, section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projections/difference.h"

namespace rireki {

/// `FY2022` or `2022-04`. Errors: USAGE.
[[nodiscard]] Result<Period> parse_period(std::string_view text);

struct PeriodDays {
  Day first;
  Day last;
};

/// The days of a period.
[[nodiscard]] PeriodDays days_of(const Period& period, const PolicyBook& policies);

/// The question whose answers are the figures of a period: of a fiscal year all indicators, of a month the counts
/// (headcount at its end, hires, separations, promotions, demotions, transfers, trainings, absences).
[[nodiscard]] NumbersQuery figures_query(const Period& period, const PolicyBook& policies, Day known, Day today);

/// The event that closes the period, as known now: figures without data are left out. Its hash is still missing.
/// Errors: those of `take_numbers`.
[[nodiscard]] Result<PeriodClosed> close_period(const Knowledge& knowledge, const Period& period,
                                                const NumbersQuery& query);

/// The text that `content_hash` is the leaf hash of, SHA-256(0x00 ‖ text): the data object of the event with an empty
/// hash.
[[nodiscard]] std::string hashed_text(const PeriodClosed& closed);

/// The newest valid closing of a period, and its Record; none: it is not closed. Errors: INTEGRITY_ERROR.
struct PublishedPeriod {
  Seq seq;
  Seq corrected_by;  // 0: nothing
  PeriodClosed closed;
};
[[nodiscard]] Result<std::optional<PublishedPeriod>> find_closing(const Knowledge& knowledge, const Period& period);

/// A figure that two closings of a period publish otherwise; either may lack it.
struct Republished {
  std::optional<PublishedFigure> before;
  std::optional<PublishedFigure> after;
};
/// Those of the former closing first, in its order.
[[nodiscard]] std::vector<Republished> republished(const PeriodClosed& former, const PeriodClosed& now);

/// A published figure beside the one that comes out now; either may be missing.
struct Restated {
  std::string id;
  std::optional<PublishedFigure> published;
  std::optional<Number> present;
  std::vector<Seq> records;  // why they differ; empty where they do not
};

/// Published figures first, in their order; `states` begin with what was known when the period was closed. Where that
/// reads otherwise by itself, fields were erased, or the closing was corrected: the erasures since then and the
/// correction are among the records.
[[nodiscard]] Result<std::vector<Restated>> restate(const TwoStates& states, const PublishedPeriod& published,
                                                    const NumbersQuery& query);

}  // namespace rireki
