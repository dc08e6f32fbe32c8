#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "projections/reports/cohort_reports.h"
#include "projections/reports/stays.h"

namespace rireki {

namespace {

constexpr std::int64_t kParts = 1'000'000'000;
constexpr double kNormal95 = 1.959964;
constexpr std::array kShownYears = {1, 2, 3, 5, 10, 20, 30};

/// The time in which employments are watched, and whose leaving counts.
struct WatchedTime {
  Day first;
  Day until;
  bool voluntary_alone = false;

  [[nodiscard]] Day last_of(const Stay& stay) const { return std::min(stay.last.value_or(until), until); }
  [[nodiscard]] bool sees(const Stay& stay) const { return last_of(stay) >= first && stay.hired <= until; }
  [[nodiscard]] bool sees_leave(const Stay& stay) const {
    return stay.has_left_by(until) && (!voluntary_alone || stay.is_voluntary);
  }
  /// On which day of service nobody watches it any more.
  [[nodiscard]] int end_of(const Stay& stay) const { return last_of(stay) - stay.hired + 1; }
};

/// What happens after so many days in service.
struct Passage {
  std::int64_t entered = 0;
  std::int64_t left = 0;
  std::int64_t gone = 0;  // left or censored
};

/// By days in service.
using Course = std::map<int, Passage>;

Course course_of(const std::vector<Stay>& stays, const WatchedTime& watch) {
  Course course;
  for (const Stay& stay : stays) {
    if (!watch.sees(stay)) continue;
    ++course[std::max(0, watch.first - stay.hired)].entered;
    Passage& end = course[watch.end_of(stay)];
    ++end.gone;
    end.left += watch.sees_leave(stay) ? 1 : 0;
  }
  return course;
}

/// Ŝ after the last separation seen, what stands behind it.
struct Estimate {
  double survival = 1;
  double variance = 0;  // Greenwood's sum; infinite once nobody is left
  std::int64_t at_risk = 0;
  std::int64_t left = 0;

  void pass(std::int64_t risk, std::int64_t separations) {
    if (separations == 0) return;
    const auto n = static_cast<double>(risk);
    const auto d = static_cast<double>(separations);
    survival *= 1 - d / n;
    variance += d / (n * (n - d));
    left += separations;
  }

  /// Of ln(−ln Ŝ), so that the bounds stay between 0 and 1.
  [[nodiscard]] std::optional<double> bound(double side) const {
    if (survival <= 0 || survival >= 1 || !std::isfinite(variance)) return std::nullopt;
    const double error = std::sqrt(variance) / std::abs(std::log(survival));
    return std::pow(survival, std::exp(side * kNormal95 * error));
  }
};

int days_of(int years) { return years * 365 + years / 4; }

/// The estimates after each of the years shown that somebody was seen to reach; where nobody was, nothing is known.
std::vector<std::pair<int, Estimate>> estimates(const Course& course) {
  std::vector<std::pair<int, Estimate>> shown;
  Estimate now;
  std::int64_t risk = 0;
  auto year = kShownYears.begin();
  for (const auto& [days, passage] : course) {
    for (; year != kShownYears.end() && days_of(*year) < days; ++year) {
      now.at_risk = risk;
      if (risk > 0) shown.emplace_back(*year, now);
    }
    now.pass(risk, passage.left);
    risk += passage.entered - passage.gone;
  }
  return shown;
}

/// Behind a point of the curve: those who were watched, and of them who left before.
void note_course(const Reporting& reporting, ReportRow& row, const std::vector<Stay>& stays, const WatchedTime& watch,
                 int years) {
  for (const Stay& stay : stays) {
    if (!watch.sees(stay)) continue;
    note_hire(reporting, row, stay);
    if (watch.sees_leave(stay) && watch.end_of(stay) <= days_of(years)) note_leave(reporting, row, stay);
  }
}

}  // namespace

Result<void> retention_curve(Reporting& reporting) {
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto stays = stays_of(reporting, *asked);
  if (!stays) return std::unexpected(stays.error());
  const auto years = reporting.years();
  if (years.empty()) return {};
  for (const bool voluntary_alone : {false, true}) {
    const WatchedTime watch{years.front().first, years.back().until, voluntary_alone};
    for (const auto& [after, estimate] : estimates(course_of(*stays, watch))) {
      About about = reporting.period();
      about.emplace_back("class", text_value(voluntary_alone ? "voluntary" : "all"));
      about.emplace_back("years", std::int64_t{after});
      const auto put = [&](std::string_view figure) -> ReportRow& {
        ReportRow& row = reporting.add(std::string(figure), about, watch.until, asked->population);
        row.partial = reporting.is_period_partial();
        if (reporting.query().explaining) note_course(reporting, row, *stays, watch, after);
        return row;
      };
      put("at_risk").numerator = estimate.at_risk;
      put("left").numerator = estimate.left;
      const auto put_part = [&](std::string_view figure, std::optional<double> part) {
        if (!part) return;
        ReportRow& row = put(figure);
        row.scale = kPercent;
        row.numerator = std::llround(*part * static_cast<double>(kParts));
        row.denominator = kParts;
      };
      put_part("survival", estimate.survival);
      put_part("lower", estimate.bound(1));
      put_part("upper", estimate.bound(-1));
    }
  }
  return {};
}

}  // namespace rireki
