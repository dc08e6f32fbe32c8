// policy check, adopt and show with the real command, on the city's own document.
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/checkout.h"
#include "tests/tools/command_runner.h"

namespace rireki {

using namespace running;

namespace {

const std::string kOtaru = (checkout() / "projections/policies/otaru.toml").string();

/// The city's document with one text replaced by another.
std::string changed(const City& city, const std::string& text, const std::string& by) {
  std::string document = read_file(kOtaru);
  const std::size_t at = document.find(text);
  REQUIRE(at != std::string::npos);
  document.replace(at, text.size(), by);
  write_file(city.path("changed.toml"), document);
  return city.path("changed.toml");
}

std::string line_of(const std::string& path, const std::string& text) {
  const std::string document = read_file(path);
  const auto begin = document.begin();
  return "line " +
         std::to_string(1 + std::count(begin, begin + static_cast<std::ptrdiff_t>(document.find(text)), '\n')) + ":";
}

}  // namespace

TEST_CASE("the city's policy is whole", "[tools][policy]") {
  const City city(false);
  const auto row = city.ask({"policy", "check", kOtaru}).row();
  CHECK(row.at("policy") == "otaru");
  const auto& tables = row.at("tables").as_object();
  CHECK(tables.at("rank") == 6);
  CHECK(tables.at("authority") == 4);
  CHECK(tables.at("indicator") == 14);
  CHECK(tables.at("career_path") == 6);
  CHECK(tables.at("profile") == 27);
  CHECK(tables.at("measure") == 44);
  CHECK(tables.at("workplace_training") == 4);
  CHECK(tables.at("retention") == 3);
}

TEST_CASE("policy check names line and key of what is wrong", "[tools][policy]") {
  const City city(false);
  const auto refused = [&](const std::string& text, const std::string& by, const std::string& key) {
    const std::string path = changed(city, text, by);
    const Ran ran = city.run({"policy", "check", path});
    CAPTURE(by, ran.err);
    CHECK(ran.status == 3);
    CHECK(ran.err.contains(line_of(path, by)));
    CHECK(ran.err.contains(key));
  };
  refused("grades = [3, 4, 5]", "grades = [3, 4, 50]", "grades");
  refused("window = \"first_day\"", "windwo = \"first_day\"", "windwo");
  refused("ability = \"judgement\", text = \"部の", "ability = \"judgment\", text = \"部の", "ability");
  refused("population = \"young_leavers\"", "population = \"young_leaver\"", "population");
  refused("\"job_family=doctor,dentist\", \"job_family=school_supervisor\"", "\"job_famly=doctor\"", "exclude");
  refused("where = [\"reason=voluntary\"]", "where = [\"reson=voluntary\"]", "where");
  refused("born_from = 1963-04-02", "born_from = \"spring\"", "born_from");
  refused("minimum_cell = 10", "minimum_cell = 0", "minimum_cell");
  CHECK(city.run({"policy", "check", city.path("none")}).status == 1);
  CHECK(city.run({"policy", "check"}).status == 2);
  CHECK(city.run({"policy", "burn", kOtaru}).status == 2);
}

TEST_CASE("policy adopt makes it an event, and show gives the one in effect", "[tools][policy]") {
  const City city(false);
  REQUIRE(city.run({"init", "--policy", kOtaru}).status == 0);
  const std::string next = changed(city, "version = \"R6\"", "version = \"R7\"");
  CHECK(city.run({"policy", "adopt", next}).status == 2);
  CHECK(city.run({"policy", "adopt", next, "--effective", "R8.4.1", "--dry-run", "--json"}).row().at("seq") == 2);
  CHECK(city.run({"policy", "adopt", next, "--effective", "R8.4.1", "--actor", "hr-1", "--json"}).row().at("seq") == 2);
  const auto record = city.ask({"log", "--type", "PolicyAdopted", "--from", "2"}).row();
  CHECK(record.at("actor") == "hr-1");
  CHECK(record.at("effective") == "2026-04-01");

  const auto before = city.ask({"policy", "show", "--as-of", "2026-03-31"}).row();
  CHECK(before.at("version") == "R6");
  CHECK(before.at("effective") == "1868-01-01");
  CHECK(before.at("tables").at("profile") == 27);
  const auto after = city.ask({"policy", "show", "--as-of", "2026-04-01"}).row();
  CHECK(after.at("version") == "R7");
  CHECK(after.at("seq") == 2);
  CHECK(city.ask({"policy", "show", "--as-of", "2026-04-01", "--known-at", "seq:1"}).row().at("version") == "R6");
  CHECK(city.run({"policy", "show", "--as-of", "2026-04-01", "--toml"}).out == read_file(next));
  CHECK(city.run({"policy", "show", "--as-of", "2026-04-01"}).out.contains("小樽市人材育成基本方針"));

  const Ran again = city.run({"policy", "adopt", next, "--effective", "2026-04-01"});
  CHECK(again.status == 3);
  CHECK(again.err.contains("POLICY_OVERLAP"));
}

}  // namespace rireki
