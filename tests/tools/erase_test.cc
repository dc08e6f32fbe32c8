// rireki erase: what is refused, what questions say afterwards, and what stays.
#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

using namespace rireki;
using namespace rireki::running;

namespace {

using Strings = std::vector<std::string>;

/// The small city, where P1 was absent for a reason of hers.
struct CityWithAbsence : City {
  CityWithAbsence() {
    auto lines = small_city();
    lines.push_back(event_line("a1", "AbsenceStarted", "P1", "2022-09-01", "2023-04-01T00:00:00Z",
                               R"({"absence":"A1","kind":"sick_leave","cause":"mental"})"));
    const Ran imported = import(lines);
    CAPTURE(imported.out, imported.err);
    REQUIRE(imported.row().at("refused") == 0);
  }
  [[nodiscard]] Ran erase(Strings more) const {
    more.insert(more.begin(), {"erase", "--basis", "asked for", "--json"});
    return run(more);
  }
  [[nodiscard]] std::string headcounts() const {
    std::string all;
    for (const std::string day : {"2020-04-01", "2022-04-01", "2023-03-31", "2023-04-01", "2024-04-01"}) {
      all += ask({"count", "headcount", "--as-of", day}).out;
    }
    return all;
  }
};

}  // namespace

TEST_CASE("after an erasure questions say erased, groups unknown, and headcounts are the same", "[tools][erase]") {
  const CityWithAbsence city;
  const std::string before = city.headcounts();
  const Ran ran = city.erase({"P1"});
  CAPTURE(ran.err);
  REQUIRE(ran.status == 0);
  CHECK(ran.row().at("seq") == 12);
  CHECK(city.headcounts() == before);

  const auto person = city.ask({"person", "P1", "--as-of", "2023-01-01"}).row();
  for (const std::string key : {"name", "birth", "sex"}) CHECK(person.at(key) == "erased");
  CHECK(city.ask({"log", "--subject", "P1", "--type", "AbsenceStarted"}).row().at("data").as_object().at("cause") ==
        "erased");
  CHECK(city.run({"export", "-"}).out.contains("見本 花子") == false);
  CHECK(city.run({"history", "P1", "--json", "--as-of", "2023-01-01"}).out.contains("見本 花子") == false);
  CHECK(city.ask({"find", "見本"}).out.empty());

  const Ran groups = city.ask({"count", "headcount", "--by", "sex", "--as-of", "2023-01-01"});
  REQUIRE(groups.rows().size() == 2);
  CHECK(groups.rows()[0].at("sex") == "male");
  CHECK(groups.rows()[1].at("sex") == "unknown");
  CHECK(groups.err.contains(R"("erased":1)"));
  CHECK_FALSE(city.ask({"count", "headcount", "--by", "rank", "--as-of", "2023-01-01"}).err.contains("erased"));
  CHECK(
      city.ask({"explain", "headcount", "--where", "sex=male", "--as-of", "2023-01-01"}).err.contains(R"("erased":1)"));
  CHECK(city.ask({"diff", "roster", "--known-at", "seq:3..seq:12", "--as-of", "2023-01-01"})
            .err.contains(R"("erased":1)"));
  CHECK(city.run({"verify", "--full"}).status == 0);
  CHECK(city.run({"rebuild", "--check"}).status == 0);
  CHECK(city.erase({"P1"}).row().at("seq") == 0);  // there is nothing left to do
}

