// The published table of indicators comes out of the demo's Log, and every figure answers to the events behind it.
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/checkout.h"
#include "tests/tools/published_city.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

using Strings = std::vector<std::string>;

/// Values by indicator; null: no data.
std::map<std::string, json::value> scorecard(const City& city, const std::string& year, const Strings& more = {}) {
  Strings question = {"kpi", "--fiscal-year", year};
  question.insert(question.end(), more.begin(), more.end());
  std::map<std::string, json::value> values;
  for (const auto& row : city.ask(question).rows()) values[std::string(row.at("id").as_string())] = row.at("value");
  return values;
}

void check_published(const City& city) {
  const auto of_2022 = scorecard(city, "2022");
  const auto of_2023 = scorecard(city, "2023");
  const auto& table = published_figures().at("kpi").as_array();
  CHECK(of_2023.size() == table.size());
  for (const auto& value : table) {
    const auto& row = value.as_array();
    const std::string id(row[0].as_string());
    CAPTURE(id);
    const auto is_printed = [](const json::value& found, const json::value& printed) {
      if (printed.is_null()) return found.is_null();
      return !found.is_null() && found.to_number<double>() == printed.to_number<double>();
    };
    CHECK(is_printed(of_2022.at(id), row[2]));
    // Printed as 69.1, which the document's own answers by age do not give.
    CHECK(is_printed(of_2023.at(id), id == "KPI6" ? json::value(69.0) : row[3]));
  }
}

std::map<std::string, json::object> rows_of_2023(const City& city) {
  std::map<std::string, json::object> rows;
  for (const auto& row : city.ask({"kpi", "--fiscal-year", "2023"}).rows()) {
    rows[std::string(row.at("id").as_string())] = row;
  }
  return rows;
}

std::string text_of(const json::object& record, const char* key) { return std::string(record.at(key).as_string()); }

const json::object& data_of(const json::object& record) { return record.at("data").as_object(); }

/// The id of the first event of a type that is wanted.
template <class Wanted>
std::string find_event(const City& city, const std::string& type, const Wanted& wanted) {
  for (const auto& record : city.ask({"log", "--type", type}).rows()) {
    if (wanted(record)) return text_of(record, "id");
  }
  FAIL("no such " << type);
  return {};
}

json::object person_on(const City& city, const json::object& record) {
  return city.ask({"person", text_of(record, "subject"), "--as-of", text_of(record, "effective")}).row();
}

/// Only this indicator of that year has another value now.
void check_only(const City& city, const std::string& year, const std::string& id, const json::value& expected) {
  const auto before = scorecard(published_city(), year);
  const auto after = scorecard(city, year);
  for (const auto& [other, value] : after) {
    CAPTURE(year, other);
    CHECK(value == (other == id ? expected : before.at(other)));
  }
}

/// The policy with two more indicators for each rank: the career path, measured.
std::string with_career_path() {
  std::string document = read_file(checkout() / "projections/policies/otaru.toml");
  document.replace(document.find("version = \"R6\""), 14, "version = \"R6-career\"");
  for (const auto& value : published_figures().at("career_path").as_object().at("rows").as_array()) {
    const std::string rank(value.as_object().at("rank").as_string());
    for (const std::string measure : {"service_years", "age"}) {
      document += "\n[[indicator]]\nid = \"" + rank + "_" + measure +
                  "\"\nkind = \"career_mean\"\npopulation = \"career_path\"\nrank = \"" + rank + "\"\nmeasure = \"" +
                  measure + "\"\n";
    }
  }
  return document;
}

}  // namespace

TEST_CASE("the scorecard of R4 and R5 is the published one", "[tools][published]") {
  check_published(published_city());
}

TEST_CASE("not measured is not zero, and the printed baselines stand beside what is computed", "[tools][published]") {
  const auto rows = rows_of_2023(published_city());
  CHECK(rows.at("KPI6").at("numerator") == 729);
  CHECK(rows.at("KPI6").at("denominator") == 1056);
  CHECK(rows.at("KPI6").at("baseline").to_number<double>() == 69.1);
  CHECK(rows.at("KPI5").at("numerator") == 314);
  CHECK(rows.at("KPI1").at("status") == "met");  // its baseline is better than its target
  CHECK(scorecard(published_city(), "2022").at("KGI1").is_null());
}

