// Whatever stands in the wrong place, no message repeats what may be a personal field.
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

const std::string kName = "山田 太郎";

struct SmallCity : City {
  SmallCity() { REQUIRE(import(small_city(), {"--trust-recorded"}).status == 0); }

  /// Imports what is refused, and checks what is said of it.
  [[nodiscard]] std::string refusal_of(const std::string& file, Strings more = {}) const {
    write_file(path("file"), file);
    more.insert(more.begin(), {"import", path("file"), "--rejects", path("rejects"), "--json"});
    const Ran kept = run(more);
    CAPTURE(file, kept.err);
    CHECK((kept.status == 2 || kept.status == 3));
    std::string said = kept.err;
    Ran rejects;
    rejects.out = read_file(path("rejects"));
    for (const auto& row : rejects.rows()) said += row.at("message").as_string();
    more.erase(more.begin() + 2, more.begin() + 4);
    said += run(more).err;
    CHECK_FALSE(said.contains(kName));
    return said;
  }
};

std::string promotion_with(const std::string& key, const std::string& value) {
  boost::json::object event = boost::json::parse(R"({"type":"Promoted","subject":"P1","effective":"2023-04-01",
      "data":{"rank":"chief"}})")
                                  .as_object();
  (key == "rank" ? event.at("data").as_object() : event)[key] = value;
  return boost::json::serialize(event);
}

}  // namespace

TEST_CASE("a sheet without its header, or shifted by a column, shows no name", "[tools][csv][personal]") {
  const SmallCity city;
  const Strings csv = {"--format", "csv"};
  CHECK(city.refusal_of(kName + ",H2.1.1,male\n", csv).contains("line 1: column 1 of the header: (a text that is no"));
  CHECK(city.refusal_of("type," + kName + "," + kName + "\n", csv).contains("column 2 of the header"));
  CHECK(city.refusal_of("type,data." + kName + "\n", csv).contains("column 2 of the header"));
  const std::string head = "type,subject,effective,data.name,data.birth,data.sex,data.rank\n";
  CHECK(city.refusal_of(head + kName + ",PersonRegistered,P7,H2.1.1,male,,\n", csv)
            .contains("type: (a text that is no identifier) is not an event type"));
  CHECK(city.refusal_of(head + "PersonRegistered," + kName + ",R6.4.1,P7,H2.1.1,male,\n", csv).contains("subject"));
  CHECK(city.refusal_of(head + "PersonRegistered,P7," + kName + ",x,H2.1.1,male,\n", csv).contains("effective"));
  CHECK(city.refusal_of(head + "PersonRegistered,P7,R6.4.1,x,H2.1.1," + kName + ",\n", csv).contains("data.sex"));
  CHECK(city.refusal_of(head + "Promoted,P1,2023-04-01,,,," + kName + "\n", csv).contains("the rank (a text"));
}

TEST_CASE("a line of JSON with a name as key, type or code shows no name", "[tools][import][personal]") {
  const SmallCity city;
  CHECK(city.refusal_of(promotion_with("type", kName)).contains("type: (a text"));
  CHECK(city.refusal_of(promotion_with(kName, "x")).contains("is not a key of an event"));
  CHECK(city.refusal_of(promotion_with("rank", kName)).contains("is not in the policy"));
  const std::string in_data = R"({"type":"Promoted","subject":"P1","effective":"2023-04-01","data":{"rank":"chief",)";
  CHECK(city.refusal_of(in_data + "\"" + kName + "\":1}}").contains("is not a field here"));
  CHECK(city.refusal_of(in_data + "\"" + kName + "\":1,\"" + kName + "\":2}}").contains("stands twice"));
}

TEST_CASE("what is typed in the wrong place is not repeated either, an identifier is", "[tools][command][personal]") {
  const SmallCity city;
  const Strings separated = {"append", "Separated", "--subject", "P1", "--effective", "2023-04-01", "--set"};
  const auto refusal = [&](Strings words, const std::string& last) {
    words.push_back(last);
    const Ran ran = city.run(words);
    CAPTURE(last, ran.err);
    CHECK((ran.status == 2 || ran.status == 3));
    return ran.err;
  };
  CHECK(refusal(separated, "reason=うつ病").contains("the reason (a text that is no identifier) is not in the policy"));
  CHECK(refusal(separated, "reason=voluntry").contains("the reason \"voluntry\" is not in the policy"));
  CHECK(refusal(separated, "うつ病").contains("--set needs key=value"));
  CHECK(refusal(separated, "うつ病=1").contains("reason is missing"));
  CHECK(refusal(separated, "reson=voluntary").contains("reason is missing"));
  for (const std::string words : {"うつ病", "うつ病=1", "reason=うつ病"}) {
    CHECK_FALSE(refusal(separated, words).contains("うつ病"));
  }
  CHECK_FALSE(refusal({"correct", "t1", "--unset"}, kName).contains(kName));
  CHECK_FALSE(refusal({"void"}, kName).contains(kName));
}

}  // namespace rireki