TEST_CASE("an answer counts those whose erased attribute it has looked at, and nobody else", "[tools][erase]") {
  const City city(false);
  const std::string indicators =
      "[[indicator]]\nid = \"STAFF\"\nkind = \"headcount\"\n"
      "[[indicator]]\nid = \"WOMEN\"\nkind = \"share\"\nof = [\"sex=female\"]\nunit = \"%\"\n"
      "[[indicator]]\nid = \"MEN\"\nkind = \"headcount\"\nwhere = [\"sex=male\"]\n"
      "[[indicator]]\nid = \"LEFT\"\nkind = \"separations\"\nwhere = [\"sex=male\"]\n";
  write_file(city.path("policy.toml"), std::string(kTestPolicy) + indicators);
  REQUIRE(city.run({"init", "--policy", city.path("policy.toml"), "--recorded", "2020-01-01T00:00:00Z"}).status == 0);
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).row().at("refused") == 0);
  REQUIRE(city.run({"close", "FY2022"}).status == 0);
  const std::vector<Strings> questions = {
      {"kpi", "WOMEN", "--fiscal-year", "2023"},
      {"kpi", "MEN", "--fiscal-year", "2023"},
      {"kpi", "--fiscal-year", "2023"},
      {"form", "scorecard", "--fiscal-year", "2023"},
      {"explain", "WOMEN", "--fiscal-year", "2023"},
      {"explain", "MEN", "--fiscal-year", "2023"},
      {"diff", "--known-at", "seq:5..", "WOMEN", "--fiscal-year", "2023"},
      {"diff", "--known-at", "seq:5..", "headcount", "--where", "sex=male", "--as-of", "2024-03-31"},
      {"count", "headcount", "--where", "age>60", "--as-of", "2024-03-31"},
      {"explain", "headcount", "--where", "age>60", "--as-of", "2024-03-31"},
      {"count", "promotions", "--by", "sex", "--fiscal-year", "2022"},
      {"report", "movements", "--where", "sex=male", "--fiscal-year", "2023"}};
  const auto counted = [&](const Strings& question) {
    const std::string err = city.ask(question).err;
    const auto at = err.find("\"erased\":");
    return at == std::string::npos ? 0 : std::stoi(err.substr(at + 9));
  };
  const auto erase = [&](const std::string& person, const std::string& category) {
    REQUIRE(city.run({"erase", person, "--category", category, "--basis", "asked for"}).status == 0);
  };

  erase("P1", "identity");  // nobody is unknown
  for (const Strings& question : questions) CHECK(counted(question) == 0);
  CHECK(counted({"restate", "FY2022"}) == 0);

  erase("P1", "attributes");
  erase("P2", "attributes");  // who has left on 2023-03-31
  for (const Strings& question : questions) {
    CAPTURE(question);
    CHECK(counted(question) == 1);
  }
  CHECK(counted({"restate", "FY2022"}) == 2);
  CHECK(counted({"kpi", "--fiscal-year", "2022"}) == 2);
  CHECK(counted({"kpi", "WOMEN", "--fiscal-year", "2022..2023"}) == 2);  // each once
  CHECK(counted({"kpi", "LEFT", "--fiscal-year", "2022"}) == 1);
  CHECK(counted({"explain", "LEFT", "--fiscal-year", "2022"}) == 1);
  CHECK(counted({"count", "separations", "--where", "sex=male", "--fiscal-year", "2022"}) == 1);
  for (const std::string year : {"2021", "2023"}) {  // nobody left
    CHECK(counted({"kpi", "LEFT", "--fiscal-year", year}) == 0);
    CHECK(counted({"explain", "LEFT", "--fiscal-year", year}) == 0);
    CHECK(counted({"count", "separations", "--where", "sex=male", "--fiscal-year", year}) == 0);
  }
  CHECK(counted({"kpi", "STAFF", "--fiscal-year", "2023"}) == 0);
  CHECK(counted({"explain", "STAFF", "--fiscal-year", "2023"}) == 0);
}

TEST_CASE("whose erased attribute decides nothing is not counted as erased", "[tools][erase]") {
  const City city(false);
  const std::string populations =
      "[[population]]\nid = \"young_clerks\"\nwhere = [\"rank=clerk\", \"age<=39\"]\n"
      "[[population]]\nid = \"young_chiefs\"\nwhere = [\"age<=39\"]\nexclude = [\"rank=clerk\"]\n";
  write_file(city.path("policy.toml"), std::string(kTestPolicy) + populations);
  REQUIRE(city.run({"init", "--policy", city.path("policy.toml"), "--recorded", "2020-01-01T00:00:00Z"}).status == 0);
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).row().at("refused") == 0);
  REQUIRE(city.run({"erase", "P1", "--category", "attributes", "--basis", "asked for"}).status == 0);
  const auto is_counted = [&](Strings question) {
    question.insert(question.end(), {"--as-of", "2023-03-01"});
    return city.ask(question).err.find("\"erased\":1") != std::string::npos;
  };
  // P1 is a chief, and who else asks for clerks has no need of P1's age or sex.
  for (const Strings& question :
       {Strings{"count", "headcount", "--by", "sex"}, Strings{"count", "headcount", "--where", "age>30"},
        Strings{"count", "promotions", "--by", "age_band"}, Strings{"roster", "--where", "sex=male"},
        Strings{"report", "average_service"}, Strings{"report", "age_structure"},
        Strings{"report", "absence_rate", "--fiscal-year", "2022", "--where", "age>30"}}) {
    CAPTURE(question);
    Strings of_chiefs = question;
    of_chiefs.insert(of_chiefs.end(), {"--where", "rank=chief"});
    Strings of_clerks = question;
    of_clerks.insert(of_clerks.end(), {"--where", "grade=1"});
    CHECK(is_counted(of_chiefs));
    CHECK_FALSE(is_counted(of_clerks));
  }
  for (const std::string what : {"headcount", "promotions"}) {
    CHECK(is_counted({"count", what, "--exclude", "rank=chief & sex=female"}));
    CHECK_FALSE(is_counted({"count", what, "--exclude", "rank=clerk & sex=female"}));
    CHECK_FALSE(is_counted({"count", what, "--exclude", "rank=chief", "--by", "sex"}));
    CHECK(is_counted({"count", what, "--population", "young_chiefs"}));
    CHECK_FALSE(is_counted({"count", what, "--population", "young_clerks"}));
  }
  const Strings rate = {"report", "absence_rate", "--fiscal-year", "2022", "--exclude"};
  const auto is_counted_without = [&](const std::string& conditions) {
    Strings question = rate;
    question.push_back(conditions);
    return is_counted(question);
  };
  CHECK(is_counted_without("rank=chief & age>30"));
  CHECK_FALSE(is_counted_without("rank=clerk & age>30"));
}

