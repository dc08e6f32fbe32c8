#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "events/calendar/age.h"
#include "events/calendar/day.h"
#include "events/calendar/era.h"
#include "events/calendar/fiscal_year.h"
#include "events/calendar/instant.h"
#include "events/calendar/one_month.h"

using namespace rireki;

namespace {

Day on(std::string_view iso) {
  const Result<Day> day = parse_iso_day(iso);
  REQUIRE(day.has_value());
  return *day;
}

std::string read(std::string_view text) {
  const Result<Day> day = parse_day(text);
  return day ? to_iso(*day) : std::string(to_text(day.error().code)) + " " + day.error().message;
}

std::string read_instant(std::string_view text) {
  const Result<Instant> instant = parse_instant(text);
  return instant ? to_text(*instant) : std::string(to_text(instant.error().code));
}

}  // namespace

TEST_CASE("every day from 1868 to 2999 is its civil date and back, in order") {
  CivilDate expected{1868, 1, 1};
  for (Day day = kFirstDay; day <= kLastDay; day = day + 1) {
    if (to_civil(day) != expected || from_civil(expected) != day) FAIL("at " << to_iso(day));
    if (++expected.day > days_in_month(expected.year, expected.month)) {
      expected.day = 1;
      if (++expected.month > 12) expected = {expected.year + 1, 1, 1};
    }
  }
  CHECK(expected == CivilDate{3000, 1, 1});
  CHECK(on("1970-01-01").days == 0);
  CHECK(on("2000-03-01").days == 11017);
}

TEST_CASE("every day of three centuries survives its ISO form, and from 1873 its era forms") {
  const Day end = on("2168-01-01");
  for (Day day = kFirstDay; day < end; day = day + 1) {
    if (parse_iso_day(to_iso(day)) != day) FAIL("at " << to_iso(day));
    if (parse_day(to_era(day)) != day || parse_day(to_era_ja(day)) != day) FAIL("at " << to_era(day));
  }
}

TEST_CASE("an ISO date has exactly its ten characters, exists, and lies within the bounds") {
  CHECK(to_iso(on("1868-01-01")) == "1868-01-01");
  CHECK(to_iso(on("2999-12-31")) == "2999-12-31");
  CHECK(on("2024-02-29") - on("2024-02-28") == 1);
  for (const std::string_view text :
       {"",           "2023",        "2023-4-1",      "2023-04-1",  "2023-04-011", "2023/04/01",
        "20230401",   " 2023-04-01", "2023-04-01 ",   "2023-13-01", "2023-00-01",  "2023-04-31",
        "2023-04-00", "2023-02-29",  "1900-02-29",    "1867-12-31", "3000-01-01",  "-023-04-01",
        "+023-04-01", "12023-04-01", "２０２３-04-01"}) {
    INFO(text);
    const Result<Day> day = parse_iso_day(text);
    REQUIRE_FALSE(day.has_value());
    CHECK(day.error().code == Code::invalid_date);
  }
}

TEST_CASE("an ISO date that is refused is not repeated, since it may be a date of birth") {
  CHECK(parse_iso_day("1984-02-30").error().message.find("1984") == std::string::npos);
}

TEST_CASE("a month has exactly its seven characters and lies within the bounds") {
  CHECK(to_iso(parse_month("2023-04").value()) == "2023-04");
  CHECK(first_day(parse_month("2024-02").value()) == on("2024-02-01"));
  CHECK(last_day(parse_month("2024-02").value()) == on("2024-02-29"));
  CHECK(last_day(parse_month("2023-12").value()) == on("2023-12-31"));
  for (const std::string_view text : {"", "2023", "2023-4", "2023-13", "2023-00", "2023/04", "2023-04-01", "1867-12"}) {
    INFO(text);
    REQUIRE_FALSE(parse_month(text).has_value());
    CHECK(parse_month(text).error().code == Code::invalid_field);
  }
}