TEST_CASE("the scorecard comes out again after a rebuild", "[tools][published]") {
  const ChangedCity city;
  REQUIRE(city.run({"rebuild"}).status == 0);
  check_published(city);
}

TEST_CASE("a resignation taken back changes KPI2 of its year, and nothing else", "[tools][published]") {
  const ChangedCity city;
  const std::string leaver = find_event(city, "Separated", [&](const json::object& record) {
    if (text_of(record, "effective") != "2023-03-31" || data_of(record).at("reason") != "voluntary") return false;
    const auto person = person_on(city, record);
    return person.at("age").as_int64() <= 39 && person.at("authority") == "fire";
  });
  REQUIRE(city.run({"correct", leaver, "--cause", "late_information", "--set", "reason=transfer_out"}).status == 0);
  check_only(city, "2022", "KPI2", 17);
  CHECK(scorecard(city, "2023") == scorecard(published_city(), "2023"));
  CHECK(scorecard(city, "2022", {"--known-at", "2024-06-01"}) == scorecard(published_city(), "2022"));
}

TEST_CASE("an absence with another cause changes KPI10 of the years it lies in", "[tools][published]") {
  const ChangedCity city;
  std::map<std::string, std::string> back;
  for (const auto& record : city.ask({"log", "--type", "AbsenceEnded"}).rows()) {
    back[text_of(data_of(record), "absence")] = text_of(record, "effective");
  }
  // It began in R4 and went on into R5: a spell of both years.
  const std::string absence = find_event(city, "AbsenceStarted", [&](const json::object& record) {
    const std::string first = text_of(record, "effective");
    if (data_of(record).at("cause") != "mental" || first < "2022-11-01" || first > "2023-02-28") return false;
    return back[text_of(data_of(record), "absence")] > "2023-04-10" &&
           person_on(city, record).at("authority") != "hospital";
  });
  REQUIRE(city.run({"correct", absence, "--cause", "late_information", "--set", "cause=physical"}).status == 0);
  check_only(city, "2022", "KPI10", 29);
  check_only(city, "2023", "KPI10", 28);
}

TEST_CASE("a corrected tally changes its indicator", "[tools][published]") {
  const ChangedCity city;
  const std::string round = find_event(city, "ExamRoundHeld", [](const json::object& record) {
    const auto& data = data_of(record);
    return data.at("fiscal_year") == 2023 && data.at("recruiter") == "mayor" && data.at("category") == "clerical";
  });
  REQUIRE(city.run({"correct", round, "--set", "takers=300"}).status == 0);
  CHECK(scorecard(city, "2023").at("KPI1").to_number<double>() < 405);
  CHECK(scorecard(city, "2022") == scorecard(published_city(), "2022"));
}

TEST_CASE("the career path is measured by indicators that only this test knows", "[tools][published]") {
  const ChangedCity city;
  write_file(city.path("career.toml"), with_career_path());
  REQUIRE(city.run({"policy", "adopt", city.path("career.toml"), "--effective", "2024-04-01"}).status == 0);
  for (const std::string year : {"2022", "2023"}) {
    const auto measured = scorecard(city, year, {"--policy", "R6-career"});
    for (const auto& value : published_figures().at("career_path").as_object().at("rows").as_array()) {
      const auto& row = value.as_object();
      const std::string rank(row.at("rank").as_string());
      CAPTURE(year, rank);
      CHECK(measured.at(rank + "_age").to_number<double>() == row.at("age").to_number<double>());
      // The document's clerk joins "in year 1", after no completed year.
      const double years = rank == "clerk" ? 0 : row.at("years").to_number<double>();
      CHECK(measured.at(rank + "_service_years").to_number<double>() == years);
    }
  }
}

}  // namespace rireki
