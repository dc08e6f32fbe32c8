// What a document that is adopted later says of years, zones, indicators and populations, and what it leaves as it was.
#include <string>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki {

using namespace running;

namespace {

constexpr std::string_view kStaff = R"(
[[indicator]]
id = "STAFF"
kind = "headcount"
[[indicator]]
id = "LEFT"
kind = "separations"
)";
constexpr std::string_view kSpells = R"(
[[indicator]]
id = "LONG"
kind = "absence_spells"
min_months = 1
)";

std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// The small city, in which documents are adopted.
class AdoptingCity : public City {
 public:
  AdoptingCity() : City(false), first_(std::string(kTestPolicy) + std::string(kStaff) + std::string(kSpells)) {
    write_file(path("first.toml"), first_);
    REQUIRE(run({"init", "--policy", path("first.toml"), "--recorded", "2020-01-01T00:00:00Z"}).status == 0);
    REQUIRE(import(small_city(), {"--trust-recorded"}).status == 0);
  }
  /// The first document with another version and one more change.
  void adopt(std::string_view version, std::string_view from, std::string_view to, const std::string& effective) const {
    const std::string text = changed(first_, "version = \"R5\"", "version = \"" + std::string(version) + "\"");
    write_file(path("next.toml"), changed(text, from, to));
    must({"policy", "adopt", path("next.toml"), "--effective", effective, "--approved-by", "mayor"});
  }
  void must(const std::vector<std::string>& words) const {
    const Ran ran = run(words);
    CAPTURE(ran.err);
    REQUIRE(ran.status == 0);
  }
  [[nodiscard]] std::int64_t value(const std::string& indicator, const std::string& year,
                                   const std::string& known = "seq:999") const {
    return ask({"kpi", indicator, "--fiscal-year", year, "--known-at", known}).row().at("value").to_number<int>();
  }

 private:
  std::string first_;
};

constexpr std::string_view kZone = "time_zone = \"Asia/Tokyo\"";
constexpr std::string_view kCalendarYears = "time_zone = \"Asia/Tokyo\"\nfiscal_year_start = \"01-01\"";

}  // namespace

TEST_CASE("a new start of fiscal years moves no year that has begun by then", "[tools][policy]") {
  const AdoptingCity city;  // P2 leaves on 2023-03-31
  city.must({"close", "FY2022", "--actor", "hr-1"});
  city.adopt("R6", kZone, kCalendarYears, "2024-01-01");
  CHECK(city.value("LEFT", "2022") == 1);
  CHECK(city.value("LEFT", "2023") == 0);
  CHECK(city.ask({"count", "separations", "--fiscal-year", "2022"}).row().at("count") == 1);
  CHECK(city.ask({"count", "separations", "--by", "fiscal_year"}).row().at("fiscal_year") == 2022);
  for (const auto& row : city.ask({"restate", "FY2022"}).rows()) CHECK(row.at("published") == row.at("present"));
  CHECK(city.ask({"diff", "--known-at", "seq:11..", "LEFT", "separations", "--fiscal-year", "2022"}).out.empty());

  // FY2023 is short, and ends on the day before FY2024 begins.
  const auto closed = city.ask({"close", "FY2023", "--event", "--actor", "hr-1"}).row();
  CHECK(closed.at("data").as_object().at("as_of") == "2023-12-31");
}

TEST_CASE("a closed year guards the days that it publishes", "[tools][policy]") {
  const AdoptingCity city;
  city.adopt("R6", kZone, kCalendarYears, "2022-07-01");  // so FY2022 runs from April to December
  city.must({"close", "FY2022", "--actor", "hr-1"});
  const auto train = [&](const std::string& day) {
    return city.run({"append", "TrainingCompleted", "--subject", "P1", "--effective", day, "--set", "course=c", "--set",
                     "category=basic", "--dry-run"});
  };
  CHECK(train("2022-03-31").status == 0);
  CHECK(train("2022-04-01").err.contains("PERIOD_CLOSED"));
  CHECK(train("2022-12-31").err.contains("PERIOD_CLOSED"));
  CHECK(train("2023-01-01").status == 0);
}