TEST_CASE("a person may type a date in ISO or in every form of an era date") {
  for (const std::string_view text :
       {"2023-04-01", "R5.4.1", "r5.4.1", "R05.04.01", "R5/4/1", "R5-4-1", "R05-04-01", "令和5年4月1日",
        "令和05年04月01日", "令和5.4.1", "R5年4月1日", "Ｒ５．４．１", "ｒ５．４．１", "Ｒ５／４／１", "Ｒ５－４－１",
        "R5−4−1", "令和５年４月１日", "２０２３－０４－０１"}) {
    INFO(text);
    CHECK(read(text) == "2023-04-01");
  }
  CHECK(read("H31.4.1") == "2019-04-01");
  CHECK(read("R元.5.1") == "2019-05-01");
  CHECK(read("令和元年5月1日") == "2019-05-01");
  CHECK(read("平成元年1月8日") == "1989-01-08");
  CHECK(read("S60.1.1") == "1985-01-01");
  CHECK(read("R981.12.31") == "2999-12-31");
}

TEST_CASE("the bounds of an era are enforced and the refusal names the era and the bound") {
  CHECK(read("S64.1.7") == "1989-01-07");
  CHECK(read("S64.1.8") == "INVALID_DATE S64.1.8 lies outside the Showa era, which ends on 1989-01-07");
  CHECK(read("昭和６４年１月８日") == "INVALID_DATE S64.1.8 lies outside the Showa era, which ends on 1989-01-07");
  CHECK(read("H1.1.7") == "INVALID_DATE H1.1.7 lies outside the Heisei era, which begins on 1989-01-08");
  CHECK(read("H31.4.30") == "2019-04-30");
  CHECK(read("H31.5.1") == "INVALID_DATE H31.5.1 lies outside the Heisei era, which ends on 2019-04-30");
  CHECK(read("R1.4.30") == "INVALID_DATE R1.4.30 lies outside the Reiwa era, which begins on 2019-05-01");
  CHECK(read("T1.7.29") == "INVALID_DATE T1.7.29 lies outside the Taisho era, which begins on 1912-07-30");
  CHECK(read("S1.12.24") == "INVALID_DATE S1.12.24 lies outside the Showa era, which begins on 1926-12-25");
  CHECK(read("M45.7.31") == "INVALID_DATE M45.7.31 lies outside the Meiji era, which ends on 1912-07-30");
  CHECK(read("M6.1.1") == "1873-01-01");
  CHECK(read("M5.12.31") == "INVALID_DATE M5.12.31 lies outside the Meiji era, which is accepted from 1873-01-01");
  CHECK(read("R982.1.1") == "INVALID_DATE R982.1.1 lies after 2999-12-31, the last date accepted");
}

TEST_CASE("a day of change belongs to both eras and is printed in the new one") {
  CHECK(read("T15.12.25") == "1926-12-25");
  CHECK(read("S1.12.25") == "1926-12-25");
  CHECK(read("M45.7.30") == "1912-07-30");
  CHECK(read("T1.7.30") == "1912-07-30");
  CHECK(to_era(on("1926-12-25")) == "S1.12.25");
  CHECK(to_era(on("1926-12-24")) == "T15.12.24");
  CHECK(to_era(on("1912-07-30")) == "T1.7.30");
}

TEST_CASE("what is neither an ISO nor an era date is refused") {
  for (const std::string_view text :
       {"",          "R",          "R5",        "R5.4",       "R5.4.",          "R5.4.1.",          "R5.4/1",
        "R5.4.1 ",   " R5.4.1",    "R0.4.1",    "R5.0.1",     "R5.13.1",        "R5.4.0",           "R5.2.29",
        "R5.4.31",   "R5.004.1",   "R1234.1.1", "X5.4.1",     "令和5年4月1",    "令和年4月1日",     "令和5年4日1月",
        "5.4.1",     "2023.4.1",   "2023/4/1",  "2023/04/01", "2023-4-1",       "２０２３／４／１", "2023/4-1",
        "2023/4/1/", "2023/004/1", "2023/2/29", "23/4/1",     "4/1/2023",       "3000/1/1",         "R-5.4.1",
        "R５４.1",   "令",         "\xEF",      "\xEF\xBC",   "R5.4.1\xEF\xBD", "R99999999999.1.1"}) {
    INFO(text);
    REQUIRE_FALSE(parse_day(text).has_value());
    CHECK(parse_day(text).error().code == Code::invalid_date);
  }
  CHECK_FALSE(parse_day(std::string_view("R5.4.1\0", 7)).has_value());
}

