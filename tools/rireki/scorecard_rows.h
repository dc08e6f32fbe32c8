// The scorecard's rows, for machines, spreadsheets and people.
#pragma once

#include <string>
#include <vector>

#include "projections/scorecard.h"

namespace rireki {

/// The keys of the contract (section 7); `partial` only where true. A count has no numerator and denominator.
[[nodiscard]] std::string score_json(const ScoreRow& figure);

/// The same as columns, `partial` always.
[[nodiscard]] std::vector<std::string> score_header();
[[nodiscard]] std::vector<std::string> score_cells(const ScoreRow& figure);

/// All years of one indicator, ascending.
using Trend = std::vector<const ScoreRow*>;

/// The figures by indicator, in their order.
[[nodiscard]] std::vector<Trend> trends(const Scorecard& card);

/// "▁▃█": one mark a year between the least and the greatest value; a blank for no data.
[[nodiscard]] std::string sparkline(const Trend& trend);

/// The Japanese label, else the English one, else the id.
[[nodiscard]] std::string label_of(const Indicator& indicator);

/// "12.7"; a number as short as it can be.
[[nodiscard]] std::string number_text(double number);

/// "12.70": with so many decimals.
[[nodiscard]] std::string fixed_text(double number, int decimals);

}  // namespace rireki