TEST_CASE("a new time zone changes no answer of before", "[tools][policy]") {
  const AdoptingCity city;
  // In Tokyo it was recorded on 14 April: a month after it began.
  const std::string absence = R"({"absence":"A","kind":"sick_leave","cause":"injury"})";
  REQUIRE(city.import({event_line("a1", "AbsenceStarted", "P1", "2023-03-15", "2023-04-13T16:00:00Z", absence)},
                      {"--trust-recorded"})
              .status == 0);
  CHECK(city.value("LONG", "2022", "seq:11") == 1);
  city.adopt("R6", kZone, "time_zone = \"America/New_York\"", "2024-01-01");
  CHECK(city.value("LONG", "2022", "seq:11") == 1);
  const Ran history = city.run({"history", "P1", "--as-of", "2023-05-01", "--known-at", "seq:11", "--csv"});
  CHECK(history.out.contains(",2023-04-14,"));  // not 2023-04-13, as in UTC
}

TEST_CASE("events are of the populations of the policies of their own dates", "[tools][policy]") {
  const AdoptingCity city;
  // P1 is promoted under R5, on 2022-04-01; P2 leaves under R6.
  city.adopt("R6", "\"chiefs\"", "\"others\"", "2022-04-02");
  CHECK(city.ask({"count", "promotions", "--population", "chiefs"}).row().at("count") == 1);
  CHECK(city.ask({"explain", "promotions", "--population", "chiefs"}).lines().size() == 1);
  CHECK(city.ask({"count", "separations", "--from", "2022-05-01", "--population", "others"}).row().at("count") == 0);
  const auto refused = [&](const std::vector<std::string>& question) {
    const Ran ran = city.run(question);
    return ran.status == 2 && ran.err.contains("is not in the policy (version R6), which has: others");
  };
  CHECK(refused({"count", "headcount", "--population", "chiefs"}));
  CHECK(refused({"count", "separations", "--population", "chiefs"}));
  CHECK(refused({"count", "promotions", "--from", "2022-05-01", "--population", "chiefs"}));
  CHECK(refused({"count", "demotions", "--population", "nobody"}));
  CHECK(refused({"explain", "demotions", "--population", "nobody"}));
}

TEST_CASE("an indicator that one of two states defines was added or removed", "[tools][policy]") {
  const AdoptingCity city;
  city.adopt("R6", "id = \"LEFT\"", "id = \"GONE\"", "2022-04-01");
  const auto rows =
      city.ask({"diff", "--known-at", "seq:10..seq:11", "LEFT", "GONE", "STAFF", "--fiscal-year", "2022"}).rows();
  REQUIRE(rows.size() == 2);
  for (const auto& row : rows) {
    const bool is_new = row.at("key").as_object().at("id") == "GONE";
    CHECK(row.at("change") == (is_new ? "added" : "removed"));
    CHECK(row.at("records") == boost::json::array{11});
  }
  const Ran wrong = city.run({"diff", "--known-at", "seq:10..seq:11", "STAFF", "NEVER", "--fiscal-year", "2022"});
  CHECK(wrong.status == 2);
  CHECK(wrong.err.contains("\"NEVER\" is no indicator"));
}

TEST_CASE("an absence that is still open lasts until the day of the newest record, which is named", "[tools][policy]") {
  const AdoptingCity city;
  const std::string absence = R"({"absence":"A","kind":"sick_leave","cause":"injury"})";
  const std::string published = R"({"indicator":"I","fiscal_year":2022,"value":1,"source":"s"})";
  REQUIRE(city.import({event_line("a1", "AbsenceStarted", "P1", "2023-03-15", "2023-03-20T00:00:00Z", absence),
                       event_line("b1", "BenchmarkPublished", "org", "2023-05-10", "2023-05-10T00:00:00Z", published)},
                      {"--trust-recorded"})
              .status == 0);
  const auto diff = city.ask({"diff", "--known-at", "seq:11..seq:12", "LONG", "--fiscal-year", "2022"}).row();
  CHECK(diff.at("after").as_object().at("value") == 1);
  CHECK(diff.at("records") == boost::json::array{12});

  // A closing is recorded today: that long the absence has lasted when its figures are taken.
  const AdoptingCity closing;
  REQUIRE(closing
              .import({event_line("a1", "AbsenceStarted", "P1", "2023-03-15", "2023-03-20T00:00:00Z", absence)},
                      {"--trust-recorded"})
              .status == 0);
  closing.must({"close", "FY2022", "--actor", "hr-1"});
  for (const auto& row : closing.ask({"restate", "FY2022"}).rows()) CHECK(row.at("published") == row.at("present"));
}

}  // namespace rireki