TEST_CASE("every report that asks for sex or age says how many were erased", "[tools][erase]") {
  auto lines = small_city();
  const std::string t = "2023-04-01T00:00:00Z";
  lines.push_back(
      event_line("d1", "AssignmentAdded", "P1", "2022-04-01", t, R"({"assignment":"D","kind":"digital_leader"})"));
  lines.push_back(event_line("m1", "AssignmentAdded", "P1", "2022-04-01", t, R"({"assignment":"M","kind":"mentor"})"));
  const City city(false);
  const std::string population = "[[population]]\nid = \"managers_past_limit\"\nwhere = [\"age>=30\"]\n";
  write_file(city.path("policy.toml"), std::string(kTestPolicy) + population);
  REQUIRE(city.run({"init", "--policy", city.path("policy.toml"), "--recorded", "2020-01-01T00:00:00Z"}).status == 0);
  REQUIRE(city.import(lines).row().at("refused") == 0);
  const std::vector<Strings> questions = {{"managers_past_limit"},
                                          {"digital_talent", "--where", "age>=30"},
                                          {"digital_talent", "--where", "age_band!=90s"},
                                          {"mentoring", "--where", "sex=female"},
                                          {"falling_due", "--where", "sex=female"}};
  const auto ask = [&](Strings words) {
    words.insert(words.begin(), {"report"});
    words.insert(words.end(), {"--as-of", "2023-01-01"});
    return city.ask(words);
  };
  for (const Strings& question : questions) CHECK_FALSE(ask(question).err.contains("erased"));
  REQUIRE(city.run({"erase", "P1", "--basis", "asked for"}).status == 0);
  for (const Strings& question : questions) {
    CAPTURE(question);
    CHECK(ask(question).err.contains(R"("erased":1)"));
  }
  CHECK_FALSE(ask({"mentoring"}).err.contains("erased"));
}

TEST_CASE("how many were erased is not told where it would give a suppressed cell away", "[tools][erase]") {
  const CityWithAbsence city;
  REQUIRE(city.erase({"P1"}).status == 0);
  const Strings by_sex = {"count", "headcount", "--by", "sex", "--as-of", "2023-01-01"};
  const auto told = [&](Strings words, const char* audience) {
    words.insert(words.end(), {"--audience", audience});
    return city.ask(words);
  };
  CHECK(told(by_sex, "auditor").err.contains(R"("erased":1)"));
  const Ran shown = told(by_sex, "public");
  CHECK(shown.out.empty());  // of so few staff a row alone says what somebody is
  CHECK(shown.err.contains(R"("erased":null)"));
  for (const Strings& words : {Strings{"report", "age_structure", "--as-of", "2023-01-01"},
                               {"count", "headcount", "--where", "sex=male", "--as-of", "2023-01-01"}}) {
    const Ran few = told(words, "public");
    CAPTURE(words, few.out, few.err);
    CHECK(few.err.contains(R"("erased":null)"));
  }
  const Ran people = city.run({"count", "headcount", "--by", "sex", "--as-of", "2023-01-01", "--audience", "public"});
  CHECK(people.err.contains("; some erased, counted as unknown"));
}

