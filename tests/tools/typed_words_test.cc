// What people type: dates and periods, corrections of corrections, what says where the data are, and what is refused.
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/filled_city.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

struct SmallCity : FilledCity {
  /// Of an event of P1's history.
  [[nodiscard]] boost::json::object valid(const std::string& id) const {
    for (const boost::json::object& row : ask({"history", "P1", "--as-of", "2030-01-01"}).rows()) {
      if (row.at("id").as_string() == id) return row;
    }
    FAIL("no event " << id);
    return {};
  }
};

}  // namespace

TEST_CASE("a correction keeps the date and the line that an earlier one gave", "[tools][command]") {
  const SmallCity city;
  REQUIRE(city.run({"correct", "t1", "--effective", "R4.4.10", "--line", "7"}).status == 0);
  REQUIRE(city.run({"correct", "t1", "--set", "post=X"}).status == 0);
  CHECK(city.valid("t1").at("effective") == "2022-04-10");
  CHECK(city.valid("t1").at("line") == 7);
  CHECK(city.valid("t1").at("data").at("post") == "X");
  REQUIRE(city.run({"correct", "t1", "--effective", "2022-04-01"}).status == 0);
  CHECK(city.valid("t1").at("effective") == "2022-04-01");
  CHECK(city.valid("t1").at("line") == 7);
  CHECK(city.valid("t1").at("data").at("post") == "X");
}

TEST_CASE("a correction that changes nothing, or a field that there is not, is a usage error", "[tools][command]") {
  const SmallCity city;
  const Ran nothing = city.run({"correct", "t1", "--note", "n"});
  CHECK(nothing.status == 2);
  CHECK(nothing.err.contains("nothing is different"));
  const Ran unknown = city.run({"correct", "t1", "--unset", "foo"});
  CHECK(unknown.status == 2);
  CHECK(unknown.err.contains("Transferred has no field \"foo\""));
  CHECK(city.ask({"log", "--from", "11"}).out.empty());
}

TEST_CASE("a field that is typed twice is a usage error: one of its values would be lost", "[tools][command]") {
  const SmallCity city;
  const std::vector<std::pair<Strings, std::string>> twice = {
      {{"append", "Promoted", "--subject", "P1", "--effective", "2023-04-01", "--set", "rank=chief", "--set", "rank=x"},
       R"(--set: "rank" stands twice)"},
      {{"correct", "t1", "--set", "post=X", "--set", "post=X"}, R"(--set: "post" stands twice)"},
      {{"correct", "t1", "--set", "post=X", "--unset", "post"}, R"(--set and --unset: "post" stands twice)"},
      {{"correct", "t1", "--unset", "post", "--unset", "post"}, R"(--unset: "post" stands twice)"}};
  for (const auto& [words, sentence] : twice) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains(sentence));
  }
  CHECK(city.ask({"log", "--from", "11"}).out.empty());
  CHECK(city.run({"append", "--help"}).out.contains("items of a list stand between commas"));
  CHECK(city.run({"import", "--help"}).out.contains("Items of a list stand between semicolons"));
}

TEST_CASE("a name that is typed blank is refused, one that a log has stays readable", "[tools][command]") {
  const SmallCity city;
  const std::vector<Strings> blank = {
      {"append", "PersonRegistered", "--subject", "P9", "--effective", "2023-04-01", "--set", "birth=1990-01-01",
       "--set", "sex=male", "--set", "name="},
      {"append", "PersonDetailsChanged", "--subject", "P1", "--effective", "2023-04-01", "--set", "name= 　"},
      {"append", "OrgUnitEstablished", "--subject", "U-9", "--effective", "2023-04-01", "--set", "name="},
      {"correct", "r1", "--set", "name= "}};
  for (const Strings& words : blank) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status == 3);
    CHECK(ran.err.contains("name: the text is empty, or blanks alone [INVALID_FIELD]"));
  }
  CHECK(city.ask({"log", "--from", "11"}).out.empty());

  const std::string t3 = "2023-03-20T01:00:00Z";
  const std::string nameless = R"({"name":"","birth":"1990-05-05","sex":"female"})";
  REQUIRE(city.import({event_line("r9", "PersonRegistered", "P9", "2020-04-01", t3, nameless),
                       event_line("c9", "EventCorrected", "P9", "2020-04-01", t3,
                                  R"({"target":"r9","data":)" + nameless + R"(,"cause":"migration"})")},
                      {"--trust-recorded"})
              .status == 0);
  REQUIRE(city.run({"export", "--raw", city.path("raw")}).status == 0);
  const City other(false);
  REQUIRE(other.run({"init"}).status == 0);
  const Ran taken = other.run({"import", "--raw", city.path("raw")});
  CAPTURE(taken.err);
  CHECK(taken.status == 0);
  CHECK(other.ask({"log"}).rows().size() == 12);
}

