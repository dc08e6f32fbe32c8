// rireki report: numbers worked by hand on a small city, and the published ones on the made-up one.
#include <chrono>
#include <ctime>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/published_city.h"
#include "tests/tools/small_city.h"

using namespace rireki;
using namespace rireki::running;

namespace {

namespace json = boost::json;
using Strings = std::vector<std::string>;

struct SmallCity : City {
  SmallCity() { REQUIRE(import(small_city()).row().at("refused") == 0); }
};

/// Rows as "figure about… = numerator/denominator", which is how one would write them down.
Strings written(const Ran& ran) {
  Strings lines;
  for (const json::object& row : ran.rows()) {
    std::string line(row.at("figure").as_string());
    for (const auto& [key, value] : row) {
      if (key == "value") break;
      if (key == "report" || key == "figure") continue;
      line += " " + (value.is_string() ? std::string(value.as_string()) : json::serialize(value));
    }
    line += " = " + json::serialize(row.at("numerator"));
    if (!row.at("denominator").is_null()) line += "/" + json::serialize(row.at("denominator"));
    lines.push_back(line);
  }
  return lines;
}

std::int64_t number(const Ran& ran, std::string_view line) {
  for (const std::string& text : written(ran)) {
    if (text.starts_with(std::string(line) + " = ")) return std::stoll(text.substr(line.size() + 3));
  }
  FAIL("there is no figure " << line);
  return -1;
}

}  // namespace

TEST_CASE("reports of a small city, worked by hand", "[tools][report]") {
  // P1, a woman of 1990, is hired as a clerk on 2020-04-01 and a chief in U-2 from 2022-04-01; P2, a man of 1980, is
  // hired the same day and leaves on 2023-03-31 of his own will.
  const SmallCity city;
  CHECK(written(city.ask({"report", "staff_trend", "--fiscal-year", "2019..2023"})) ==
        Strings{"staff 2019 = 0", "staff 2020 = 2", "staff 2021 = 2", "staff 2022 = 2", "staff 2023 = 1"});
  CHECK(written(city.ask({"report", "age_structure", "--as-of", "2023-03-31"})) ==
        Strings{"staff 30s female = 1", "staff 40s male = 1", "share 30s = 1/2", "share 40s = 1/2", "staff = 2"});
  CHECK(written(city.ask({"report", "sex_by_rank", "--as-of", "2022-04-01"})) ==
        Strings{"staff chief_class female = 1", "staff chief_class = 1", "women_share chief_class = 1/1",
                "staff clerk male = 1", "staff clerk = 1", "women_share clerk = 0/1", "staff true = 0",
                "women_share true = 0/0", "staff female = 1", "staff male = 1", "staff = 2", "women_share = 1/2"});
  CHECK(written(city.ask({"report", "young_leavers", "--fiscal-year", "2021..2022"})) ==
        Strings{"left 2021 = 0", "left 2022 mayor = 1", "left 2022 = 1"});
  // Whoever is there on the first day of a year is still to be seen while that day is ahead.
  CHECK_FALSE(city.ask({"report", "staff_trend", "--fiscal-year", "2023"}).row().contains("partial"));
  CHECK(city.ask({"report", "staff_trend", "--fiscal-year", "2990"}).row().at("partial") == true);
  CHECK(written(city.ask({"report", "movements", "--fiscal-year", "2022"})) ==
        Strings{"open 2022 = 2", "left 2022 = 1", "hired 2022 = 0", "close 2022 = 1", "difference 2022 = 0"});
}

TEST_CASE("movements count a leaver to 3/31, a hire from 4/2, and say what else moved somebody", "[tools][report]") {
  const SmallCity city;
  // The hires of 2020-04-01 belong to the year that ends the day before, whose close they are.
  CHECK(written(city.ask({"report", "movements", "--fiscal-year", "2019..2020"})) ==
        Strings{"open 2019 = 0", "left 2019 = 0", "hired 2019 = 2", "close 2019 = 2", "difference 2019 = 0",
                "open 2020 = 2", "left 2020 = 0", "hired 2020 = 0", "close 2020 = 2", "difference 2020 = 0"});
  // Into U-2 somebody comes by a transfer, which is neither: Record 9, and not the promotion of the same day.
  const Ran unit = city.ask({"report", "movements", "--fiscal-year", "2021", "--where", "unit=U-2"});
  CHECK(written(unit) ==
        Strings{"open 2021 = 0", "left 2021 = 0", "hired 2021 = 0", "close 2021 = 1", "difference 2021 = 1"});
  CHECK(unit.rows().back().at("exceptions") == json::value({9}));
  // A year that is not over is counted up to the day asked for, and says so.
  const Ran partial = city.ask({"report", "movements", "--fiscal-year", "2022", "--as-of", "2022-10-01"});
  CHECK(written(partial).at(1) == "left 2022 = 0");
  CHECK(partial.rows().front().at("partial") == true);
}

