// kpi, explain, diff, close, restate: the forms of their answers, and figures published and restated.
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "projections/closing.h"
#include "projections/scorecard.h"
#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

constexpr std::string_view kIndicators = R"(
[[indicator]]
id = "STAFF"
label = { ja = "職員数", en = "Staff" }
kind = "headcount"
unit = "persons"
direction = "up"
baseline = { fiscal_year = 2020, value = 1 }
target = { fiscal_year = 2024, value = 3 }
[[indicator]]
id = "WOMEN"
kind = "share"
of = ["sex=female"]
unit = "%"
decimals = 1
[[indicator]]
id = "EXAM"
kind = "exam_takers"
where = ["category=clerical"]
)";

/// The small city under a policy with indicators.
class ScoredCity : public City {
 public:
  ScoredCity() : City(false) {
    write_file(path("policy.toml"), std::string(kTestPolicy) + std::string(kIndicators));
    REQUIRE(run({"init", "--policy", path("policy.toml"), "--recorded", "2020-01-01T00:00:00Z"}).status == 0);
    REQUIRE(import(small_city(), {"--trust-recorded"}).status == 0);
  }
  void append(std::vector<std::string> event) const {
    event.insert(event.begin(), "append");
    const Ran ran = run(event);
    CAPTURE(ran.err);
    REQUIRE(ran.status == 0);
  }
};

std::string text_of(const json::value& value) { return json::serialize(value); }

}  // namespace

TEST_CASE("the scorecard has the contract's keys, and no data is not zero", "[tools][scorecard]") {
  const ScoredCity city;
  const auto rows = city.ask({"kpi", "--fiscal-year", "2021..2022"}).lines();
  REQUIRE(rows.size() == 6);
  CHECK(rows[1] == R"({"id":"STAFF","label":"職員数","fiscal_year":2022,"value":2,"unit":"persons","numerator":null,)"
                   R"("denominator":null,"baseline":1,"target":3,"direction":"up","status":"on_track",)"
                   R"("policy_version":"R5"})");
  CHECK(rows[3] == R"({"id":"WOMEN","label":"WOMEN","fiscal_year":2022,"value":50.0,"unit":"%","numerator":1,)"
                   R"("denominator":2,"baseline":null,"target":null,"direction":null,"status":null,)"
                   R"("policy_version":"R5"})");
  CHECK(rows[5] == R"({"id":"EXAM","label":"EXAM","fiscal_year":2022,"value":null,"unit":null,"numerator":null,)"
                   R"("denominator":null,"baseline":null,"target":null,"direction":null,"status":"no_data",)"
                   R"("policy_version":"R5"})");
  CHECK(city.ask({"kpi", "STAFF", "EXAM", "STAFF", "--fiscal-year", "2022"}).lines() == std::vector{rows[1], rows[5]});
  const auto partial = city.ask({"kpi", "STAFF", "--as-of", "R4.10.1"}).row();
  CHECK(partial.at("fiscal_year").as_int64() == 2022);
  CHECK(partial.at("partial").as_bool());
  CHECK(city.run({"kpi", "NOPE"}).status == 2);
  CHECK(city.run({"kpi", "--policy", "9"}).status == 2);
}

TEST_CASE("one indicator that cannot be taken leaves the others their numbers", "[tools][scorecard]") {
  const City city(false);
  std::string text(kTestPolicy);
  text += kIndicators;
  text += "[[indicator]]\nid = \"BAD\"\nkind = \"headcount\"\nwhere = [\"reason=voluntary\"]\n";
  REQUIRE(city.run({"init"}).status == 0);
  REQUIRE(city.run({"append", "PolicyAdopted", "--subject", "org", "--effective", "2000-01-01", "--set", "policy=test",
                    "--set", "version=R5", "--set", "document=" + text})
              .status == 0);
  REQUIRE(city.import(small_city()).status == 0);
  const auto rows = city.ask({"kpi", "--fiscal-year", "2022"}).rows();
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].at("value") == 2);
  CHECK(rows[3].at("value").is_null());
  CHECK(rows[3].at("status") == "no_data");
  const std::string remark = "the indicator \"BAD\" of the policy (version R5) has no data: \"reason\" is not a field";
  for (const std::vector<std::string>& words : {std::vector<std::string>{"kpi", "--fiscal-year", "2022"},
                                                {"form", "scorecard", "--fiscal-year", "2022"},
                                                {"close", "FY2022", "--dry-run"}}) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status == 0);
    CHECK(ran.err.contains(remark));
  }
  CHECK_FALSE(city.run({"kpi", "STAFF"}).err.contains("BAD"));
  const Ran named = city.run({"kpi", "BAD"});
  CHECK(named.status == 2);
  CHECK(named.err.contains("the indicator \"BAD\": \"reason\" is not a field"));
}