TEST_CASE("a period that ends before it begins is named with both ends", "[tools][command]") {
  const SmallCity city;
  const std::vector<std::pair<Strings, std::string>> reversed = {
      {{"count", "hires", "--from", "R5.4.2", "--to", "2023-04-01"},
       R"(--from, --to: "R5.4.2" lies after "2023-04-01")"},
      {{"count", "hires", "--fiscal-year", "2024..2023"}, R"(--fiscal-year: "2024" lies after "2023")"},
      {{"kpi", "--fiscal-year", "2024..2023"}, R"(--fiscal-year: "2024" lies after "2023")"},
      {{"log", "--recorded", "R5.4.2..R5.4.1"}, R"(--recorded: "R5.4.2" lies after "R5.4.1")"},
      {{"log", "--from", "5", "--to", "4"}, "--from, --to: 5 lies after 4"},
      {{"accesses", "--from", "2026-04-02", "--to", "R8.4.1"}, R"(--from, --to: "2026-04-02" lies after "R8.4.1")"},
  };
  for (const auto& [words, sentence] : reversed) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains(sentence));
  }
  CHECK(city.run({"count", "hires", "--from", "R5.4.1", "--to", "2023-04-01"}).status == 0);
  CHECK(city.run({"log", "--recorded", "2022-03-20..R4.3.20", "--json"}).rows().size() == 2);
}

TEST_CASE("reads are asked for by whole days, too, in the policy's zone", "[tools][access]") {
  const SmallCity city;
  REQUIRE(city.run({"person", "P1"}).status == 0);
  const std::string at(city.ask({"accesses"}).row().at("at").as_string());
  CHECK(city.ask({"accesses", "--from", at, "--to", at}).rows().size() == 1);
  CHECK(city.ask({"accesses", "--from", "R8.1.1"}).rows().size() == 1);
  CHECK(city.ask({"accesses", "--to", "2020-01-01"}).rows().empty());
  const Ran day = Process(city.scratch(), {"date", "-d", at, "+%F"}, "", {{"TZ", "Asia/Tokyo"}}).wait();
  const std::string in_tokyo = day.lines().front();
  CHECK(city.ask({"accesses", "--from", in_tokyo, "--to", in_tokyo}).rows().size() == 1);
  const Ran bad = city.run({"accesses", "--from", "H31.5.1"});
  CHECK(bad.status == 2);
  CHECK(bad.err.contains("H31.5.1 lies outside the Heisei era, which ends on 2019-04-30"));
}

TEST_CASE("a day that is not of its era is told so, but not when it is somebody's", "[tools][command]") {
  const SmallCity city;
  const Ran known = city.run({"roster", "--known-at", "H31.5.1"});
  CHECK(known.status == 2);
  CHECK(known.err.contains("H31.5.1 lies outside the Heisei era"));
  const Ran birth = city.run({"append", "PersonRegistered", "--subject", "P7", "--effective", "2022-04-01", "--set",
                              "name=n", "--set", "sex=male", "--set", "birth=S64.1.8"});
  CAPTURE(birth.err);
  CHECK(birth.status == 3);
  CHECK(birth.err.contains("data.birth: not a date of the calendar or of its era"));
  CHECK_FALSE(birth.err.contains("64"));
  const Ran until = city.run({"append", "ProbationCompleted", "--subject", "P1", "--effective", "2022-04-01", "--set",
                              "outcome=extended", "--set", "until=H31.5.1"});
  CHECK(until.err.contains("data.until: H31.5.1 lies outside the Heisei era"));
}

