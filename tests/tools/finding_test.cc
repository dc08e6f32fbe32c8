// find, units and due as people and machines meet them.
#include <set>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/filled_city.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

using Strings = std::vector<std::string>;

}  // namespace

// --- find ----------------------------------------------------------------------------------------------------------

TEST_CASE("find prints the rows of a roster", "[tools][finding]") {
  const FilledCity city;
  CHECK(city.ask({"find", "見本花", "--as-of", "2023-03-31"}).out ==
        city.ask({"roster", "--as-of", "2023-03-31", "--where", "sex=female"}).out);
  const Ran both = city.ask({"find", "p", "--as-of", "R5.4.1"});
  REQUIRE(both.rows().size() == 2);
  CHECK(both.rows()[1].at("status") == "separated");
  CHECK(both.err == "{\"seq\":10}\n");
  CHECK(city.run({"find", "P1", "--csv"}).lines().size() == 2);
  CHECK(city.run({"find", "ＨＡＮＡＫＯ"}).status == 0);
}

TEST_CASE("find says nothing of what was looked for on standard error", "[tools][finding]") {
  const FilledCity city;
  const Ran nobody = city.run({"find", "雛形 花子"});
  CHECK(nobody.status == 0);
  CHECK(nobody.err.contains("nobody"));
  CHECK_FALSE(nobody.err.contains("雛形"));
  CHECK(city.ask({"find", "雛形 花子"}).err == "{\"seq\":10}\n");
  CHECK(city.ask({"find", "雛形 花子"}).out.empty());
  const Ran found = city.run({"find", "雛形"});
  CHECK(found.out.contains("雛形"));
  CHECK_FALSE(found.err.contains("雛形"));
  const Ran blank = city.run({"find", "　"});
  CHECK(blank.status == 2);
  CHECK(blank.out.empty());
}

TEST_CASE("find says how many it cannot know by name", "[tools][finding]") {
  const FilledCity city;
  city.ask({"append", "PersonalDataErased", "--subject", "P1", "--effective", "2023-04-01", "--set",
            "categories=identity", "--set", "basis=R5-1"});
  const Ran by_name = city.ask({"find", "見本"});
  CHECK(by_name.out.empty());
  CHECK(by_name.err == "{\"seq\":11,\"erased\":1}\n");
  CHECK(city.ask({"find", "P1"}).row().at("name") == "erased");
}

// --- units ---------------------------------------------------------------------------------------------------------

TEST_CASE("units are rows for machines and a tree for people", "[tools][finding]") {
  const FilledCity city;
  const Ran ran = city.ask({"units", "--as-of", "2023-03-31"});
  CHECK(
      ran.out ==
      "{\"unit\":\"U-1\",\"name\":\"総務課\",\"parent\":null,\"authority\":\"mayor\",\"headcount\":2,\"quota\":2}\n"
      "{\"unit\":\"U-2\",\"name\":\"係\",\"parent\":\"U-1\",\"authority\":\"mayor\",\"headcount\":1,\"quota\":null}\n");
  CHECK(ran.err == "{\"seq\":10}\n");
  CHECK(city.ask({"units", "--as-of", "2010-03-31"}).out.empty());
  CHECK(city.ask({"units", "--known-at", "seq:2"}).rows().size() == 1);
  CHECK(city.run({"units", "--as-of", "2023-03-31", "--csv"}).out ==
        "unit,name,parent,authority,headcount,quota\r\nU-1,総務課,,mayor,2,2\r\nU-2,係,U-1,mayor,1,\r\n");
  const Strings lines = city.run({"units", "--as-of", "2023-03-31"}).lines();
  REQUIRE(lines.size() == 4);
  CHECK(lines[2].starts_with("U-1 "));
  CHECK(lines[3].starts_with("  U-2 "));
}

// --- due -----------------------------------------------------------------------------------------------------------

TEST_CASE("due lists what is open, in the contract's columns", "[tools][finding]") {
  const FilledCity city;
  city.ask({"append", "ResignationTendered", "--subject", "P1", "--effective", "2023-04-01", "--set",
            "intended_last_day=2023-05-01"});
  const Ran ran = city.ask({"due", "--as-of", "2023-04-01"});
  CHECK(ran.out == "{\"kind\":\"tender\",\"person\":\"P1\",\"date\":\"2023-05-01\",\"what\":\"resignation\"}\n");
  CHECK(ran.err == "{\"seq\":11}\n");
  CHECK(city.ask({"due", "--as-of", "R5.4.1", "--within", "29"}).out.empty());
  CHECK(city.ask({"due", "--as-of", "R5.4.1", "--known-at", "seq:10"}).out.empty());
  CHECK(city.run({"due", "--as-of", "2023-04-01", "--csv"}).out ==
        "kind,person,date,what\r\ntender,P1,2023-05-01,resignation\r\n");
  CHECK(city.run({"due", "--as-of", "2023-04-01"}).lines().front().contains("settled by"));
  CHECK(city.run({"due", "--within", "-1"}).status == 2);
  CHECK(city.run({"due", "--within", "soon"}).status == 2);
}

TEST_CASE("due says which rules of the policy it does not use", "[tools][finding]") {
  const City city(false);
  write_file(city.path("other.toml"),
             "[policy]\nid = \"x\"\nversion = \"1\"\n[[retirement]]\nage = 60\nsex = \"female\"\n[[training]]\n");
  REQUIRE(city.run({"init", "--policy", city.path("other.toml")}).status == 0);
  const Ran ran = city.run({"due"});
  CHECK(ran.status == 0);
  CHECK(ran.err.contains("line 6: unknown key \"sex\" in [[retirement]]"));
  CHECK(ran.err.contains("[[training]]"));
  CHECK(city.ask({"due"}).err == "{\"seq\":1}\n");
}

}  // namespace rireki