TEST_CASE("a date is printed in its own era, the first year of an era as 元 in Japanese") {
  CHECK(to_era(on("2023-04-01")) == "R5.4.1");
  CHECK(to_era_ja(on("2023-04-01")) == "令和5年4月1日");
  CHECK(to_era(on("2019-04-01")) == "H31.4.1");
  CHECK(to_era(on("2019-05-01")) == "R1.5.1");
  CHECK(to_era_ja(on("2019-05-01")) == "令和元年5月1日");
  CHECK(to_era(on("1873-01-01")) == "M6.1.1");
  CHECK(to_era(on("1872-12-31")) == "1872-12-31");
  CHECK(to_era_ja(on("1872-12-31")) == "1872-12-31");
}

TEST_CASE("a fiscal year has the era of its starting calendar year after any change within that year") {
  CHECK(fiscal_year_label(2019) == "R1");
  CHECK(fiscal_year_label(2018) == "H30");
  CHECK(fiscal_year_label(2028) == "R10");
  CHECK(fiscal_year_label(1989) == "H1");
  CHECK(fiscal_year_label(1988) == "S63");
  CHECK(fiscal_year_label(1926) == "S1");
  CHECK(fiscal_year_label(1912) == "T1");
  CHECK(fiscal_year_label(1911) == "M44");
  CHECK(fiscal_year_label(1873) == "M6");
  CHECK(fiscal_year_label(1872) == "1872");
}

TEST_CASE("by law an age is attained on the day before the birthday") {
  CHECK(age_on(on("1984-04-01"), on("2024-03-30"), AgeRule::legal) == 39);
  CHECK(age_on(on("1984-04-01"), on("2024-03-31"), AgeRule::legal) == 40);
  CHECK(age_on(on("1984-04-02"), on("2024-03-31"), AgeRule::legal) == 39);
  CHECK(age_on(on("1984-01-01"), on("2023-12-31"), AgeRule::legal) == 40);
}

TEST_CASE("by law who is born on 29 February attains an age on 28 February") {
  CHECK(age_on(on("2004-02-29"), on("2023-02-27"), AgeRule::legal) == 18);
  CHECK(age_on(on("2004-02-29"), on("2023-02-28"), AgeRule::legal) == 19);
  CHECK(age_on(on("2004-02-29"), on("2024-02-27"), AgeRule::legal) == 19);
  CHECK(age_on(on("2004-02-29"), on("2024-02-28"), AgeRule::legal) == 20);
  CHECK(age_on(on("2004-03-01"), on("2023-02-28"), AgeRule::legal) == 19);
  CHECK(age_on(on("2004-03-01"), on("2024-02-28"), AgeRule::legal) == 19);
  CHECK(age_on(on("2004-03-01"), on("2024-02-29"), AgeRule::legal) == 20);
}

TEST_CASE("by the birthday rule an age is attained on the birthday") {
  CHECK(age_on(on("1984-04-01"), on("2024-03-31"), AgeRule::birthday) == 39);
  CHECK(age_on(on("1984-04-01"), on("2024-04-01"), AgeRule::birthday) == 40);
  CHECK(age_on(on("2004-02-29"), on("2023-02-28"), AgeRule::birthday) == 18);
  CHECK(age_on(on("2004-02-29"), on("2023-03-01"), AgeRule::birthday) == 19);
}

TEST_CASE("an age is never negative") {
  CHECK(age_on(on("2000-01-01"), on("1999-12-31"), AgeRule::legal) == 0);
  CHECK(age_on(on("2000-01-01"), on("1990-01-01"), AgeRule::legal) == 0);
  CHECK(age_on(on("2000-01-01"), on("1990-01-01"), AgeRule::birthday) == 0);
  CHECK(completed_years(on("2020-04-01"), on("2019-03-31")) == 0);
}

TEST_CASE("a year of service is complete on the anniversary, of a 29 February on 1 March") {
  CHECK(completed_years(on("2020-04-01"), on("2020-04-01")) == 0);
  CHECK(completed_years(on("2020-04-01"), on("2021-03-31")) == 0);
  CHECK(completed_years(on("2020-04-01"), on("2021-04-01")) == 1);
  CHECK(completed_years(on("2020-02-29"), on("2021-02-28")) == 0);
  CHECK(completed_years(on("2020-02-29"), on("2021-03-01")) == 1);
  CHECK(completed_years(on("2020-02-29"), on("2024-02-28")) == 3);
  CHECK(completed_years(on("2020-02-29"), on("2024-02-29")) == 4);
}