TEST_CASE("a report is as of a day and as known at a moment, and says what it rests on", "[tools][report]") {
  const SmallCity city;
  const Ran before = city.ask({"report", "movements", "--fiscal-year", "2022", "--known-at", "seq:9"});
  CHECK(written(before).at(3) == "close 2022 = 2");
  CHECK(before.err == "{\"seq\":9}\n");
  const json::object row = before.rows().front();
  CHECK(row.at("as_of") == "2022-04-01");
  CHECK(row.at("policy_version") == "R5");
  CHECK(written(city.ask({"report", "staff_trend", "--fiscal-year", "2023", "--population", "chiefs"})) ==
        Strings{"staff 2023 = 1"});
  const Ran unknown = city.run({"report", "staff_trends"});
  CHECK(unknown.status == 2);
  CHECK(unknown.err.contains("staff_trend, age_structure"));
  const Ran table =
      city.run({"report", "staff_trend", "--fiscal-year", "2023", "--csv", "--xlsx", city.path("t.xlsx")});
  CHECK(table.out ==
        "figure,about,value,unit,numerator,denominator,population,as_of,policy_version\r\n"
        "staff,fiscal_year=2023,1,persons,1,,,2023-04-01,R5\r\n");
  CHECK(read_file(city.path("t.xlsx")).starts_with("PK"));
  // An auditor compares files: one of the next second has the same bytes.
  const std::time_t written = std::time(nullptr);
  for (int ms = 0; std::time(nullptr) == written && ms < 2000; ++ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  REQUIRE(city.run({"report", "staff_trend", "--fiscal-year", "2023", "--xlsx", city.path("later.xlsx")}).status == 0);
  CHECK((read_file(city.path("later.xlsx")) == read_file(city.path("t.xlsx"))));
}

TEST_CASE("a report says why it cannot answer", "[tools][report]") {
  const SmallCity city;
  for (const std::string kind : {"survey_results", "exam_rounds", "stress_check", "measures", "workplace_training"}) {
    const Ran narrowed = city.run({"report", kind, "--where", "unit=U-1"});
    CHECK(narrowed.status == 2);
    CHECK(narrowed.err.contains("\"" + kind + "\" comes from tallies and filings"));
    CHECK(city.run({"report", kind, "--population", "chiefs"}).status == 2);
    CHECK(city.run({"report", kind}).status == 0);
  }
  for (const Strings& table : {Strings{"count", "headcount"}, Strings{"report", "age_structure"}}) {
    Strings published = table;
    published.insert(published.end(), {"--as-of", "2023-03-31", "--published", "2023-03-01"});
    CHECK(city.run(published).err.contains("--audience"));
    CHECK(city.run(published).status == 2);
    published.insert(published.end(), {"--audience", "public"});
    CHECK(city.run(published).status == 0);
  }
  const Ran managers = city.run({"report", "managers_past_limit", "--as-of", "2023-04-01"});
  CHECK(managers.status == 2);
  CHECK(managers.err.contains("the policy of 2023-04-01 has no population \"managers_past_limit\""));
}

TEST_CASE("reports of the made-up city give the published figures", "[tools][report]") {
  const City& city = published_city();
  const Ran sexes = city.ask({"report", "sex_by_rank", "--as-of", "R5.4.1"});
  CHECK(number(sexes, "staff male") == 966);
  CHECK(number(sexes, "staff female") == 630);
  CHECK(number(sexes, "staff true male") == 177);
  CHECK(number(sexes, "staff true female") == 49);
  const Ran ages = city.ask({"report", "age_structure", "--as-of", "R5.4.1"});
  CHECK(ages.rows().back().at("numerator") == 1596);
  CHECK(ages.rows().back().at("population") == "age_structure");
  const Ran leavers = city.ask({"report", "young_leavers", "--fiscal-year", "2013..2022"});
  std::vector<std::int64_t> by_year;
  for (int year = 2013; year <= 2022; ++year) by_year.push_back(number(leavers, "left " + std::to_string(year)));
  CHECK(by_year == std::vector<std::int64_t>{6, 5, 4, 7, 6, 8, 5, 9, 13, 18});
  const Ran movements = city.ask({"report", "movements", "--fiscal-year", "2014..2023", "--as-of", "R6.3.31"});
  for (int year = 2014; year <= 2023; ++year) CHECK(number(movements, "difference " + std::to_string(year)) == 0);
}

TEST_CASE("the rows of a report open with explain", "[tools][report]") {
  const SmallCity city;
  // P2 alone has left, on 31 March 2023, by Record 10; both were there on the first day of the year.
  CHECK(number(city.ask({"report", "turnover_rates", "--fiscal-year", "2022"}), "left 2022 voluntary") == 1);
  const auto rows =
      city.ask({"explain", "turnover_rates", "--figure", "left", "--about", "class=voluntary", "--fiscal-year", "2022"})
          .rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().at("seq") == 10);
  CHECK(rows.front().at("subject") == "P2");
  CHECK(city.run({"explain", "turnover_rates", "--figure", "gone"}).status == 2);
  // Nothing was tallied: behind no rows are no Records, but a row that is asked for by name is not there.
  CHECK(city.ask({"explain", "survey_results"}).out.empty());
  CHECK(city.run({"explain", "survey_results", "--figure", "positive_share"}).status == 2);
  CHECK(city.run({"explain", "survey_results", "--about", "group=all"}).status == 2);
  CHECK(city.run({"explain", "turnover_rates", "headcount"}).status == 2);
  CHECK(city.run({"explain", "headcount", "--figure", "left"}).err.contains("turnover_rates"));
}