TEST_CASE("a value that is empty is no value", "[tools][command]") {
  const SmallCity city;
  for (const Strings& words : std::vector<Strings>{{"roster", "--as-of", ""},
                                                   {"roster", "--known-at", ""},
                                                   {"count", "hires", "--from", ""},
                                                   {"count", "headcount", "--by", ""},
                                                   {"log", "--recorded", ""},
                                                   {"accesses", "--to", ""},
                                                   {"roster", "--data", ""}}) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains(words[words.size() - 2] + ": no value is given"));
    CHECK(ran.out.empty());
  }
}

TEST_CASE("usage errors name what was typed, and print nothing else", "[tools][command]") {
  const SmallCity city;
  const std::vector<std::pair<Strings, std::string>> wrong = {
      {{"roster", "--limit", "0"}, R"(--limit: "0" is not a number from 1 to )"},
      {{"log", "--limit", "0", "--csv"}, R"("0" is not a number from 1 to )"},
      {{"foo", "--json"}, R"("foo" is no command)"},
      {{"count", "headcount", "--by", "sex,rank,sex", "--json"}, "--by: sex stands twice"},
      {{"count", "headcount", "--by", "sex,", "--json"}, R"(--by: "sex," has an empty dimension)"},
      {{"count", "headcount", "--by", "sex, ,rank"}, "has an empty dimension"},
      {{"roster", "--csv", "--as-of", "R5.13.1"}, "R5.13.1 is not a day of the calendar"},
      {{"log", "--csv", "--recorded", "yesterday"}, "is no range"},
      {{"person", "P1", "--csv", "--known-at", "R0.1.1"}, "R0.1.1 is not a day"},
  };
  for (const auto& [words, sentence] : wrong) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains(sentence));
    CHECK(ran.err.size() < 200);
    CHECK(ran.out.empty());
  }
  CHECK(city.run({"count", "headcount", "--by", " sex , rank ", "--csv"}).out.starts_with("sex,rank,count\r\n"));
  CHECK(city.run({"find", "nobody", "--csv"}).out.starts_with("person,name,"));  // no rows, but a header
}

TEST_CASE("a cascade says what it voids", "[tools][command]") {
  const SmallCity city;
  for (const char* more : {"--dry-run", "--json"}) {
    const Ran ran = city.run({"void", "h1", "--cascade", more});
    CAPTURE(ran.out, ran.err);
    REQUIRE(ran.status == 0);
    if (std::string(more) == "--json") {
      CHECK(ran.rows().back().at("voids") == "h1");
    } else {
      CHECK(ran.lines() ==
            Strings{"would be seq 11, voids t1", "would be seq 12, voids p1", "would be seq 13, voids h1"});
    }
  }
}

TEST_CASE("a cascade with an id of its own can be repeated", "[tools][command]") {
  const SmallCity city;
  const Strings words = {"void", "h1", "--cascade", "--id", "own", "--json"};
  const auto done = city.run(words).rows();
  REQUIRE(done.size() == 3);
  CHECK(done.back().at("voids") == "h1");
  CHECK(city.run({"log", "--id", "own", "--json"}).row().at("data").at("target") == "h1");
  const Ran again = city.run(words);
  CAPTURE(again.err);
  CHECK(again.status == 0);
  CHECK(again.row().at("duplicate") == true);
  CHECK(again.row().at("seq") == done.back().at("seq"));
}

TEST_CASE("an instant that lies ahead of the clock by more than a day is not trusted", "[tools][command]") {
  const City city(false);
  const Ran init = city.run({"init", "--policy", city.path("policy.toml"), "--recorded", "2099-01-01T00:00:00Z"});
  CHECK(init.status == 2);
  CHECK(init.err.contains("--recorded: 2099-01-01T00:00:00.000Z is more than a day ahead"));
  REQUIRE(city.run({"init", "--policy", city.path("policy.toml"), "--recorded", "2020-01-01T00:00:00Z"}).status == 0);
  auto lines = small_city();
  lines.insert(lines.begin() + 1, event_line("u3", "OrgUnitEstablished", "U-3", "2010-04-01", "2099-01-01T00:00:00Z",
                                             R"({"name":"n","parent":"U-1"})"));
  const Ran ran = city.import(lines, {"--trust-recorded"});
  CHECK(ran.status == 3);
  CHECK(ran.row().at("appended") == 9);
  CHECK(ran.err.contains("line 2: recorded 2099-01-01T00:00:00.000Z is more than a day ahead of this machine's clock"));
  CHECK(ran.err.contains("[RECORDED_OUT_OF_ORDER]"));
}