TEST_CASE("the scorecard for people and for spreadsheets", "[tools][scorecard]") {
  const ScoredCity city;
  const std::string workbook = city.path("card.xlsx");
  const Ran table = city.run({"kpi", "--fiscal-year", "2019..2023", "--xlsx", workbook});
  REQUIRE(table.status == 0);
  REQUIRE(table.lines().size() == 5);
  CHECK(table.lines()[0].starts_with("id     indicator  FY2019  FY2020  FY2021  FY2022  FY2023  unit"));
  CHECK(table.lines()[2] ==
        "STAFF  職員数     –       2       2       2       1       persons  1         3       2.5   behind    ███▁");
  CHECK(read_file(workbook).starts_with("PK"));
  const Ran csv = city.run({"kpi", "WOMEN", "--fiscal-year", "2022", "--csv"});
  CHECK(csv.out ==
        "id,label,fiscal_year,value,unit,numerator,denominator,baseline,target,direction,status,"
        "policy_version,partial\r\nWOMEN,WOMEN,2022,50.0,%,1,2,,,,,R5,false\r\n");
}

TEST_CASE("a ratio hands out no side that is hidden", "[tools][scorecard]") {
  const City city(false);
  const std::string indicators = R"(
[disclosure]
audiences = [{ id = "public", minimum_cell = 3, complement = true }]
[[indicator]]
id = "WOMEN"
kind = "share"
of = ["sex=female"]
[[indicator]]
id = "ASKED"
kind = "survey_share"
survey = "s"
question = "q"
[[indicator]]
id = "LEFT"
kind = "separations"
[[indicator]]
id = "WOMEN_OF_ASKED"
kind = "ratio"
of = ["WOMEN"]
per = ["ASKED"]
[[indicator]]
id = "LEFT_OF_WOMEN"
kind = "ratio"
of = ["LEFT"]
per = ["WOMEN"]
[[indicator]]
id = "LEFT_OF_THAT"
kind = "ratio"
of = ["LEFT"]
per = ["LEFT_OF_WOMEN"]
[[indicator]]
id = "LEFT_OF_ASKED"
kind = "ratio"
of = ["LEFT"]
per = ["ASKED"]
)";
  write_file(city.path("policy.toml"), std::string(kTestPolicy) + indicators);
  REQUIRE(city.run({"init", "--policy", city.path("policy.toml"), "--recorded", "2020-01-01T00:00:00Z"}).status == 0);
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).status == 0);
  // One woman of two; nobody left, and nobody was asked.
  const std::vector<std::string> asked = {"kpi", "--fiscal-year", "2021", "--audience", "public"};
  const auto rows = city.ask(asked).rows();
  REQUIRE(rows.size() == 7);
  for (const json::object& row : rows) {
    const std::string id = json::value_to<std::string>(row.at("id"));
    CAPTURE(id);
    const bool is_hidden = id != "ASKED" && id != "LEFT" && id != "LEFT_OF_ASKED";
    CHECK(row.contains("suppressed") == is_hidden);
    if (!is_hidden) continue;
    for (const char* key : {"value", "numerator", "denominator", "status"}) CHECK(row.at(key).is_null());
  }
  auto in_csv = asked;
  in_csv.emplace_back("--csv");
  CHECK(city.run(in_csv).out.find(",50,") == std::string::npos);
  CHECK(city.ask({"kpi", "LEFT_OF_WOMEN", "--fiscal-year", "2021"}).row().at("denominator") == 50);
}

TEST_CASE("a workbook has the years that were asked for, whatever is printed beside it", "[tools][scorecard]") {
  const ScoredCity city;
  const auto sheet = [&](std::vector<std::string> words) {
    const std::string workbook = city.path("years.xlsx");
    words.insert(words.end(), {"--xlsx", workbook});
    REQUIRE(city.run(words).status == 0);
    return Process(city.scratch(), {"unzip", "-p", workbook, "xl/worksheets/sheet1.xml"}).wait().out;
  };
  for (const char* years : {"2022", "2021..2022"}) {
    const std::string beside_table = sheet({"kpi", "--fiscal-year", years});
    CAPTURE(years, beside_table);
    CHECK(beside_table.contains("<row "));
    CHECK(beside_table == sheet({"kpi", "--fiscal-year", years, "--json"}));
    CHECK(beside_table == sheet({"kpi", "--fiscal-year", years, "--csv"}));
  }
}

