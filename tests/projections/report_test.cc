// What the figure of a report row is, out of its two sides.
#include "projections/reports/report.h"

#include <catch2/catch.hpp>

using namespace rireki;

namespace {

double percent(std::int64_t numerator, std::int64_t denominator) {
  ReportRow row;
  row.scale = kPercent;
  row.numerator = numerator;
  row.denominator = denominator;
  return row.value().value();
}

}  // namespace

TEST_CASE("the ministry's rate of fathers on leave is that of the cohort", "[report]") {
  // Fiscal year 2014: of 55,418 men with a child 856 took leave; 1,214 men newly took leave that year.
  CHECK(percent(856, 55'418) == 1.5);
  CHECK(percent(1'214, 55'418) == 2.2);
}

TEST_CASE("a share is rounded half up, once, and nothing is divided by zero", "[report]") {
  CHECK(percent(1, 8) == 12.5);
  CHECK(percent(1, 16) == 6.3);  // 6.25
  ReportRow row;
  row.denominator = 0;
  CHECK_FALSE(row.value().has_value());
}

TEST_CASE("minutes over months are shown as hours", "[report]") {
  ReportRow row;
  row.scale = {"hours/month", 1, 1, 60};
  row.numerator = 1'525;  // in two months: 12.708… hours a month
  row.denominator = 2;
  CHECK(row.value().value() == 12.7);
}
