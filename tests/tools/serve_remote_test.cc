// The command asking a service instead of a data directory, in clear on this machine and by TLS.
#include "tests/tools/canned_service.h"
#include "tests/tools/own_certificate.h"
#include "tests/tools/remote_command.h"

namespace rireki {

namespace {

using namespace running;

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a service answers the command line as the data directory does", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  const std::vector<std::vector<std::string>> questions = {
      {"roster", "--as-of", "R5.1.1", "--where", "rank=clerk", "--all"},
      {"person", "P1", "--as-of", "2022-05-01", "--known-at", "seq:8"},
      {"history", "P2", "--as-of", "2024-01-01", "--with-void"},
      {"count", "headcount", "--by", "rank,sex", "--as-of", "2022-05-01"},
      {"find", "雛形", "--as-of", "2022-05-01"},
      {"units", "--as-of", "2022-05-01"},
      {"due", "--as-of", "2022-05-01", "--within", "90"},
      {"explain", "separations", "--fiscal-year", "2022"},
      {"policy", "show", "--as-of", "2022-05-01"},
      {"log", "--from", "3", "--limit", "4"},
      {"report", "staff_trend", "--fiscal-year", "2020..2022"},
      {"person", "P1", "--as-of", "2022-05-01", "--era"},
      {"log", "--from", "3", "--limit", "4", "--era"},
      {"count", "headcount", "--by", "height"},
      {"count", "ghosts"},
      {"roster", "--as-of", "yesterday"},
  };
  check_alike(city, remote, questions);
  CHECK(Remote(city, address_of(city), "none").run({"roster"}).status == 1);
  const Ran without = Remote(city, address_of(city), "").run({"roster"});
  CHECK(without.status == 1);
  CHECK(without.err.contains("put it into RIREKI_TOKEN"));
  CHECK(Remote(city, "http://127.0.0.1:1", "none").run({"roster"}).status == 1);
  CHECK(Remote(city, "ftp://x", "none").run({"roster"}).status == 2);
}

TEST_CASE("no purpose and no token begins another line of a request's header", "[tools][serve][remote]") {
  ServedCity city;
  const std::string token = city.token("hr", "hr-1");
  const Remote remote(city, address_of(city), token);
  for (const std::string purpose : {"x\r\nX-Purpose: other", "x\n", "x\ry", "\tx", "x\x7F"}) {
    CAPTURE(purpose);
    const Words asked = {"person", "P1", "--as-of", "2022-05-01"};
    Words said = {"--purpose", purpose};
    said.insert(said.end(), asked.begin(), asked.end());
    for (const Ran& ran : {remote.run(said), city.run(said),
                           Process(city.scratch(), city.arguments(asked), "", {{"RIREKI_PURPOSE", purpose}}).wait()}) {
      CHECK(ran.status == 2);
      CHECK(ran.err.contains("RIREKI_PURPOSE"));
      CHECK_FALSE(ran.err.contains("X-Purpose"));
    }
  }
  for (const std::string& wrong : {token + "\r\nX-Purpose: other", token + "\n", "\n" + token}) {
    const Ran ran = Remote(city, address_of(city), wrong).run({"roster"});
    CAPTURE(ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("RIREKI_TOKEN"));
    CHECK_FALSE(ran.err.contains(token));
  }
  CHECK(city.ask({"accesses"}).rows().empty());
}

TEST_CASE("policy show takes no words of policy adopt, with a service and without", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  for (const Words& more : std::vector<Words>{{"x"},
                                              {"--effective", "2024-04-01"},
                                              {"--dry-run"},
                                              {"--actor", "x"},
                                              {"--approved-by", "x"},
                                              {"--note", "x"}}) {
    Words words = {"policy", "show"};
    words.insert(words.end(), more.begin(), more.end());
    for (const Ran& ran : {city.run(words), remote.run(words)}) {
      CAPTURE(words, ran.err);
      CHECK(ran.status == 2);
      CHECK(ran.out.empty());
      CHECK(ran.err.contains("policy show takes no"));
    }
  }
}