TEST_CASE("what a table shows is no command to a terminal, and the other forms have it as it is", "[tools][command]") {
  const City city;
  auto lines = small_city();
  const std::string evil = "a\\u001b[2J\\nP9\\u0085\\u202e\\t\\u007f";  // as JSON
  const std::string shown = "a\\x1b[2J\\nP9\\x85\\u202e\\t\\x7f";
  lines[0] = event_line("u1", "OrgUnitEstablished", "U-1", "2010-04-01", "2020-01-02T00:00:00Z",
                        R"({"name":")" + evil + R"(","authority":"mayor"})", R"(,"actor":")" + evil + R"(")");
  REQUIRE(city.import(lines, {"--trust-recorded"}).row().at("appended") == 9);
  for (const Strings& words : std::vector<Strings>{{"log", "--limit", "3"}, {"units", "--as-of", "2022-05-01"}}) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.out);
    CHECK(ran.out.contains(shown));
    CHECK(ran.out.find_first_of("\x1b\x7f\t") == std::string::npos);
    for (const std::string& line : ran.lines()) CHECK_FALSE(line.starts_with("P9"));
    Strings csv = words;
    csv.emplace_back("--csv");
    CHECK(city.run(csv).out.contains("a\x1b[2J\nP9\xC2\x85\xE2\x80\xAE\t\x7f"));
  }
}

TEST_CASE("a data directory that is typed counts before a service that is not", "[tools][command]") {
  const SmallCity city;
  const std::string nobody = "http://127.0.0.1:1";
  const auto run = [&](Strings words, const std::vector<std::pair<std::string, std::string>>& environment) {
    words.insert(words.begin(), command_path());
    return Process(city.scratch(), words, "", environment).wait();
  };
  write_file(city.path("here.toml"), "data = \"" + city.data() + "\"\n");
  const Strings count = {"count", "headcount", "--as-of", "2022-05-01", "--json"};
  const auto with = [&](Strings first) {
    first.insert(first.end(), count.begin(), count.end());
    return first;
  };
  CHECK(run(with({"--data", city.data()}), {{"RIREKI_SERVER", nobody}}).row().at("count") == 2);
  CHECK(run(with({"--data=" + city.data()}), {{"RIREKI_SERVER", nobody}}).status == 0);
  CHECK(run(with({"--config", city.path("here.toml")}), {{"RIREKI_SERVER", nobody}}).status == 0);
  CHECK(run(count, {{"RIREKI_SERVER", nobody}, {"RIREKI_DATA", city.data()}}).err.contains(nobody));
  CHECK(run(with({"--server", nobody}), {{"RIREKI_DATA", city.data()}}).err.contains(nobody));
  const Ran both = run(with({"--data", city.data(), "--server", nobody}), {});
  CHECK(both.status == 2);
  CHECK(both.err.contains("--data and --server exclude each other"));
  CHECK(run({"--server", nobody, "policy", "check", city.path("policy.toml")}, {}).status == 0);
}

TEST_CASE("an answer has one form", "[tools][command]") {
  const SmallCity city;
  const Strings count = {"count", "headcount", "--as-of", "2022-05-01"};
  for (const Strings& words : std::vector<Strings>{{"--json", "--csv", "roster"},
                                                   {"roster", "--csv", "--json"},
                                                   {"--csv", "verify", "--json"},
                                                   {"policy", "show", "--toml", "--json"},
                                                   {"--csv", "policy", "show", "--toml"}}) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.contains("an answer has one form"));
  }
  // What is typed counts before the file.
  const auto run_with = [&](std::string_view settings, Strings more) {
    write_file(city.path("form.toml"), settings);
    more.insert(more.begin(), {"--config", city.path("form.toml")});
    more.insert(more.end(), count.begin(), count.end());
    return city.run(more);
  };
  CHECK(run_with("json = true\n", {}).row().at("count") == 2);
  CHECK(run_with("json = true\n", {"--csv"}).out == "count\r\n2\r\n");
  CHECK(run_with("csv = true\n", {"--json"}).row().at("count") == 2);
  CHECK(run_with("json = true\ncsv = true\n", {}).status == 2);
}