TEST_CASE("the day of an age is the first one on which it is attained") {
  for (const char* birth : {"1964-04-01", "1964-04-02", "2004-02-29", "1999-12-31", "2000-03-01"}) {
    for (const AgeRule rule : {AgeRule::legal, AgeRule::birthday}) {
      for (const int years : {1, 4, 18, 60, 61}) {
        const Day day = day_of_age(on(birth), years, rule);
        CHECK(age_on(on(birth), day, rule) == years);
        CHECK(age_on(on(birth), day - 1, rule) == years - 1);
      }
    }
  }
}

TEST_CASE("an age band is a decade") {
  CHECK(age_band(0) == "0s");
  CHECK(age_band(9) == "0s");
  CHECK(age_band(10) == "10s");
  CHECK(age_band(19) == "10s");
  CHECK(age_band(20) == "20s");
  CHECK(age_band(39) == "30s");
  CHECK(age_band(100) == "100s");
  CHECK(age_band(131) == "130s");
}

TEST_CASE("a fiscal year runs from its start to the day before the next start") {
  const FiscalYearStart april;
  CHECK(fiscal_year_of(on("2024-03-31"), april) == 2023);
  CHECK(fiscal_year_of(on("2024-04-01"), april) == 2024);
  CHECK(first_day_of_fiscal_year(2023, april) == on("2023-04-01"));
  CHECK(last_day_of_fiscal_year(2023, april) == on("2024-03-31"));
  const FiscalYearStart january{1, 1};
  CHECK(fiscal_year_of(on("2023-12-31"), january) == 2023);
  CHECK(last_day_of_fiscal_year(2023, january) == on("2023-12-31"));
  const FiscalYearStart march{3, 1};
  CHECK(fiscal_year_of(on("2024-02-29"), march) == 2023);
  CHECK(last_day_of_fiscal_year(2023, march) == on("2024-02-29"));
}

TEST_CASE("where the start of fiscal years changes, only the year before is shorter or longer") {
  FiscalCalendar years;
  CHECK(years.first_day(2023) == on("2023-04-01"));
  years.change(on("2020-06-01"), {4, 1});  // the first one holds before, too
  years.change(on("2024-01-01"), {1, 1});
  years.change(on("2026-01-02"), {10, 16});
  CHECK(years.first_day(1900) == on("1900-04-01"));
  CHECK(years.last_day(2022) == on("2023-03-31"));
  CHECK(years.last_day(2023) == on("2023-12-31"));
  CHECK(years.first_day(2024) == on("2024-01-01"));
  CHECK(years.last_day(2026) == on("2027-10-15"));
  CHECK(years.first_day(2027) == on("2027-10-16"));
  CHECK(years.year_of(on("2023-12-31")) == 2023);
  CHECK(years.year_of(on("2024-01-01")) == 2024);
  CHECK(years.year_of(on("2027-10-15")) == 2026);
  for (Day day = on("2019-01-01"); day < on("2030-01-01"); day = day + 1) {
    const int year = years.year_of(day);
    REQUIRE((years.first_day(year) <= day && day <= years.last_day(year)));
  }
}

TEST_CASE("a month ends on the day before the corresponding day, or on the last day of a month that has none") {
  struct Span {
    std::string_view first;
    std::string_view last;
  };
  for (const auto& [first, last] : std::vector<Span>{{"2023-01-15", "2023-02-14"},
                                                     {"2023-01-01", "2023-01-31"},
                                                     {"2023-02-01", "2023-02-28"},
                                                     {"2024-02-01", "2024-02-29"},
                                                     {"2023-01-28", "2023-02-27"},
                                                     {"2023-01-29", "2023-02-28"},
                                                     {"2023-01-30", "2023-02-28"},
                                                     {"2023-01-31", "2023-02-28"},
                                                     {"2024-01-29", "2024-02-28"},
                                                     {"2024-01-30", "2024-02-29"},
                                                     {"2024-01-31", "2024-02-29"},
                                                     {"2023-02-28", "2023-03-27"},
                                                     {"2023-03-31", "2023-04-30"},
                                                     {"2023-04-30", "2023-05-29"},
                                                     {"2023-12-31", "2024-01-30"},
                                                     {"2023-12-01", "2023-12-31"}}) {
    INFO(first);
    CHECK(to_iso(last_day_of_months(on(first))) == last);
    CHECK(lasts_months(on(first), on(last), 1));
    CHECK_FALSE(lasts_months(on(first), on(last) - 1, 1));
  }
}