TEST_CASE("one category can be erased alone", "[tools][erase]") {
  const CityWithAbsence city;
  REQUIRE(city.erase({"P1", "--category", "sensitive"}).status == 0);
  const auto person = city.ask({"person", "P1", "--as-of", "2023-01-01"}).row();
  CHECK(person.at("name") == "見本 花子");
  CHECK(city.ask({"log", "--subject", "P1", "--type", "AbsenceStarted"}).row().at("data").as_object().at("cause") ==
        "erased");
  REQUIRE(city.erase({"P1", "--category", "identity,sensitive"}).status == 0);
  CHECK(city.ask({"person", "P1", "--as-of", "2023-01-01"}).row().at("name") == "erased");
  CHECK(city.erase({"P1", "--category", "everything"}).status == 2);
  CHECK(city.erase({"P9"}).err.contains("NOT_REGISTERED"));
}

TEST_CASE("retention rules and legal holds refuse an erasure with reason and end", "[tools][erase]") {
  const CityWithAbsence city;
  std::string policy(kTestPolicy);
  policy.replace(policy.find("R5"), 2, "R6");
  policy += R"([retention]
rules = [{ category = "identity", years = 500, from = "separated", label = "職員台帳の保存年限" }]
holds = [{ person = "P2", category = "sensitive", until = "2999-12-30", label = "訴訟第12号" }]
)";
  write_file(city.path("r6.toml"), policy);
  const Ran adopted = city.run({"policy", "adopt", city.path("r6.toml"), "--effective", "2021-04-01"});
  CAPTURE(adopted.err);
  REQUIRE(adopted.status == 0);
  const Ran employed = city.erase({"P1"});
  CHECK(employed.status == 3);
  CHECK(employed.err.contains("RETENTION_LOCKED"));
  CHECK(employed.err.contains("職員台帳の保存年限"));
  const Ran left = city.erase({"P2"});
  CHECK(left.err.contains("2523-03-31"));  // 500 years after the last day, 2023-03-31
  CHECK(left.err.contains("訴訟第12号"));
  CHECK(left.err.contains("2999-12-31"));
  const Ran appended = city.run({"append", "PersonalDataErased", "--subject", "P1", "--effective", "2023-05-01",
                                 "--set", "categories=identity", "--set", "basis=X"});
  CHECK(appended.err.contains("RETENTION_LOCKED"));
  write_file(city.path("erasure.jsonl"), R"({"type":"PersonalDataErased","subject":"P1","effective":"2023-05-01",)"
                                         R"("data":{"categories":["identity"],"basis":"X"}})");
  for (const std::string way : {"--atomic", "--dry-run", "--json"}) {
    CAPTURE(way);
    const Ran imported = city.run({"import", city.path("erasure.jsonl"), way});
    CHECK(imported.status == 3);
    CHECK(imported.err.contains("RETENTION_LOCKED"));
  }
  CHECK(city.erase({"P2", "--category", "attributes"}).status == 0);
  CHECK(city.ask({"person", "P2", "--as-of", "2023-01-01"}).row().at("name") == "雛形, \"太郎\"");
}

TEST_CASE("a log moved raw is read with its keys, and stays erased", "[tools][erase]") {
  const CityWithAbsence city;
  REQUIRE(city.erase({"P1"}).status == 0);
  const std::string file = city.path("city.log");
  REQUIRE(city.run({"export", "--raw", file}).status == 0);
  CHECK_FALSE(read_file(file).contains("太郎"));
  const City copy(false);
  REQUIRE(copy.run({"init"}).status == 0);
  const Ran imported = copy.run({"import", "--raw", file});
  CAPTURE(imported.err);
  REQUIRE(imported.status == 0);
  CHECK(copy.ask({"log"}).out == city.ask({"log"}).out);
  CHECK(copy.ask({"person", "P1", "--as-of", "2023-01-01"}).row().at("name") == "erased");
  CHECK(copy.run({"verify", "--full"}).status == 0);
}

TEST_CASE("a filter that cannot know says of how many", "[tools][erase]") {
  const CityWithAbsence city;
  REQUIRE(city.erase({"P1"}).status == 0);
  const Ran roster = city.ask({"roster", "--as-of", "2023-01-01", "--where", "age<=199"});
  CHECK_FALSE(roster.out.contains("\"P1\""));
  CHECK(roster.err.contains("\"erased\":1"));
  const Ran difference =
      city.ask({"diff", "roster", "--as-of", "2023-01-01", "--known-at", "seq:1..seq:99", "--where", "age<=199"});
  CHECK(difference.err.contains("\"erased\":1"));
}

