// Numbers as people type them: decimal digits within bounds, whatever option or argument they are typed for.
#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

/// Every option and argument that takes a number, as the help of its command says.
std::vector<Strings> places_of_numbers(const City& city) {
  std::vector<Strings> places;
  std::string command;
  for (const std::string& line : city.run({"completion", "bash"}).lines()) {
    if (line.starts_with("    ") && line.ends_with(")") && line[4] != ' ') command = line.substr(4, line.size() - 5);
    if (!line.starts_with("      options=\"") || command == "''") continue;
    for (const std::string& said : city.run({command, "--help"}).lines()) {
      const std::size_t name = said.find_first_not_of(' ');
      CHECK_FALSE(said.contains(" INT"));
      CHECK_FALSE(said.contains(" UINT"));
      if (name != 2 || !said.contains(" NUMBER")) continue;
      const std::string place = said.substr(name, said.find(' ', name) - name);
      places.push_back(place.starts_with("--") ? Strings{command, place} : Strings{command});
    }
  }
  return places;
}

}  // namespace

TEST_CASE("a number is decimal wherever it is typed", "[tools][command]") {
  const City city;
  const auto places = places_of_numbers(city);
  CHECK(places.size() >= 20);
  for (const Strings& place : places) {
    const Strings wrong = {"0x10", "+5", "5.0", " 5", "5 ", "x", "99999999999999999999", "0b1"};
    for (const std::string& number : wrong) {
      Strings words = place;
      words.push_back(number);
      if (place.back() == "--consistency") words.push_back("1");
      const Ran ran = city.run(words);
      CAPTURE(words, ran.err);
      CHECK(ran.status == 2);
      CHECK(ran.err.contains(": \"" + number + "\" is not a number from "));
      CHECK(ran.err.size() < 150);
      CHECK(ran.out.empty());
    }
  }
  for (const std::string number : {"-1", "-18446744073709551614", "18446744073709551616"}) {
    const Ran ran = city.run({"append", "Promoted", "--subject", "P1", "--expect", number});
    CAPTURE(ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("--expect: \"" + number + "\" is not a number from 0 to 18446744073709551615"));
  }
}

TEST_CASE("zeros before a number mean nothing", "[tools][command]") {
  const City city;
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).status == 0);
  CHECK(city.ask({"log", "--from", "010"}).out == city.ask({"log", "--from", "10"}).out);
  CHECK(city.ask({"log", "--from", "010"}).rows().size() == 1);
  CHECK(city.ask({"roster", "--as-of", "2022-05-01", "--limit", "01"}).rows().size() == 1);
  CHECK(city.run({"prove", "010"}).out == city.run({"prove", "10"}).out);
  CHECK(city.run({"due", "--within", "036600"}).status == 0);
  CHECK(city.run({"due", "--within", "036601"}).err.contains("\"036601\" is not a number from 0 to 36600"));
  CHECK(city.run({"restore", city.path("none"), "--backup", "0"}).err.contains("from 1 to 4294967295"));
}

TEST_CASE("the line of an event is a number", "[tools][command]") {
  const City city;
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).status == 0);
  const Strings event = {"append", "OrgUnitChanged", "--subject", "U-2",   "--effective",
                         "R5.4.1", "--set",          "name=課",   "--line"};
  for (const std::string line : {"+5", "0x5", "5x", "65536", ""}) {
    for (Strings words : {event, Strings{"correct", "t1", "--line"}}) {
      words.push_back(line);
      const Ran ran = city.run(words);
      CAPTURE(words, ran.err);
      CHECK(ran.status == 2);
      CHECK(ran.err.contains("--line: \"" + line + "\" is not a number from 0 to 65535"));
    }
  }
  Strings words = event;
  words.emplace_back("05");
  REQUIRE(city.run(words).status == 0);
  CHECK(city.ask({"log", "--from", "11"}).row().at("line") == 5);
  REQUIRE(city.run({"correct", "t1", "--line", "007"}).status == 0);
  CHECK(city.ask({"log", "--from", "12"}).row().at("data").at("line") == 7);
}

TEST_CASE("a time for questions has bounds, and is a number", "[tools][command]") {
  const City city;
  for (const std::string seconds : {"nan", "inf", "0", "-1", "3601", "two"}) {
    const Ran ran = city.run({"serve", "--port", "0", "--query-seconds", seconds});
    CAPTURE(seconds, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("--query-seconds"));
  }
}

}  // namespace rireki
