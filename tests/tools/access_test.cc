// rireki accesses: who has read personal fields, when and why.
#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

using namespace rireki;
using namespace rireki::running;

namespace {

namespace json = boost::json;
using Strings = std::vector<std::string>;

struct ReadCity : City {
  ReadCity() { REQUIRE(import(small_city()).row().at("refused") == 0); }

  [[nodiscard]] Strings queries(const Strings& more = {}) const {
    Strings words = {"accesses"};
    words.insert(words.end(), more.begin(), more.end());
    Strings all;
    for (const json::object& row : ask(words).rows()) all.emplace_back(row.at("query").as_string());
    return all;
  }
};

}  // namespace

TEST_CASE("answers with personal fields are recorded with who, when and why", "[tools][access]") {
  const ReadCity city;
  CHECK(city.queries().empty());
  city.ask({"--purpose", "年末調整", "person", "P1", "--as-of", "R4.4.1"});
  const json::object row = city.ask({"accesses", "P1"}).row();
  CHECK(row.at("entry") == 1);
  CHECK(row.at("purpose") == "年末調整");
  CHECK(row.at("query") == "person P1 --as-of R4.4.1 --json");
  CHECK(row.at("as_of") == "2022-04-01");
  CHECK(row.at("known_at") == 10);
  CHECK(row.at("persons") == json::array{"P1"});
  CHECK(!row.at("actor").as_string().empty());
  CHECK(row.at("at").as_string().ends_with("Z"));
  CHECK(city.queries({"P2"}).empty());
}

TEST_CASE("each question that shows persons is recorded, and none that only counts", "[tools][access]") {
  const ReadCity city;
  const std::vector<std::pair<Strings, bool>> questions = {
      {{"roster", "--as-of", "2022-05-01"}, true},
      {{"roster", "--as-of", "2022-05-01", "--where", "rank=chief"}, false},  // P1 alone
      {{"history", "P2"}, true},
      {{"find", "雛形"}, true},
      {{"log"}, true},
      {{"log", "--subject", "P2", "--type", "PersonRegistered"}, true},
      {{"explain", "separations", "--fiscal-year", "2022"}, true},
      {{"diff", "--known-at", "seq:8..seq:10", "--as-of", "2023-04-01"}, true},
      {{"count", "headcount", "--by", "sex"}, false},
      {{"log", "--type", "Transferred"}, false},
      {{"units"}, false},
      {{"person", "P9"}, false},
      {{"report", "sex_by_rank"}, false},
  };
  Strings expected;
  for (const auto& [words, shows] : questions) {
    city.ask(words);
    if (!shows) continue;
    std::string query;
    for (const std::string& word : words) query += (word == "雛形" ? "…" : word) + " ";
    expected.push_back(query + "--json");
  }
  city.run({"export", "-"});
  expected.emplace_back("export -");
  CHECK(city.queries({"P2"}) == expected);
  const std::string file = read_file(city.data() + "/accesses/log");
  CHECK_FALSE(file.contains("雛形"));
  CHECK(city.run({"verify"}).status == 0);
}

TEST_CASE("nothing leaves that could not be recorded", "[tools][access]") {
  const ReadCity city;
  city.ask({"person", "P1", "--as-of", "2022-05-01"});
  const std::string log = city.data() + "/accesses/log";
  const std::string whole = read_file(log);
  std::string changed = whole;
  changed.replace(changed.find("\"P1\""), 4, "\"P2\"");
  write_file(log, changed);
  const Ran verified = city.run({"verify"});
  CHECK(verified.status == 4);
  CHECK(verified.err.contains("access log"));
  std::filesystem::remove(log);
  for (const Strings& words : std::vector<Strings>{{"person", "P1"}, {"roster"}, {"log", "--json"}, {"export", "-"}}) {
    Strings asked = words;
    if (words.front() != "log" && words.front() != "export") asked.insert(asked.end(), {"--as-of", "2022-05-01"});
    const Ran ran = city.run(asked);
    CAPTURE(asked, ran.out);
    CHECK(ran.status == 4);
    CHECK(ran.out.empty());
    CHECK(ran.err.contains("access log"));
  }
  CHECK(city.ask({"count", "headcount", "--as-of", "2022-05-01"}).row().at("count") == 2);
  write_file(log, whole);
  CHECK(city.run({"person", "P1", "--as-of", "2022-05-01"}).status == 0);
}