TEST_CASE("without its master key a vault is not well", "[tools][erase]") {
  const CityWithAbsence city;
  REQUIRE(city.run({"verify", "--full"}).status == 0);
  std::filesystem::rename(city.data() + "/master.key", city.path("elsewhere"));
  CHECK(city.run({"verify"}).status != 0);
  std::filesystem::rename(city.path("elsewhere"), city.data() + "/master.key");
  CHECK(city.run({"verify"}).status == 0);
}

TEST_CASE("a master key that is missing or is none is one thing for every command", "[tools][erase]") {
  const CityWithAbsence city;
  const std::string path = city.data() + "/master.key";
  std::filesystem::rename(path, city.path("elsewhere"));
  const std::vector<Strings> commands = {
      {"person", "P1"},
      {"roster", "--as-of", "2022-12-31"},
      {"find", "P1"},
      {"export", "-"},
      {"verify"},
      {"append", "TrainingCompleted", "--subject", "P1", "--effective", "2022-06-01", "--set", "course=ethics", "--set",
       "category=workplace"},
      {"erase", "P1", "--basis", "asked for"},
      {"backup", city.path("backups")},
  };
  for (const bool is_missing : {true, false}) {
    if (!is_missing) write_file(path, "rubbish\n");
    for (const Strings& words : commands) {
      const Ran ran = city.run(words);
      CAPTURE(words, ran.out, ran.err);
      CHECK(ran.status == 4);
      CHECK((ran.out + ran.err).contains(path));
      CHECK((ran.out + ran.err).contains("backup --keys"));
    }
  }
  std::filesystem::rename(city.path("elsewhere"), path);
  CHECK(city.ask({"log"}).rows().size() == 11);
}

TEST_CASE("what cannot be signed is not erased, and not recorded either", "[tools][erase]") {
  const CityWithAbsence city;
  const std::string before = city.ask({"log"}).out;
  std::filesystem::rename(city.data() + "/signing.key", city.path("elsewhere"));
  const Ran refused = city.erase({"P1"});
  CHECK(refused.status == 1);
  CHECK(refused.err.contains("signing.key"));
  std::filesystem::rename(city.path("elsewhere"), city.data() + "/signing.key");
  CHECK(city.ask({"log"}).out == before);
  CHECK(city.ask({"person", "P1", "--as-of", "2023-01-01"}).row().at("name") == "見本 花子");
  CHECK(city.erase({"P1"}).row().at("seq") == 12);
}

TEST_CASE("an erasure that is recorded, but not ended, says so, and the next command ends it", "[tools][erase]") {
  const CityWithAbsence city;
  const std::string in_the_way = city.data() + "/vault.next";
  std::filesystem::create_directories(in_the_way + "/kept");
  const Ran begun = city.erase({"P1"});
  CAPTURE(begun.err);
  CHECK(begun.status == 1);
  CHECK(begun.err.contains("the erasure is recorded as seq 12, but the keys are not destroyed yet"));
  std::filesystem::remove_all(in_the_way);
  CHECK(city.erase({"P1"}).status == 0);
  CHECK(city.ask({"log"}).rows().size() == 12);
  CHECK(city.run({"verify", "--full"}).status == 0);
}

TEST_CASE("an erasure of nothing is refused", "[tools][erase]") {
  const CityWithAbsence city;
  write_file(city.path("nothing.jsonl"), R"({"type":"PersonalDataErased","subject":"P1","effective":"2023-05-01",)"
                                         R"("data":{"categories":[],"basis":"X"}})");
  const Ran ran = city.run({"import", city.path("nothing.jsonl"), "--json"});
  CHECK(ran.status == 3);
  CHECK(ran.err.contains("[INVALID_FIELD]"));
  CHECK(ran.err.contains("data.categories"));
  CHECK(city.ask({"person", "P1", "--as-of", "2023-01-01"}).row().at("name") == "見本 花子");
  CHECK(city.run({"verify", "--full"}).status == 0);
}