TEST_CASE("a number opens down to its records", "[tools][scorecard]") {
  const ScoredCity city;
  CHECK(city.ask({"explain", "separations", "--fiscal-year", "2022"}).out ==
        R"({"seq":10,"id":"s2","subject":"P2","type":"Separated","effective":"2023-03-31",)"
        R"("why":"Separated on 2023-03-31"})"
        "\n");
  const auto near = city.ask({"explain", "headcount", "--where", "sex=male", "--as-of", "2023-03-31", "--near"}).rows();
  REQUIRE(near.size() == 2);
  CHECK(text_of(near[0].at("id")) == R"("h2")");
  CHECK(text_of(near[1].at("id")) == R"("h1")");
  CHECK(near[1].at("near").as_bool());
  CHECK(text_of(near[1].at("why")).find("sex=male") != std::string::npos);
}

TEST_CASE("a closed year is restated with the records that came since", "[tools][scorecard]") {
  const ScoredCity city;
  const auto closed = city.ask({"close", "FY2022", "--actor", "hr-1"}).row();
  CHECK(closed.at("seq").as_int64() == 11);
  CHECK(closed.at("figures").as_int64() == 2);
  const auto log = city.ask({"log", "--type", "PeriodClosed"}).row();
  const json::object& data = log.at("data").as_object();
  CHECK(text_of(data.at("period")) == R"("FY2022")");
  CHECK(text_of(data.at("as_of")) == R"("2023-03-31")");
  CHECK(data.at("known_seq").as_int64() == 10);
  CHECK(data.at("content_hash") == closed.at("content_hash"));
  CHECK(data.at("content_hash").as_string().size() == 64);

  CHECK(city.ask({"diff", "--known-at", "..", "headcount", "--as-of", "2022-05-01"}).out ==
        R"({"change":"changed","key":{"count":"headcount"},"before":{"count":0},"after":{"count":2},"records":[5,7]})"
        "\n");

  // What nothing has changed gives no reason.
  for (const json::object& row : city.ask({"restate", "FY2022"}).rows()) CHECK(row.at("records").as_array().empty());
  city.append({"PersonRegistered", "--subject", "P3", "--effective", "2023-03-01", "--approved-by", "mayor", "--set",
               "name=N", "--set", "birth=1990-01-01", "--set", "sex=female", "--id", "r3"});
  city.append({"Hired", "--subject", "P3", "--effective", "2023-03-01", "--approved-by", "mayor", "--set",
               "kind=regular", "--set", "unit=U-1", "--set", "rank=clerk", "--set", "job_family=general", "--id",
               "h3"});
  const auto rows = city.ask({"restate", "FY2022"}).lines();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == R"({"id":"STAFF","published":{"value":2,"numerator":null,"denominator":null},)"
                   R"("present":{"value":3,"numerator":null,"denominator":null},"records":[13]})");
  CHECK(rows[1] == R"({"id":"WOMEN","published":{"value":50,"numerator":1,"denominator":2},)"
                   R"("present":{"value":66.7,"numerator":2,"denominator":3},"records":[13]})");
  CHECK(city.ask({"diff", "--known-at", "seq:11..", "STAFF", "--fiscal-year", "2022"}).out ==
        R"({"change":"changed","key":{"id":"STAFF","fiscal_year":2022},)"
        R"("before":{"value":2,"numerator":null,"denominator":null},)"
        R"("after":{"value":3,"numerator":null,"denominator":null},"records":[13]})"
        "\n");

  // An erasure changes what can be counted now, never what was published.
  REQUIRE(city.run({"erase", "P1", "--category", "attributes", "--basis", "x"}).status == 0);
  const auto erased = city.ask({"restate", "FY2022"}).lines();
  CHECK(erased[0] == rows[0]);
  CHECK(erased[1].starts_with(R"({"id":"WOMEN","published":{"value":50,"numerator":1,"denominator":2},)"));
  CHECK(erased[1].ends_with(R"("records":[13,14]})"));

  CHECK(city.run({"restate", "FY2021"}).status == 2);
  CHECK(city.run({"close", "FY2990"}).status == 2);
  CHECK(city.run({"close", "2022"}).status == 2);
  CHECK(city.ask({"close", "2023-03", "--dry-run"}).row().at("figures").as_int64() == 8);
}

