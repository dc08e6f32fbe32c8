// What the city of Otaru published about its staff, as far as its charts and tables can be read. Only the generator
// knows these numbers: it makes up people and tallies until they come out, and everything else computes them from the
// Log.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace rireki::demo::published {

/// The first 1 April that the Log looks back to, and the last one whose staff are published.
inline constexpr int kBooksOpen = 2007;
inline constexpr int kCensus = 2023;

/// Staff on 2023-04-01 by rank and sex: the sums over families are published, the split between families is made up.
struct RankCell {
  std::string_view family;
  std::string_view rank;  // "clerk": clerks and senior clerks
  int men;
  int women;
};
[[nodiscard]] std::span<const RankCell> rank_cells();

/// Leavers of a fiscal year in their 30s or younger, at their own convenience.
struct YoungLeavers {
  int fiscal_year;
  std::array<int, 4> by_authority;  // mayor, education, fire, hospital; R5: made up, the total is published
};
[[nodiscard]] std::span<const YoungLeavers> young_leavers();
inline constexpr std::array<std::string_view, 4> kAuthorities = {"mayor", "education", "fire", "hospital"};

/// Staff on 1 April of 2007 … 2023 in the city's yearly report on personnel, of whom re-appointed; those of 2007, 2008,
/// 2011, 2012, 2018 and 2019 are published.
struct Headcount {
  int year;
  int staff;
  int reappointed;
  int reappointed_left;      // in the fiscal year that begins then
  std::optional<int> hired;  // from 2 April to the next 1 April, where published
};
[[nodiscard]] std::span<const Headcount> headcounts();

/// The staff survey of 2023: how many said yes, of those who answered.
struct SurveyRow {
  std::string_view question;
  std::array<int, 5> by_band;
  std::optional<int> fulfilled;
  std::optional<int> unfulfilled;
};
[[nodiscard]] std::span<const SurveyRow> survey_rows();
inline constexpr std::array<std::string_view, 5> kBands = {"age:10-20s", "age:30s", "age:40s", "age:50s", "age:60+"};
inline constexpr std::array<int, 5> kBandSizes = {135, 237, 212, 365, 107};
inline constexpr int kAnswered = 1056;
inline constexpr int kFulfilled = 725;
inline constexpr int kStressedByAtmosphere = 314;  // the only count that gives the published share
inline constexpr int kAskedRegular = 1670;
inline constexpr int kAskedOnTerms = 786;
inline constexpr int kAnsweredRegular = 784;

/// The other indicators of a fiscal year, as counts that give the published figures.
struct YearTargets {
  int fiscal_year;
  int exam_takers;          // clerical, without fire and hospital
  int training_answers;     // a multiple of the courses
  int training_score_sum;   // of 5 points each
  int overtime_tenths;      // of an hour, a month
  int leave_tenths;         // of a day, a year
  int mental_spells;        // of a month or more, outside the hospital
  int mental_carried_over;  // of them, from the year before
  int stress_examinees;     // outside the hospital
  int high_stress;
};
[[nodiscard]] std::span<const YearTargets> year_targets();

}  // namespace rireki::demo::published