TEST_CASE("a log of reads that cannot be opened is an error, not a broken log", "[tools][access]") {
  const ReadCity city;
  const std::string log = city.data() + "/accesses/log";
  REQUIRE(city.run({"verify"}).status == 0);
  std::filesystem::remove(log);
  std::filesystem::create_symlink(log, log);  // to itself: the system refuses to follow it, whoever asks
  for (const Strings& words : {Strings{"verify"}, Strings{"accesses"}, Strings{"person", "P1"}}) {
    const Ran ran = city.run(words);
    CAPTURE(words.front(), ran.out);
    CHECK(ran.status == 1);
    CHECK(ran.err.contains(log));
  }
  std::filesystem::remove(log);
  CHECK(city.run({"verify"}).status == 4);
}

TEST_CASE("a restored city still knows who has read, and what is there is not replaced", "[tools][access]") {
  const ReadCity city;
  city.ask({"person", "P1", "--as-of", "2022-05-01"});
  const std::string backups = city.path("backups");
  REQUIRE(city.run({"backup", backups, "--keys", city.path("keys")}).status == 0);
  const City other(false);
  REQUIRE(
      other.run({"restore", backups, "--keys", city.path("keys"), "--register", city.data() + "/erasures"}).status ==
      0);
  CHECK(other.ask({"accesses", "P1"}).rows().size() == 1);
  CHECK(other.run({"verify", "--full"}).status == 0);
}

TEST_CASE("what is typed and not UTF-8 is refused before it is answered or recorded", "[tools][access]") {
  const ReadCity city;
  const Ran purpose = city.run({"--purpose", "caf\xe9", "person", "P1"});
  CHECK(purpose.status == 2);
  CHECK(purpose.out.empty());
  CHECK(purpose.err.contains("--purpose, byte 4: 0xE9 is not valid UTF-8 [ENCODING_ERROR]"));
  const Ran person = city.run({"person", "P1\x80"});
  CHECK(person.status == 2);
  CHECK(person.err.contains("person, byte 3: 0x80"));
  const Ran where = city.run({"roster", "--where", "rank!=\xff"});
  CHECK(where.status == 2);
  CHECK(where.err.contains("--where, byte 7: 0xFF"));
  CHECK(city.run({"accesses", "--json"}).rows().empty());
}

TEST_CASE("an entry that cannot be read is named, and hides no other", "[tools][access]") {
  const ReadCity city;
  city.ask({"person", "P1"});
  REQUIRE(city.run({"verify", "--full"}).status == 0);
  {
    const auto engine = Engine::open(city.data(), EngineMode::read);
    REQUIRE(engine);
    (*engine)->accesses().add("{\"purpose\":\"\xff\"}");
    REQUIRE((*engine)->accesses().record());
  }
  city.ask({"person", "P2"});
  const Ran verified = city.run({"verify", "--full", "--json"});
  CHECK(verified.status == 4);
  const json::array problems = verified.row().at("problems").as_array();
  REQUIRE(problems.size() == 1);
  CHECK(std::string_view(problems.front().as_string()).contains("entry 2 cannot be read: column 13: byte 0xFF"));
  const Ran listed = city.run({"accesses", "--json"});
  CHECK(listed.status == 4);
  CHECK(listed.err.contains("entry 2 cannot be read"));
  REQUIRE(listed.rows().size() == 2);
  CHECK(listed.rows().back().at("entry") == 3);
}