TEST_CASE("a lapsed term is explained by the Record that set it, with that Record's date", "[tools][report]") {
  const City city;
  auto lines = small_city();
  lines.push_back(event_line("r3", "PersonRegistered", "P3", "2020-04-01", "2023-03-01T04:00:00Z",
                             R"({"name":"期限 一","birth":"1990-01-01","sex":"male"})"));
  lines.push_back(event_line("h3", "Hired", "P3", "2020-04-01", "2023-03-01T04:00:00Z",
                             R"({"kind":"fixed_term","unit":"U-1","rank":"clerk","job_family":"general",)"
                             R"("term_end":"2022-09-30","route":"exam_university"})"));
  REQUIRE(city.import(lines).row().at("refused") == 0);
  // Explained as `explain separations` does it: Record 12, the hire, of 2020-04-01.
  const auto date_of = [&](Strings question, std::string_view why) {
    question.insert(question.begin(), "explain");
    for (const json::object& row : city.ask(question).rows()) {
      if (row.at("seq") == 12 && row.at("why").as_string().find(json::string_view(why)) != std::string::npos) {
        return std::string(row.at("effective").as_string());
      }
    }
    return std::string("not there");
  };
  CHECK(date_of({"separations", "--fiscal-year", "2022"}, "term ended on 2022-09-30") == "2020-04-01");
  CHECK(date_of({"turnover_rates", "--figure", "left", "--fiscal-year", "2022"}, "term ended on 2022-09-30") ==
        "2020-04-01");
  CHECK(date_of({"leaving_in_3_years", "--fiscal-year", "2020", "--as-of", "2023-04-01"}, "left on 2022-09-30") ==
        "2020-04-01");
  CHECK(date_of({"retention_curve", "--figure", "left", "--fiscal-year", "2020..2023", "--as-of", "2023-06-01"},
                "left on 2022-09-30") == "2020-04-01");  // P1 has reached three years by then
}

