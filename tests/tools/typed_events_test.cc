// What single events typed by a person do to the answers: append, correct, void.
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
using Seqs = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("append adds one event and says where it stands", "[tools][answers]") {
  const FilledCity city;
  const Strings order = {"append", "Promoted",       "--subject", "P1",           "--effective", "R5.4.1",
                         "--set",  "rank=director",  "--set",     "grade=5",      "--id",        "a1",
                         "--note", "議会の同意あり", "--actor",   "hr-officer-7", "--order-ref", "R5-1"};
  Strings dry = order;
  dry.emplace_back("--dry-run");
  CHECK(city.ask(dry).row().at("dry_run") == true);
  CHECK(city.seqs({"--from", "11"}).empty());
  const json::object done = city.ask(order).row();
  CHECK(done.at("seq") == 11);
  CHECK(done.at("version") == 5);
  CHECK(done.at("duplicate") == false);
  CHECK(city.person("P1", "2023-04-01").at("rank") == "director");
  CHECK(city.person("P1", "2023-03-31").at("rank") == "chief");
  const json::object record = city.ask({"log", "--from", "11"}).row();
  CHECK(record.at("note") == "議会の同意あり");
  CHECK(record.at("actor") == "hr-officer-7");
  CHECK(record.at("effective") == "2023-04-01");
  const json::object again = city.ask(order).row();
  CHECK(again.at("duplicate") == true);
  CHECK(again.at("seq") == 11);
  CHECK(city.seqs({"--from", "11"}) == Seqs{11});
}

TEST_CASE("an append that does not fit is exit 3 with its code and sentence", "[tools][answers]") {
  const FilledCity city;
  const auto refused = [&](Strings rest, const std::string& code, const std::string& word) {
    rest.insert(rest.begin(), "append");
    const Ran ran = city.run(rest);
    CAPTURE(rest, ran.err);
    CHECK(ran.status == 3);
    CHECK(ran.err.contains(code));
    CHECK(ran.err.contains(word));
    CHECK(ran.out.empty());
  };
  const std::string day = "2023-04-01";
  refused({"Promoted", "--subject", "P1", "--effective", day, "--set", "rank=clerk"}, "NOT_A_PROMOTION", "P1");
  refused({"Promoted", "--subject", "P1", "--effective", day, "--set", "rank=king"}, "UNKNOWN_RANK", "king");
  refused({"Promoted", "--subject", "P2", "--effective", day, "--set", "rank=chief"}, "NOT_EMPLOYED", "P2");
  refused({"Promoted", "--subject", "P9", "--effective", day, "--set", "rank=chief"}, "NOT_REGISTERED", "P9");
  refused({"Promoted", "--subject", "P1", "--effective", day}, "MISSING_FIELD", "rank");
  refused({"Promoted", "--subject", "P1", "--set", "rank=director"}, "MISSING_FIELD", "effective");
  refused({"Promoted", "--subject", "P1", "--effective", day, "--set", "colour=red", "--set", "rank=director"},
          "UNKNOWN_FIELD", "colour");
  refused({"Promoted", "--subject", "P1", "--effective", day, "--set", "rank=director", "--set", "grade=x"},
          "INVALID_FIELD", "grade");
  refused({"Promotd", "--subject", "P1", "--effective", day, "--set", "rank=director"}, "UNKNOWN_TYPE", "Promoted");
  refused({"Promoted", "--subject", "P1", "--effective", day, "--set", "rank=director", "--id", "p1"}, "ID_REUSED",
          "p1");
  refused({"Promoted", "--subject", "P1", "--effective", day, "--set", "rank=director", "--expect", "3"},
          "CONCURRENT_CHANGE", "4");
  refused({"Promoted", "--subject", "P1", "--effective", "2999-12-31", "--set", "rank=director"}, "TOO_FAR_AHEAD",
          "400");
  refused({"Separated", "--subject", "P1", "--effective", "2022-03-31", "--set", "reason=voluntary"},
          "EVENTS_AFTER_SEPARATION", "Promoted");
  CHECK(city.seqs({"--from", "11"}).empty());
}

TEST_CASE("typed fields may be dates in an era, lists, truths and numbers", "[tools][answers]") {
  const FilledCity city;
  city.ask({"append", "OrgUnitEstablished", "--subject", "U-3", "--effective", "R5.4.1", "--set", "name=市史編さん室",
            "--set", "fields=文化,歴史"});
  city.ask({"append", "SecondmentStarted", "--subject", "P1", "--effective", "2023-05-01", "--set", "host=北海道",
            "--set", "basis=exchange", "--set", "planned_last_day=R6.3.31"});
  city.ask({"append", "WorkPatternChanged", "--subject", "P1", "--effective", "2023-05-01", "--set", "pattern=day",
            "--set", "telework=true", "--set", "weekly_minutes=2325"});
  const auto rows = city.ask({"log", "--from", "11"}).rows();
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].at("data").at("fields") == json::value({"文化", "歴史"}));
  CHECK(rows[1].at("data").at("planned_last_day") == "2024-03-31");
  CHECK(rows[2].at("data") == json::value({{"pattern", "day"}, {"weekly_minutes", 2325}, {"telework", true}}));
  CHECK(city.person("P1", "2023-05-01").at("status") == "seconded");
}