TEST_CASE("what one person has typed is refused without a line's number", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  for (const Words& words : std::vector<Words>{
           {"append", "PersonalDataErased", "--subject", "P1", "--effective", "2023-06-01"},
           {"append", "Promoted", "--subject", "P1", "--effective", "2023-06-01", "--set", "rank=director",
            "--approved-by", "x"},
           {"append", "Promoted", "--subject", "P9", "--effective", "2023-06-01", "--set", "rank=director"}}) {
    const Ran ran = remote.run(words);
    CAPTURE(words, ran.err);
    CHECK(ran.status != 0);
    CHECK_FALSE(ran.err.contains("line 1"));
  }
}

TEST_CASE("an atomic import that is too large for a service imports nothing, and says why", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  const auto lines = [](int count, const std::string& note) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      text += R"({"id":"a-)" + std::to_string(i) + R"(","type":"TrainingCompleted","subject":"P1",)" +
              R"("effective":"2023-06-01","note":")" + note +
              R"(","data":{"course":"ethics","category":"workplace","minutes":60}})" + "\n";
    }
    return text;
  };
  write_file(city.path("many.jsonl"), lines(1'001, "n"));
  write_file(city.path("large.jsonl"), lines(900, std::string(1'300, 'n')));
  for (const char* name : {"many.jsonl", "large.jsonl"}) {
    const Ran ran = remote.run({"import", city.path(name), "--atomic"});
    CAPTURE(name, ran.out, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("nothing is imported"));
    CHECK_FALSE(ran.err.contains("may or may not"));
  }
  CHECK(remote.run({"import", city.path("many.jsonl"), "--atomic"}).err.contains("1001 lines"));
  CHECK(city.ask({"log", "--from", "11"}).rows().empty());
  write_file(city.path("fits.jsonl"), lines(1'000, "n"));
  CHECK(remote.run({"import", city.path("fits.jsonl"), "--atomic"}).status == 0);
}

TEST_CASE("an empty word is refused alike, with a service and without", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"person", ""},
                                                                                     {"history", ""},
                                                                                     {"accesses", ""},
                                                                                     {"log", "--subject", ""},
                                                                                     {"log", "--id", ""},
                                                                                     {"log", "--type", ""},
                                                                                     {"log", "--actor", ""},
                                                                                     {"log", "--order", ""}}) {
    const Ran here = city.run(words);
    const Ran there = remote.run(words);
    CAPTURE(words, here.err, there.err);
    CHECK(here.status == 2);
    CHECK(here.err.contains("no value is given"));
    CHECK(there.status == here.status);
    CHECK(there.err == here.err);
  }
}

TEST_CASE("what is said beside an answer comes from a service, too", "[tools][serve][remote]") {
  City local;
  REQUIRE(local.import(small_city(), {"--trust-recorded"}).status == 0);
  write_file(local.path("r6.toml"), policy_with_indicator());
  const Ran adopted = local.run({"policy", "adopt", local.path("r6.toml"), "--effective", "2020-04-01"});
  CAPTURE(adopted.err);
  REQUIRE(adopted.status == 0);
  ServedCity city(local);
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  const std::vector<std::pair<std::vector<std::string>, std::string>> said = {
      {{"kpi"}, "*: the year is not over\n"},
      {{"kpi", "--audience", "public"}, "left out ("},
      {{"count", "headcount", "--by", "unit", "--as-of", "2022-05-01", "--audience", "public"}, "left out ("},
      {{"person", "P-見本"}, "no person (a text that is no identifier) is registered"},
      {{"find", "nobody"}, "nobody registered by that day"},
  };
  for (const auto& [words, sentence] : said) {
    const Ran here = local.run(words);
    const Ran there = remote.run(words);
    CAPTURE(words, here.err);
    CHECK(here.err.contains(sentence));
    CHECK(there.err == here.err);
    CHECK(there.out == here.out);
  }
}

TEST_CASE("the command line appends through a service", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  const std::vector<std::string> promotion = {"append",      "GradeChanged", "--subject", "P1",      "--id",  "g-1",
                                              "--effective", "R5.4.1",       "--set",     "grade=4", "--json"};
  const Ran first = remote.run(promotion);
  CAPTURE(first.err);
  REQUIRE(first.status == 0);
  CHECK(first.row().at("seq") == 11);
  CHECK(remote.run(promotion).row().at("duplicate") == true);
  CHECK(city.ask({"log", "--from", "11"}).row().at("actor") == "hr-1");
  const Ran refused =
      remote.run({"append", "GradeChanged", "--subject", "P1", "--effective", "2023-05-01", "--set", "grade=9"});
  CHECK(refused.status == 3);
  CHECK(refused.err.contains("GRADE_NOT_ALLOWED"));
}

TEST_CASE("events are corrected, voided and imported through a service as in the data directory",
          "[tools][serve][remote]") {
  City local;
  REQUIRE(local.import(small_city(), {"--trust-recorded"}).status == 0);
  ServedCity city(local);
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  const std::string line = R"("type":"TrainingCompleted","subject":"P1","data":{"course":"ethics",)"
                           R"("category":"workplace","minutes":60}})";
  const std::string lines = R"({"id":"i-1","effective":"2022-06-01",)" + line + "\nno json\n\n" +
                            R"({"id":"i-2","effective":"1999-06-01",)" + line + "\n" +
                            R"({"id":"i-3","effective":"2022-07-01",)" + line + "\n";
  struct Step {
    std::vector<std::string> words;
    std::string input = {};
    int status = 0;
  };
  const std::vector<Step> steps = {
      {{"correct", "p1", "--set", "grade=4", "--id", "c-1", "--expect", "4"}},
      {{"correct", "p1", "--effective", "R4.5.1", "--id", "c-2"}},  // keeps the grade
      {{"correct", "p1", "--set", "grade=4", "--id", "c-4"}},       // keeps the date
      {{"correct", "p1", "--unset", "height"}, "", 2},
      {{"correct", "p1"}, "", 2},
      {{"void", "c-4", "--id", "v-2"}},
      {{"void", "c-2", "--id", "v-1"}},
      {{"correct", "p1", "--set", "order=1"}, "", 3},
      {{"correct", "p1", "--unset", "grade", "--id", "c-3", "--cause", "late_information"}},
      {{"correct", "nobody", "--set", "grade=4"}, "", 3},
      {{"void", "h1"}, "", 3},
      {{"void", "h1", "--cascade", "--dry-run"}},
      {{"import", "-", "--rejects", "REJECTS"}, lines, 3},
      {{"import", "-"}, lines, 3},
      {{"import", "-", "--atomic", "--dry-run"}, lines, 3},
      {{"import", "-", "--atomic"}, R"({"id":"i-4","effective":"2022-08-01",)" + line},
      {{"import", "-", "--atomic", "--json"}, R"({"id":"i-1","effective":"2022-06-01",)" + line},  // was there before
      {{"import", "-", "--atomic", "--json"}, R"({"id":"i-6","effective":"1999-06-01",)" + line, 3},
      {{"import", "-", "--atomic", "--dry-run", "--json"}, R"({"id":"i-7","effective":"2022-08-01",)" + line},
      {{"import", "-"}, ""},
      {{"import", "-", "--actor", "somebody"}, R"({"id":"i-5","effective":"2022-08-01",)" + line, 3},
      {{"void", "h1", "--cascade"}},
  };
  for (const Step& step : steps) {
    auto words = step.words;
    CAPTURE(words);
    const bool names_actor = std::ranges::find(words, "--actor") != words.end();
    const auto in_file = [&](const std::string& name) {
      auto named = words;
      std::ranges::replace(named, std::string("REJECTS"), city.path(name));
      return named;
    };
    const Ran there = remote.run(in_file("there"), step.input);
    if (!names_actor) words.insert(words.end(), {"--actor", "hr-1"});
    const Ran here = names_actor ? there : local.run(in_file("here"), step.input);
    CAPTURE(here.out, here.err, there.out, there.err);
    CHECK(there.status == step.status);
    CHECK(here.status == step.status);
    CHECK(there.out == here.out);
    CHECK(there.err == here.err);
  }
  CHECK(read_file(city.path("there")) == read_file(city.path("here")));
  CHECK(read_file(city.path("here")).contains("\"id\":\"i-2\""));
  for (const std::vector<std::string>& words : {std::vector<std::string>{"import", "-", "--dry-run"},
                                                {"import", "-", "--trust-recorded"},
                                                {"import", "--raw", "-"}}) {
    CHECK(remote.run(words, lines).status == 2);
  }
  REQUIRE(city.stop(SIGTERM).status == 0);
  auto recorded = city.ask({"log"}).rows();
  auto expected = local.ask({"log"}).rows();
  REQUIRE(recorded.size() == expected.size());
  REQUIRE(recorded.size() > 20);
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    for (boost::json::object* row : {&recorded[i], &expected[i]}) {
      row->erase("recorded");
      if (row->at("type") == "EventVoided") row->erase("id");  // a cascade makes them up
    }
    CHECK(recorded[i] == expected[i]);
  }
}

TEST_CASE("the log of a service is read to its end, whatever the form and the filter", "[tools][serve][remote]") {
  constexpr int kTrainings = 2'300;
  const std::string t = "2022-03-21T00:00:00Z";
  auto lines = small_city();
  lines.pop_back();  // recorded later than what follows
  for (int i = 0; i < kTrainings; ++i) {
    const std::string who = i % 3 == 0 ? "P1" : "P2";
    lines.push_back(event_line("t-" + std::to_string(i), "TrainingCompleted", who, "2022-02-01", t,
                               R"({"course":"c","category":"basic"})", R"(,"order_ref":"R4, \"9\"\n-1")"));
  }
  ServedCity city(lines);
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  const std::vector<std::vector<std::string>> questions = {
      {"log"},
      {"log", "--from", "1000", "--to", "2200", "--type", "TrainingCompleted"},
      {"log", "--subject", "P2", "--limit", "1100", "--retroactive"},
      {"log", "--limit", "1000"},
      {"log", "--from", "0", "--subject", "P9"},
      {"log", "--recorded", "2022-03-21..", "--order", "R4, \"9\"\n-1"},
      {"log", "--type", "Unheard"},
  };
  check_alike(city, remote, questions);
}

TEST_CASE("no refused line is lost on the way from a service", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  const std::string training = R"("type":"TrainingCompleted","effective":"2022-06-01",)"
                               R"("data":{"course":"c","category":"basic"}})";
  const std::string lines = R"({"id":"a","subject":"NOBODY",)" + training + "\n" +
                            R"({"id":"b","subject":"P1","actor":"hr-officer-3",)" + training + "\n" +
                            R"({"id":"c","subject":"NOBODY",)" + training + "\n";
  const Ran ran = remote.run({"import", "-", "--json", "--rejects", city.path("rejects")}, lines);
  CAPTURE(ran.err);
  CHECK(ran.status == 3);
  CHECK(ran.row().at("refused") == 3);
  Ran kept;
  kept.out = read_file(city.path("rejects"));
  std::string refused;
  for (const boost::json::object& row : kept.rows()) {
    refused += std::to_string(row.at("line").as_int64()) + row.at("event").at("id").as_string().c_str() + " ";
  }
  CHECK(refused == "1a 2b 3c ");
}

TEST_CASE("a service's report counts in any order, and not at all if it leaves lines out", "[tools][serve][remote]") {
  const City city(false);
  const auto import_by = [&](const std::string& counts, const std::string& refusals) {
    const CannedService service(R"({"appended":1,"duplicates":0,"warnings":{},"seq":9,)" + counts + R"(,"refusals":[)" +
                                refusals + "]}");
    const std::string line =
        R"({"type":"TrainingCompleted","subject":"P1","effective":"2022-06-01","data":{"course":"c","category":"basic"}})"
        "\n";
    return Process(city.scratch(), {command_path(), "--server", service.url(), "import", "-", "--json"},
                   line + line + line)
        .wait();
  };
  const auto refusal = [](int line) {
    return R"({"code":"NOT_REGISTERED","detail":"of )" + std::to_string(line) + R"(","line":)" + std::to_string(line) +
           "}";
  };
  const Ran shuffled = import_by(R"("refused":2)", refusal(3) + "," + refusal(1));
  CAPTURE(shuffled.err);
  CHECK(shuffled.status == 3);
  CHECK(shuffled.row().at("refused") == 2);
  CHECK(shuffled.err.find("line 1: of 1") < shuffled.err.find("line 3: of 3"));
  for (const auto& [counts, refusals] : std::vector<std::pair<std::string, std::string>>{
           {R"("refused":2)", refusal(1)},                     // one is not named
           {R"("refused":1)", refusal(1)},                     // of one it says nothing
           {R"("refused":2)", refusal(1) + "," + refusal(1)},  // one stands for another
           {R"("refused":2)", refusal(1) + "," + refusal(4)}}) {
    const Ran ran = import_by(counts, refusals);
    CAPTURE(counts, refusals, ran.err);
    CHECK(ran.status == 1);
    CHECK(ran.out.empty());
    CHECK(ran.err.contains("of 3 lines"));
  }
}

TEST_CASE("TLS 1.3 it is, 1.2 where it is allowed, and a stranger's certificate is refused", "[tools][serve][remote]") {
  ServedCity city;
  REQUIRE(city.stop(SIGTERM).status == 0);
  make_certificate(city);
  const std::vector<std::string> tls = {"--tls-certificate", city.path("tls.crt"), "--tls-key", city.path("tls.key")};
  city.start(tls);
  const std::string token = city.token("hr");
  const std::string url = address_of(city, "https", "localhost");
  const Ran trusted = Remote(city, url, token, {"--ca", city.path("tls.crt")}).run({"units", "--as-of", "2022-05-01"});
  CAPTURE(trusted.err);
  CHECK(trusted.status == 0);
  CHECK(trusted.out == city.run({"units", "--as-of", "2022-05-01"}).out);
  CHECK(Remote(city, url, token).run({"units"}).status == 1);
  CHECK(Remote(city, address_of(city, "https"), token, {"--ca", city.path("tls.crt")}).run({"units"}).status == 1);
  CHECK(Remote(city, address_of(city), token).run({"units"}).status == 1);
  const auto speaks = [&](const char* version) {
    return Process(city.scratch(), {"openssl", "s_client", "-connect", "localhost:" + std::to_string(city.port()),
                                    version, "-CAfile", city.path("tls.crt")})
               .wait()
               .status == 0;
  };
  CHECK(speaks("-tls1_3"));
  CHECK_FALSE(speaks("-tls1_2"));
  REQUIRE(city.stop(SIGTERM).status == 0);
  std::vector<std::string> older = tls;
  older.emplace_back("--allow-tls-1-2");
  city.start(older);
  CHECK(speaks("-tls1_2"));
  CHECK(city.run({"serve", "--tls-key", city.path("tls.key")}).status == 2);
  CHECK(city.run({"serve", "--tls-key", city.path("tls.crt"), "--tls-certificate", city.path("tls.crt")}).status == 1);
}

}  // namespace rireki