TEST_CASE("a report's population is that of the policy of each day", "[tools][report]") {
  const SmallCity city;
  std::string newer(kTestPolicy);
  newer.replace(newer.find("\"R5\""), 4, "\"R6\"");
  for (const std::string name : {"movements", "stability", "turnover_rates", "promotion_rates"}) {
    newer += "[[population]]\nid = \"" + name + "\"\nwhere = [\"rank=chief\"]\n";
  }
  write_file(city.path("newer.toml"), newer);
  REQUIRE(city.run({"policy", "adopt", city.path("newer.toml"), "--effective", "2022-04-01"}).status == 0);
  // Until March 2022 everybody counts, then chiefs, which is P1 from 1 April on: P2 is moved out by the policy,
  // Record 11.
  const Strings of_2020 = {"open 2020 = 2", "left 2020 = 0", "hired 2020 = 0", "close 2020 = 2", "difference 2020 = 0"};
  for (const std::string as_of : {"2021-03-31", "2023-03-31"}) {
    CHECK(written(city.ask({"report", "movements", "--fiscal-year", "2020", "--as-of", as_of})) == of_2020);
  }
  const Ran later = city.ask({"report", "movements", "--fiscal-year", "2021..2022"});
  CHECK(written(later) == Strings{"open 2021 = 2", "left 2021 = 0", "hired 2021 = 0", "close 2021 = 1",
                                  "difference 2021 = -1", "open 2022 = 1", "left 2022 = 0", "hired 2022 = 0",
                                  "close 2022 = 1", "difference 2022 = 0"});
  CHECK(later.rows()[0].at("population").is_null());
  CHECK(later.rows()[3].at("population") == "movements");
  CHECK(later.rows()[4].at("exceptions") == json::value({11}));
  CHECK(written(city.ask({"report", "promotion_rates", "--fiscal-year", "2021..2022"})) ==
        Strings{"promoted 2021 = 0", "rate 2021 = 0/2", "promoted 2021 female = 0", "rate 2021 female = 0/1",
                "promoted 2021 male = 0", "rate 2021 male = 0/1", "promoted 2022 = 1", "rate 2022 = 1/1",
                "promoted 2022 female = 1", "rate 2022 female = 1/1"});
  CHECK(written(city.ask({"report", "stability", "--fiscal-year", "2021..2022"})) ==
        Strings{"stability 2021 = 2/2", "stability 2022 = 1/2"});
  const Ran rates = city.ask({"report", "turnover_rates", "--fiscal-year", "2021..2022"});
  CHECK(number(rates, "left 2022") == 0);
  CHECK(number(rates, "rate 2021 person_days") == 0);
  CHECK_FALSE(rates.out.contains(R"("fiscal_year":2022,"basis":"person_days")"));
  for (const std::string kind : {"movements", "stability", "turnover_rates", "promotion_rates"}) {
    CHECK(city.run({"explain", kind, "--fiscal-year", "2020..2022"}).status == 0);
    CHECK(city.run({"report", kind, "--fiscal-year", "2021", "--population", "movements"}).status == 2);
  }
}

TEST_CASE("the made-up city's turnover adds up", "[tools][report]") {
  const City city(false);
  REQUIRE(city.run({"demo", "--people", "300"}).status == 0);
  for (int year = 2018; year <= 2022; ++year) {
    const std::string fiscal_year = std::to_string(year);
    const Ran rates = city.ask({"report", "turnover_rates", "--fiscal-year", fiscal_year});
    const std::int64_t left = number(rates, "left " + fiscal_year);
    CHECK(left == city.ask({"count", "separations", "--fiscal-year", fiscal_year}).row().at("count").as_int64());
    const auto by_reason = city.ask({"count", "separations", "--by", "reason", "--fiscal-year", fiscal_year}).rows();
    for (const json::object& row : by_reason) {
      const std::string reason(row.at("reason").as_string());
      CHECK(number(rates, "left " + fiscal_year + " " + reason) >= row.at("count").as_int64());
    }
    const Ran curve = city.ask({"report", "retention_curve", "--fiscal-year", "2014.." + fiscal_year});
    double before = 100;
    for (const json::object& row : curve.rows()) {
      if (row.at("figure") != "survival" || row.at("class") != "all") continue;
      CHECK(row.at("value").to_number<double>() <= before);
      before = row.at("value").to_number<double>();
    }
    CHECK(before < 100);
  }
}