TEST_CASE("a correction changes the history and keeps what was known before", "[tools][answers]") {
  const FilledCity city;
  city.ask({"correct", "p1", "--set", "grade=4", "--cause", "clerical"});
  json::object row = city.ask({"history", "P1"}).rows().at(2);
  CHECK(row.at("id") == "p1");
  CHECK(row.at("data") == json::value({{"rank", "chief"}, {"grade", 4}}));
  CHECK(row.at("corrected_by") == json::array{11});
  CHECK(row.at("state").at("grade") == 4);
  CHECK(city.person("P1", "2022-05-01").at("grade") == 4);
  CHECK(city.person("P1", "2022-05-01", {"--known-at", "seq:10"}).at("grade") == 3);

  city.ask({"correct", "p1", "--effective", "R4.5.1", "--unset", "grade", "--cause", "late_information"});
  CHECK(city.person("P1", "2022-04-30").at("rank") == "clerk");
  CHECK(city.person("P1", "2022-05-01").at("rank") == "chief");
  CHECK(city.person("P1", "2022-05-01").at("grade").is_null());
  CHECK(city.history({"P1"}) == Strings{"4:r1", "5:h1", "9:t1", "8:p1"});
  row = city.ask({"history", "P1"}).rows().at(3);
  CHECK(row.at("corrected_by") == json::value({11, 12}));
  CHECK(row.at("effective") == "2022-05-01");

  const std::string second(city.ask({"log", "--from", "12"}).row().at("id").as_string());
  city.ask({"void", second});
  CHECK(city.person("P1", "2022-04-01").at("grade") == 4);
  CHECK(city.ask({"history", "P1"}).rows().at(2).at("corrected_by") == json::array{11});
  const Ran again = city.run({"correct", second, "--set", "grade=3"});
  CHECK(again.status == 3);
  CHECK(again.err.contains("CORRECTION_CHANGES_IDENTITY"));
  CHECK(city.run({"correct", "nobody", "--set", "grade=3"}).err.contains("UNKNOWN_TARGET"));
  CHECK(city.run({"correct", "p1", "--set", "grade=6"}).err.contains("GRADE_NOT_ALLOWED"));
}

TEST_CASE("a void removes an event from the history, not from the log", "[tools][answers]") {
  const FilledCity city;
  city.ask({"void", "p1", "--cause", "duplicate"});
  CHECK(city.history({"P1"}) == Strings{"4:r1", "5:h1", "9:t1"});
  CHECK(city.history({"P1", "--known-at", "seq:10"}) == Strings{"4:r1", "5:h1", "8:p1", "9:t1"});
  CHECK(city.person("P1", "2022-05-01").at("rank") == "clerk");
  const auto rows = city.ask({"history", "P1", "--with-void"}).rows();
  REQUIRE(rows.size() == 4);
  CHECK(rows[2].at("id") == "p1");
  CHECK(rows[2].at("voided_by") == 11);
  CHECK_FALSE(rows[2].contains("state"));
  CHECK_FALSE(rows[1].contains("voided_by"));
  CHECK(city.seqs({"--from", "8"}) == Seqs{8, 9, 10, 11});
  const json::object record = city.ask({"log", "--from", "11"}).row();
  CHECK(record.at("type") == "EventVoided");
  CHECK(record.at("effective") == "2022-04-01");
  CHECK(record.at("data") == json::value({{"target", "p1"}, {"cause", "duplicate"}}));
  const Ran again = city.run({"void", "p1"});
  CHECK(again.status == 3);
  CHECK(again.err.contains("ALREADY_VOID"));
  CHECK(city.run({"void", "nobody"}).err.contains("UNKNOWN_TARGET"));
}

TEST_CASE("a void with dependents lists them, and takes them along when asked", "[tools][answers]") {
  const FilledCity city;
  const Ran refused = city.run({"void", "h1"});
  CHECK(refused.status == 3);
  CHECK(refused.err.contains("VOID_HAS_DEPENDENTS"));
  CHECK(refused.err.contains("Promoted"));
  CHECK(refused.err.contains("Transferred"));
  CHECK(city.ask({"void", "h1", "--cascade", "--dry-run"}).rows().size() == 3);
  CHECK(city.seqs({"--from", "11"}).empty());
  city.ask({"void", "h1", "--cascade"});
  CHECK(city.history({"P1"}) == Strings{"4:r1"});
  CHECK(city.person("P1", "2022-05-01").at("status") == "registered");
  Strings targets;
  for (const json::object& row : city.ask({"log", "--from", "11"}).rows()) {
    targets.emplace_back(row.at("data").at("target").as_string());
  }
  CHECK(targets == Strings{"t1", "p1", "h1"});
}

}  // namespace rireki