TEST_CASE("several months follow the same rule") {
  CHECK(to_iso(last_day_of_months(on("2023-11-30"), 3)) == "2024-02-29");
  CHECK(to_iso(last_day_of_months(on("2023-04-01"), 12)) == "2024-03-31");
  CHECK(to_iso(last_day_of_months(on("2024-02-29"), 12)) == "2025-02-28");
  CHECK(to_iso(last_day_of_months(on("2024-02-29"), 48)) == "2028-02-28");
  CHECK(lasts_months(on("2023-04-01"), on("2023-09-30"), 6));
  CHECK_FALSE(lasts_months(on("2023-04-01"), on("2023-09-29"), 6));
}

TEST_CASE("an instant is read in every form of RFC 3339 and printed in one") {
  CHECK(parse_instant("1970-01-01T00:00:00Z").value().ms == 0);
  CHECK(parse_instant("2023-03-24T01:02:03.004Z").value().ms == 1679619723004);
  CHECK(read_instant("2023-03-24T01:02:03Z") == "2023-03-24T01:02:03.000Z");
  CHECK(read_instant("2023-03-24t01:02:03z") == "2023-03-24T01:02:03.000Z");
  CHECK(read_instant("2023-03-24T01:02:03.5Z") == "2023-03-24T01:02:03.500Z");
  CHECK(read_instant("2023-03-24T01:02:03.05Z") == "2023-03-24T01:02:03.050Z");
  CHECK(read_instant("2023-03-24T01:02:03.999999999999Z") == "2023-03-24T01:02:03.999Z");
  CHECK(read_instant("2023-03-24T09:02:03+09:00") == "2023-03-24T00:02:03.000Z");
  CHECK(read_instant("2023-04-01T00:00:00+09:00") == "2023-03-31T15:00:00.000Z");
  CHECK(read_instant("2023-12-31T23:30:00-01:30") == "2024-01-01T01:00:00.000Z");
  CHECK(read_instant("2023-03-24T01:02:03-00:00") == "2023-03-24T01:02:03.000Z");
  CHECK(read_instant("1969-12-31T23:59:59.999Z") == "1969-12-31T23:59:59.999Z");
  CHECK(read_instant("0000-01-01T00:00:00Z") == "0000-01-01T00:00:00.000Z");
  CHECK(read_instant("9999-12-31T23:59:59.999Z") == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("what is not an instant of RFC 3339 is refused, a leap second too") {
  for (const std::string_view text : {"",
                                      "2023-03-24",
                                      "2023-03-24T01:02Z",
                                      "2023-03-24T01:02:03",
                                      "2023-03-24 01:02:03Z",
                                      "2023-03-24T01:02:03.Z",
                                      "2023-03-24T01:02:03,5Z",
                                      "2023-03-24T24:00:00Z",
                                      "2023-03-24T01:60:00Z",
                                      "2016-12-31T23:59:60Z",
                                      "2023-02-29T00:00:00Z",
                                      "2023-3-24T01:02:03Z",
                                      "2023-03-24T1:02:03Z",
                                      "2023-03-24T01:02:03+9:00",
                                      "2023-03-24T01:02:03+0900",
                                      "2023-03-24T01:02:03+24:00",
                                      "2023-03-24T01:02:03+09:60",
                                      "2023-03-24T01:02:03ZZ",
                                      "2023-03-24T01:02:03Z ",
                                      "2023-00-24T01:02:03Z",
                                      "2023-13-24T01:02:03Z",
                                      "2023-03-00T01:02:03Z",
                                      "0000-01-01T00:00:00+00:01",
                                      "9999-12-31T23:59:59-00:01"}) {
    INFO(text);
    CHECK(read_instant(text) == "INVALID_FIELD");
  }
}

TEST_CASE("the UTC day of an instant is the day it lies in, also before 1970") {
  CHECK(utc_day(parse_instant("2023-03-31T23:59:59.999Z").value()) == on("2023-03-31"));
  CHECK(utc_day(parse_instant("2023-04-01T00:00:00Z").value()) == on("2023-04-01"));
  CHECK(utc_day(Instant{-1}) == on("1969-12-31"));
  CHECK(utc_day(Instant{-86'400'000}) == on("1969-12-31"));
  CHECK(utc_day(Instant{-86'400'001}) == on("1969-12-30"));
}