TEST_CASE("for somebody whose key is missing nothing is sealed anew", "[tools][erase]") {
  const CityWithAbsence city;
  const City copy(false);
  REQUIRE(
      city.run({"append", "OrgUnitEstablished", "--subject", "U9", "--effective", "2023-04-01", "--set", "name=new"})
          .status == 0);  // a last record without personal fields
  REQUIRE(city.run({"export", "--raw", city.path("raw"), "--keys", city.path("keys")}).status == 0);
  REQUIRE(copy.run({"init"}).status == 0);
  REQUIRE(copy.run({"import", "--raw", city.path("raw")}).status == 0);
  const Strings rename = {"append",      "PersonDetailsChanged", "--subject", "P2",
                          "--effective", "2023-01-01",           "--set",     "name=別名"};
  const Ran refused = copy.run(rename);
  CAPTURE(refused.err);
  CHECK(refused.status == 4);
  CHECK(refused.err.contains("the key of P2 (identity) is not in the vault"));
  CHECK(copy.run({"import", "--raw", city.path("raw"), "--keys", city.path("keys")}).status <= 1);
  REQUIRE(copy.run(rename).status == 0);
  CHECK(copy.ask({"person", "P2", "--as-of", "2023-01-01"}).row().at("name") == "別名");
  CHECK(copy.ask({"person", "P2", "--as-of", "2022-01-01"}).row().at("name") == "雛形, \"太郎\"");
  CHECK(copy.run({"verify", "--full"}).status == 0);
}

TEST_CASE("keys that an older vault has brought back are destroyed by erasing again", "[tools][erase]") {
  const CityWithAbsence city;
  const std::string vault = read_file(city.data() + "/vault");
  const std::string erasures = read_file(city.data() + "/erasures");
  REQUIRE(city.erase({"P1"}).status == 0);
  write_file(city.data() + "/vault", vault);
  write_file(city.data() + "/erasures", erasures);
  CHECK(city.run({"verify"}).status == 4);
  CHECK(city.erase({"P1"}).row().at("seq") == 0);
  CHECK(city.run({"verify", "--full"}).status == 0);
  CHECK(city.ask({"log"}).rows().size() == 12);
}

TEST_CASE("a register that has lost its tombstones is noticed, and gets them back", "[tools][erase]") {
  const CityWithAbsence city;
  REQUIRE(city.erase({"P1"}).status == 0);
  const std::string path = city.data() + "/erasures";
  const std::string whole = read_file(path);
  write_file(path, whole.substr(0, 8));
  const Ran verified = city.run({"verify", "--json"});
  CHECK(verified.status == 4);
  CHECK(verified.out.contains("lacks 1 tombstone"));
  REQUIRE(city.erase({"P2", "--category", "sensitive"}).status == 0);
  CHECK(read_file(path).starts_with(whole));
  CHECK(city.run({"verify", "--full"}).status == 0);
}

TEST_CASE("what a command makes of its words has the form of any event", "[tools][erase]") {
  const CityWithAbsence city;
  const std::string apart = "cafe\xCC\x81";
  const std::string before = city.ask({"log"}).out;
  const std::vector<Strings> wrong = {
      {"erase", "P1", "--basis", "\xff"},
      {"erase", "P1", "--basis", ""},
      {"erase", "P1", "--basis", std::string(5'000, 'x')},
      {"erase", "P1", "--basis", "x", "--actor", apart},
      {"erase", "P 1", "--basis", "x"},
      {"close", "FY2022", "--note", "\xff"},
      {"close", "FY2022", "--note", std::string(5'000, 'x')},
      {"close", "FY2022", "--note", apart},
      {"policy", "adopt", city.path("policy.toml"), "--effective", "2024-04-01", "--note", "\xff"},
      {"policy", "adopt", city.path("policy.toml"), "--effective", "2024-04-01", "--actor", apart},
      {"void", "t1", "--actor", "\xff"},
      {"void", "t1", "--note", apart},
      {"append", "Transferred", "--subject", "P1", "--effective", "2023-05-01", "--set", "unit=\xff"},
  };
  for (const Strings& words : wrong) {
    const Ran ran = city.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status == 3);
    CHECK((ran.err.contains("[ENCODING_ERROR]") || ran.err.contains("[INVALID_FIELD]") ||
           ran.err.contains("[MISSING_FIELD]")));
  }
  CHECK(city.ask({"log"}).out == before);
  CHECK(city.run({"erase", "P1", "--basis", std::string(2'000, 'x')}).status == 0);
  CHECK(city.run({"close", "FY2022", "--note", "café"}).status == 0);
}