TEST_CASE("who closes a period again is told which figures change", "[tools][scorecard]") {
  const ScoredCity city;
  const Ran first = city.ask({"close", "FY2022"});
  CHECK_FALSE(first.err.contains("warning"));
  CHECK(city.ask({"close", "FY2022", "--dry-run"}).err ==
        "warning: FY2022 was closed as seq 11; this closing takes its place, with the same figures\n");
  city.append({"Separated", "--subject", "P1", "--effective", "2023-03-30", "--approved-by", "mayor", "--set",
               "reason=voluntary"});
  const std::string changed =
      "warning: FY2022 was closed as seq 11; this closing takes its place, with other figures:\n"
      "warning: STAFF: published 2, now 1\nwarning: WOMEN: published 50 (1/2), now 0 (0/1)\n";
  CHECK(city.ask({"close", "FY2022", "--dry-run"}).err == changed);
  const Ran again = city.ask({"close", "FY2022"});
  CHECK(again.status == 0);
  CHECK(again.err == changed);
  CHECK_FALSE(city.ask({"close", "FY2021"}).err.contains("warning"));
}

TEST_CASE("a figure that only one of two closings publishes counts as changed", "[projections][scorecard]") {
  const PublishedFigure a{.id = "A", .value = 1, .numerator = {}, .denominator = {}};
  const PublishedFigure b{.id = "B", .value = 2, .numerator = 1, .denominator = 50};
  PublishedFigure other = b;
  other.denominator = 51;
  const auto closed = [](std::vector<PublishedFigure> figures) {
    PeriodClosed result;
    result.figures = std::move(figures);
    return result;
  };
  CHECK(republished(closed({a, b}), closed({b, a})).empty());
  const auto changed = republished(closed({a, b}), closed({other}));
  REQUIRE(changed.size() == 2);
  CHECK((changed[0].before == a && !changed[0].after));
  CHECK((changed[1].before == b && changed[1].after == other));
  CHECK(republished(closed({}), closed({a})).at(0).after == a);
}

TEST_CASE("figures are rounded half up, once", "[projections][scorecard]") {
  const auto text = [](int dividend, int divisor, int decimals) {
    return rounded({dividend, divisor}, decimals).text();
  };
  CHECK(text(1, 2, 0) == "1");
  CHECK(text(1, 4, 1) == "0.3");
  CHECK(text(249, 1000, 1) == "0.2");
  CHECK(text(72900, 1056, 1) == "69.0");
  CHECK(text(72900, 1055, 1) == "69.1");
  CHECK(text(5, 1000, 2) == "0.01");
  CHECK(text(2, 1, 2) == "2.00");
  // 1.005 has no binary form: a double would round it down.
  CHECK(text(1005, 1000, 2) == "1.01");
}

TEST_CASE("the line goes from baseline to target, and status goes by it", "[projections][scorecard]") {
  Indicator in;
  in.direction = Direction::down;
  CHECK_FALSE(straight_line(in, 2025));
  in.baseline = YearValue{2023, 12.7};
  in.target = YearValue{2028, 8.0};
  CHECK(*straight_line(in, 2025) == Approx(10.82));
  CHECK(*straight_line(in, 2020) == 12.7);
  CHECK(*straight_line(in, 2030) == 8.0);
  const auto status = [&](int year, std::int64_t units) { return status_of(in, year, Rounded{units, 1}); };
  CHECK(status(2025, 80) == FigureStatus::met);
  CHECK(status(2025, 108) == FigureStatus::on_track);
  CHECK(status(2025, 109) == FigureStatus::behind);
  CHECK(status(2023, 127) == FigureStatus::on_track);
  CHECK(status(2028, 81) == FigureStatus::behind);
  CHECK(status_of(in, 2025, std::nullopt) == FigureStatus::no_data);
  in.direction = Direction::up;
  in.baseline = YearValue{2024, 1};
  in.target = YearValue{2024, 5};
  CHECK(*straight_line(in, 2020) == 1.0);
  CHECK(status(2020, 30) == FigureStatus::on_track);
  CHECK(status(2020, 9) == FigureStatus::behind);
  CHECK(status(2024, 30) == FigureStatus::behind);
  CHECK(status(2025, 30) == FigureStatus::behind);
  in.target.reset();
  CHECK_FALSE(status(2025, 80));
  in.direction = Direction::up;
  in.target = YearValue{2028, 1};
  CHECK(status_of(in, 2028, Rounded{999'999'999, 9}) == FigureStatus::behind);
  CHECK(status_of(in, 2028, Rounded{1'000'000'000, 9}) == FigureStatus::met);
}

}  // namespace rireki