TEST_CASE("dates and fiscal years are printed by their era where that is asked for", "[tools][command]") {
  const SmallCity city;
  const Strings person = {"person", "P1", "--as-of", "R4.5.1", "--csv"};
  const auto with = [&](Strings words, const char* more) {
    words.emplace_back(more);
    return city.run(words);
  };
  CHECK(city.run(person).out.contains(",2020-04-01,"));
  const Ran by_era = with(person, "--era");
  CHECK(by_era.out.contains(",R2.4.1,"));
  CHECK(by_era.out.contains(",H2.5.5,"));
  CHECK_FALSE(by_era.out.contains("2020-"));
  CHECK(with({"roster", "--as-of", "2022-05-01"}, "--era").out.contains("  R2.4.1  "));
  CHECK(with({"kpi", "--fiscal-year", "2019..2020"}, "--era").status == 0);
  CHECK(with({"roster", "--json"}, "--era").status == 2);
  const Strings count = {"count", "hires", "--by", "fiscal_year", "--fiscal-year", "2018..2022"};
  CHECK(with(count, "--era").out.contains("\nR2 "));
  CHECK(city.run({"count", "hires", "--by", "fiscal_year", "--fiscal-year", "2018..2022", "--csv", "--era"}).out ==
        "fiscal_year,count\r\nR2,2\r\n");
  const Strings trend = {"report", "staff_trend", "--fiscal-year", "2020"};
  CHECK(with(trend, "--era").out.contains("fiscal_year=R2"));
  CHECK_FALSE(with(trend, "--era").out.contains("2020"));
  CHECK(city.run({"--era", "kpi", "--csv"}).status == 0);
  // In the file it is how people want to see dates, and nothing to machines.
  write_file(city.path("era.toml"), "era = true\n");
  CHECK(city.run({"--config", city.path("era.toml"), "person", "P1", "--as-of", "R4.5.1", "--csv"}).out == by_era.out);
  CHECK(city.run({"--config", city.path("era.toml"), "person", "P1", "--json"}).row().at("hired") == "2020-04-01");
}

TEST_CASE("what only looks like a date or a year stays as it was written", "[tools][command]") {
  const SmallCity city;
  const std::string unit =
      event_line("u3", "OrgUnitEstablished", "2024-04-02", "2020-04-01", "2023-04-01T00:00:00Z",
                 R"({"name":"2024-04-01","parent":"U-1"})", R"(,"order_ref":"FY2023","note":"2024-04-03")");
  REQUIRE(city.import({unit}).status == 0);
  CHECK(city.run({"units", "--csv", "--era"}).out.contains("2024-04-02,2024-04-01,U-1"));
  const std::string log = city.run({"log", "--id", "u3", "--csv", "--era"}).out;
  CHECK(log.contains(",R2.4.1,2024-04-02,"));
  CHECK(log.contains(",FY2023,u3,"));
  CHECK(log.contains(",2024-04-03,"));
  CHECK(city.run({"history", "P1", "--csv", "--era"}).out.contains(",R4.4.1,Promoted,"));
  CHECK_FALSE(city.run({"history", "P1", "--csv", "--era"}).out.contains(",2022-04-01,"));
}

TEST_CASE("a cause that there is not is a wrong word, of a void and of a correction", "[tools][command]") {
  const SmallCity city;
  CHECK(city.run({"void", "p1", "--cause", "foo"}).status == 2);
  const Ran ran = city.run({"correct", "p1", "--set", "grade=4", "--cause", "foo"});
  CHECK(ran.status == 2);
  CHECK(ran.err.contains("--cause: clerical, late_information or migration"));
}

}  // namespace rireki
