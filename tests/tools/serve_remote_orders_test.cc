// What the command line has a service do or hand out beside questions and appends: audits, rebuilds, backups, tokens,
// closings, erasures. Each is held against the same beside the data directory.
#include <atomic>

#include "tests/tools/canned_service.h"
#include "tests/tools/remote_command.h"

namespace rireki {

namespace {

using namespace running;
using Words = std::vector<std::string>;

/// Records enough for a full bundle and a begun one, of which the last is too long for any.
void fill(City& city, int trainings = 300) {
  auto lines = small_city();
  for (int i = 0; i < trainings; ++i) {
    lines.push_back(event_line("tr-" + std::to_string(i), "TrainingCompleted", "P1", "2022-06-01",
                               "2024-01-01T00:00:00Z", R"({"course":"ethics","category":"workplace","minutes":60})"));
  }
  REQUIRE(city.import(lines, {"--trust-recorded"}).status == 0);
  std::string policy(kTestPolicy);
  policy.replace(policy.find("R5"), 2, "R6");
  write_file(city.path("long.toml"), policy + "# " + std::string(70'000, 'x') + "\n");
  REQUIRE(city.run({"policy", "adopt", city.path("long.toml"), "--effective", "2024-04-01"}).status == 0);
}

std::string policy_with_approval(const std::string& type) {
  std::string policy(kTestPolicy);
  policy.replace(policy.find("R5"), 2, "R6");
  return policy + "[approval]\ntypes = [\"" + type + "\"]\n";
}

/// The numbers that no two runs share, made equal.
std::string without_times(const std::string& text) {
  std::string same;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789.e-+", i), text.size());
    const std::string number = text.substr(i, end - i);
    same += number.contains('.') || number.contains('e') ? "#" : number;
    if (end < text.size()) same += text[end];
    i = end + 1;
  }
  return same;
}

void check_same_files(const std::filesystem::path& here, const std::filesystem::path& there) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(here)) {
    if (!entry.is_regular_file()) continue;
    const auto name = std::filesystem::relative(entry.path(), here);
    CAPTURE(name.string());
    CHECK((read_file(there / name) == read_file(entry.path())));
    ++files;
  }
  CHECK(files == 8);  // of hashes 2 and one above, of records 2 and one that is too long; checkpoint and keys
}

/// Runs the same steps through a service and beside a copy of its data directory.
void check_steps(const City& local, const Remote& remote, const std::vector<std::pair<Words, int>>& steps) {
  for (const auto& [words, status] : steps) {
    const Ran there = remote.run(words);
    Words signed_words = words;
    if (std::ranges::find(words, "--actor") == words.end())
      signed_words.insert(signed_words.end(), {"--actor", "hr-1"});
    const Ran here = local.run(signed_words);
    CAPTURE(words, here.err, there.err);
    CHECK(here.status == status);
    CHECK(there.status == status);
    CHECK(there.out == here.out);
    CHECK(there.err == here.err);
  }
}

std::string state_of(const std::string& state, const std::string& report, const std::string& code,
                     const std::string& detail, int number = 1) {
  return R"({"state":")" + state + R"(","number":)" + std::to_string(number) + R"(,"done":3,"total":9,"report":)" +
         report + R"(,"code":)" + code + R"(,"detail":)" + detail + "}";
}

}  // namespace

TEST_CASE("a service proves and is verified as the data directory is", "[tools][serve][remote]") {
  City made;
  fill(made);
  ServedCity city(made);
  const Remote auditor(city, address_of(city), city.token("auditor"));
  const std::vector<Words> questions = {
      {"verify"},
      {"verify", "--full"},
      {"checkpoint"},
      {"checkpoint", "--key"},
      {"prove", "3"},
      {"prove", "256"},
      {"prove", "311"},
      {"prove", "312"},
      {"prove", "0"},
      {"prove", "--consistency", "4", "300"},
      {"prove", "--consistency", "0", "10"},
      {"prove"},
  };
  check_alike(city, auditor, questions);
  const Remote hr(city, address_of(city), city.token("hr", "hr-1"));
  REQUIRE(hr.run({"append", "GradeChanged", "--subject", "P1", "--effective", "R5.4.1", "--set", "grade=4"}).status ==
          0);
  const Ran checkpoint = auditor.run({"checkpoint"});
  CHECK(checkpoint.out.contains("\n312\n"));  // of the log as it is, also if nothing follows for a while
  check_alike(city, auditor, {{"checkpoint"}, {"verify"}});

  for (const char* seq : {"1", "257", "311"}) {
    const Ran here = city.run({"prove", seq, "--record", city.path("here")});
    const Ran there = auditor.run({"prove", seq, "--record", city.path("there")});
    CHECK(there.out == here.out);
    CHECK((read_file(city.path("there")) == read_file(city.path("here"))));
  }
  for (const char* form : {"--json", "--csv"}) {
    const Ran here = city.run({"checkpoint", "--export", city.path("tiles"), form});
    const Ran there = auditor.run({"checkpoint", "--export", city.path("tiles-there"), form});
    CAPTURE(there.err);
    CHECK(there.status == 0);
    std::string said = there.out;
    if (const std::size_t at = said.find("tiles-there"); at != std::string::npos) said.erase(at + 5, 6);
    CHECK(said == here.out);
  }
  check_same_files(city.path("tiles"), city.path("tiles-there"));
  const ServedCity other;
  const Remote others(other, address_of(other), other.token("auditor"));
  CHECK(others.run({"checkpoint", "--export", city.path("tiles")}).status == 2);
  CHECK(auditor.run({"checkpoint", "--change-key"}).status == 2);
  CHECK(hr.run({"prove", "3"}).status == 1);  // whose role may not
}

TEST_CASE("a proof that a service makes up is not handed out", "[tools][serve][remote]") {
  ServedCity city;
  HttpClient auditor(city.port(), city.token("auditor"));
  const std::string key = auditor.get("/v1/verifier-key").body;
  const std::string proof = auditor.get("/v1/proofs/3").body;
  const std::string bundle = auditor.get("/v1/tile/entries/000.p/3").body;
  const auto prove = [&](const std::string& made_up_proof, const std::string& made_up_bundle) {
    const CannedService service([&](const std::string& request) {
      return request.contains("/verifier-key") ? key : request.contains("/proofs/") ? made_up_proof : made_up_bundle;
    });
    const Ran ran = Remote(city, service.url(), "any").run({"prove", "3", "--record", city.path("record")});
    CHECK(std::filesystem::exists(city.path("record")) == (ran.status == 0));
    std::filesystem::remove(city.path("record"));
    CHECK(ran.out == (ran.status == 0 ? made_up_proof : std::string()));
    return ran.status;
  };
  CHECK(prove(proof, bundle) == 0);
  std::string other_record = bundle;
  other_record.back() ^= 1;
  CHECK(prove(proof, other_record) == 4);
  CHECK(prove(proof, bundle.substr(0, bundle.size() - 1)) == 4);
  std::string other_root = proof;
  const std::size_t size = proof.find("\n10\n");
  REQUIRE(size != std::string::npos);
  other_root[size + 5] ^= 2;
  CHECK(prove(other_root, bundle) == 4);
  CHECK(prove(auditor.get("/v1/proofs/2").body, bundle) == 4);
  CHECK(prove("", bundle) == 4);
}

TEST_CASE("a service rebuilds, and says what the command says", "[tools][serve][remote]") {
  ServedCity city;
  const Remote job(city, address_of(city), city.token("job"));
  for (const Words& words : {Words{"rebuild"}, {"rebuild", "--check"}}) {
    for (const char* form : {"--json", "--csv"}) {
      Words asked = words;
      asked.emplace_back(form);
      const Ran here = city.run(asked);
      const Ran there = job.run(asked);
      CAPTURE(asked, here.err, there.err);
      CHECK(here.status == 0);
      CHECK(there.status == 0);
      CHECK(without_times(there.out) == without_times(here.out));
      CHECK(there.err == here.err);
    }
  }
  CHECK(job.run({"rebuild", "--check", "--json"}).row().at("equal") == true);
  CHECK(job.run({"rebuild", "--json"}).row().at("equal").is_null());
}

TEST_CASE("how long work of a service ends is how the command ends", "[tools][serve][remote]") {
  const City city(false);
  const std::string rebuilt =
      R"({"events":9,"people":3,"seconds":2,"views_seconds":1,"spans_seconds":1,"events_per_second":4.5,"equal":false})";
  const auto run_with = [&](const std::string& state, const Words& words) {
    const CannedService service(state);
    return Remote(city, service.url(), "any").run(words);
  };
  const Ran differs = run_with(state_of("done", rebuilt, "null", R"("the timeline of P1")"), {"rebuild", "--check"});
  CAPTURE(differs.err);
  CHECK(differs.status == 4);
  CHECK(differs.out.contains("rebuilt 9 events of 3 people"));
  CHECK(differs.err == "the views before differed first in the timeline of P1; the new ones are in place\n");
  const Ran broken =
      run_with(state_of("failed", "null", R"("INTEGRITY_ERROR")", R"("record 7 is broken")"), {"rebuild"});
  CHECK(broken.status == 4);
  CHECK(broken.err.contains("record 7 is broken"));
  const std::string found = R"({"ok":false,"records":9,"root":")" + std::string(64, 'a') +
                            R"(","checkpoint":8,"first_bad":7,"problems":["record 7 is broken"]})";
  const Ran verified = run_with(state_of("done", found, "null", "null"), {"verify"});
  CHECK(verified.status == 4);
  CHECK(verified.out.contains("checkpoint of 8 records: BROKEN"));
  CHECK(verified.err == "record 7 is broken\nthe first bad record is seq 7\n");
  const Ran as_json = run_with(state_of("done", found, "null", "null"), {"verify", "--json"});
  CHECK(as_json.status == 4);
  CHECK(as_json.out == found + "\n");

  std::atomic<int> asked = 0;
  const CannedService restarted([&](const std::string&) {
    return asked++ == 0 ? state_of("running", "null", "null", "null") : state_of("none", "null", "null", "null", 0);
  });
  const Ran forgotten = Remote(city, restarted.url(), "any").run({"rebuild"});
  CHECK(forgotten.status == 1);
  CHECK(forgotten.out.empty());
}

TEST_CASE("an interrupt cancels the rebuild at the service", "[tools][serve][remote]") {
  const City city(false);
  std::atomic<bool> is_followed = false;
  std::atomic<bool> is_cancelled = false;
  const CannedService service([&](const std::string& request) {
    if (request.starts_with("GET /v1/rebuild ")) is_followed = true;
    if (request.starts_with("DELETE /v1/rebuild ")) is_cancelled = true;
    return is_cancelled ? state_of("cancelled", "null", R"("IO_ERROR")", R"("the rebuild was cancelled")")
                        : state_of("running", "null", "null", "null");
  });
  const auto process = Remote(city, service.url(), "any").begin({"rebuild"});
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!is_followed && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  process->signal(SIGINT);
  const Ran ran = process->wait();
  CHECK(is_cancelled);
  CHECK(ran.status == 1);
  CHECK(ran.err == "rireki: the rebuild was cancelled\n");
}

TEST_CASE("a service makes its own backups", "[tools][serve][remote]") {
  ServedCity city;
  const Remote job(city, address_of(city), city.token("job"));
  const Ran first = job.run({"backup", "--json"});
  CAPTURE(first.err);
  REQUIRE(first.status == 0);
  CHECK(first.out == city.run({"restore", city.backups(), "--list", "--json"}).out);
  CHECK(first.row().at("records") == 10);
  CHECK(job.run({"backup"}).out.starts_with("backup 2: 10 records, root "));
  CHECK(city.stop(SIGTERM).status == 0);
  city.start({"--keep-backups", "2"});
  REQUIRE(Remote(city, address_of(city), city.token("job")).run({"backup", "--json"}).row().at("backup") == 3);
  const auto left = city.run({"restore", city.backups(), "--list", "--json"}).rows();
  REQUIRE(left.size() == 2);
  CHECK(left.front().at("backup") == 2);
  CHECK(left.back().at("backup") == 3);
  CHECK(job.run({"backup", city.path("elsewhere")}).status == 2);
  CHECK(job.run({"backup", "--keep", "3"}).status == 2);
  CHECK(city.run({"backup"}).status == 2);
}

TEST_CASE("a service makes, lists and revokes tokens", "[tools][serve][remote]") {
  ServedCity city;
  const Remote admin(city, address_of(city), city.token("admin", "admin-1"));
  const Ran made =
      admin.run({"token", "make", "--owner", "chief-4", "--role", "manager", "--unit", "U-1", "--days", "9"});
  CAPTURE(made.err);
  REQUIRE(made.status == 0);
  const Ran here = city.run({"token", "make", "--owner", "hr-9", "--role", "hr"});
  CHECK(made.err == here.err);
  CHECK(made.out.size() == here.out.size());
  CHECK(Remote(city, address_of(city), made.lines().front()).run({"roster", "--as-of", "2022-05-01"}).status == 0);
  check_alike(city, admin, {{"token", "list"}});
  const auto rows = admin.run({"token", "list", "--json"}).rows();
  const auto chief = std::ranges::find_if(rows, [](const auto& row) { return row.at("owner") == "chief-4"; });
  REQUIRE(chief != rows.end());
  const std::string id(chief->at("id").as_string());
  CHECK(admin.run({"token", "revoke", id}).status == 0);
  CHECK(Remote(city, address_of(city), made.lines().front()).run({"roster"}).status == 1);
  for (const Words& words : {Words{"token", "revoke", id},
                             {"token", "revoke", "no such"},
                             {"token", "revoke"},
                             {"token", "make", "--role", "hr"},
                             {"token", "make", "--owner", "x", "--role", "king"},
                             {"token", "make", "--owner", "x", "--role", "manager"},
                             {"token", "make", "--owner", "x", "--role", "hr", "--unit", "U-1"},
                             {"token", "make", "--owner", "x", "--role", "manager", "--unit", "U 1"}}) {
    const Ran there = admin.run(words);
    const Ran beside = city.run(words);
    CAPTURE(words, beside.err, there.err);
    CHECK(beside.status != 0);
    CHECK(there.status == beside.status);
    CHECK(there.err == beside.err);
  }
}

TEST_CASE("a period is closed through a service as in the data directory", "[tools][serve][remote]") {
  City local;
  REQUIRE(local.import(small_city(), {"--trust-recorded"}).status == 0);
  write_file(local.path("r6.toml"), policy_with_indicator());
  ServedCity city(local);
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  check_steps(local, remote,
              {{{"policy", "adopt", local.path("r6.toml"), "--effective", "2020-04-01", "--dry-run"}, 0},
               {{"policy", "adopt", local.path("r6.toml"), "--effective", "2020-04-01", "--note", "n", "--json"}, 0},
               {{"policy", "adopt", local.path("r6.toml"), "--effective", "2020-04-01"}, 3},
               {{"close", "FY2022", "--dry-run"}, 0},
               {{"close", "FY2022", "--dry-run", "--json"}, 0},
               {{"close", "FY2022", "--note", "published", "--csv"}, 0},
               {{"close", "FY2022"}, 0},
               {{"close", "2022-04", "--json"}, 0},
               {{"close", "FY2922"}, 2},
               {{"close", "last year"}, 2}});
  CHECK(remote.run({"close", "FY2021", "--event"}).status == 2);
  CHECK(remote.run({"close", "FY2021", "--actor", "hr-1"}).status == 2);
  CHECK(remote.run({"close", "FY2021", "--approved-by", "mayor"}).status == 2);
  check_alike(city, remote, {{"restate", "FY2022"}, {"policy", "show", "--toml"}});
}

TEST_CASE("what a second person has to approve is proposed, and said to be", "[tools][serve][remote]") {
  City made;
  REQUIRE(made.import(small_city(), {"--trust-recorded"}).status == 0);
  write_file(made.path("r6.toml"), policy_with_approval("PeriodClosed"));
  REQUIRE(made.run({"policy", "adopt", made.path("r6.toml"), "--effective", "2020-04-01"}).status == 0);
  ServedCity city(made);
  const Remote hr(city, address_of(city), city.token("hr", "hr-1"));
  const Remote second(city, address_of(city), city.token("hr", "hr-2"));
  CHECK(hr.run({"close", "FY2022", "--dry-run"}).err == city.run({"close", "FY2022", "--dry-run"}).err);

  const Ran closing = hr.run({"close", "FY2022", "--json"});
  CAPTURE(closing.err);
  REQUIRE(closing.status == 0);
  CHECK(closing.row().at("proposer") == "hr-1");
  CHECK(closing.row().at("approvers") == boost::json::array{"hr"});
  CHECK(city.ask({"log", "--type", "PeriodClosed"}).out.empty());
  const std::string closed(closing.row().at("proposal").as_string());
  const Ran own = hr.run({"proposals", "approve", closed});
  CHECK(own.status == 3);
  CHECK(own.err.contains("a second person approves, not who has proposed it"));
  const auto waiting = second.run({"proposals", "--json"}).rows();
  REQUIRE(waiting.size() == 1);
  CHECK(waiting.front().at("proposal") == boost::json::value(closed));
  CHECK(second.run({"proposals"}).out.contains("PeriodClosed org"));
  CHECK(second.run({"proposals", "show", closed}).row().at("events").at(0).at("type") == "PeriodClosed");
  CHECK(second.run({"proposals", "approve", closed}).out.starts_with("appended as seq "));
  CHECK(second.run({"proposals", "approve", closed}).status == 2);  // it waits no more
  CHECK(city.ask({"log", "--type", "PeriodClosed"}).rows().size() == 1);

  const Ran erasure = hr.run({"erase", "P2", "--category", "identity", "--basis", "条例第12条"});
  CAPTURE(erasure.out);
  CHECK(erasure.status == 0);
  CHECK(erasure.out.starts_with("nothing is done yet: hr-1 has proposed it as "));
  CHECK(erasure.out.contains("another person with the role hr has to approve it until 20"));
  CHECK_FALSE(erasure.out.contains("雛形"));
  CHECK(hr.run({"find", "雛形", "--as-of", "2022-05-01"}).out.contains("P2"));
  const std::size_t begin = erasure.out.find(" as ") + 4;
  const std::string erased = erasure.out.substr(begin, erasure.out.find(';') - begin);
  CHECK(second.run({"proposals", "list"}).out.contains("P2 identity"));
  CHECK(second.run({"proposals", "approve", erased}).out.starts_with("erased personal fields of P2; record "));
  CHECK_FALSE(hr.run({"find", "雛形", "--as-of", "2022-05-01"}).out.contains("P2"));

  HttpClient proposer(city.port(), city.token("hr", "hr-1"));
  const std::string grade =
      R"({"id":"g-1","type":"GradeChanged","subject":"P1","effective":"2023-04-01","data":{"grade":4}})";
  for (int i = 0; i < 2; ++i) REQUIRE(proposer.post("/v1/proposals", grade).status == 202);
  const auto twice = second.run({"proposals", "--json"}).rows();
  REQUIRE(twice.size() == 2);
  CHECK(second.run({"proposals", "approve", std::string(twice[0].at("proposal").as_string())})
            .out.starts_with("appended"));
  CHECK(second.run({"proposals", "approve", std::string(twice[1].at("proposal").as_string())})
            .out.starts_with("is already there as seq "));

  const Ran again_whole = hr.run({"erase", "P2", "--basis", "x", "--json"});
  const std::string withdrawn(again_whole.row().at("proposal").as_string());
  CHECK(hr.run({"proposals", "withdraw", withdrawn}).status == 0);
  CHECK(second.run({"proposals", "approve", withdrawn}).status == 2);
  CHECK(second.run({"proposals", "--json"}).out.empty());
  CHECK(second.run({"proposals", "show"}).status == 2);
  CHECK(city.run({"proposals"}).err.contains("give --server"));

  CHECK(hr.run({"erase", "P2", "--basis", "x", "--actor", "hr-1"}).status == 2);
  CHECK(hr.run({"erase", "P2", "--basis", "x", "--approved-by", "mayor"}).status == 2);
  REQUIRE(city.stop(SIGTERM).status == 0);
  City copy(false);
  std::filesystem::copy(city.data(), copy.data(), std::filesystem::copy_options::recursive);
  city.start();
  const Remote again(city, address_of(city), city.token("hr", "hr-1"));
  for (const Words& words : {Words{"erase", "P2", "--category", "identity", "--basis", "again"},
                             {"erase", "P2", "--category", "identity", "--basis", "again", "--json"},
                             {"erase", "P9", "--basis", "x"},
                             {"erase", "P 9", "--basis", "x"},
                             {"erase", "P2", "--category", "all", "--basis", "x"}}) {
    const Ran there = again.run(words);
    const Ran here = copy.run(words);
    CAPTURE(words, here.err, there.err);
    CHECK(there.status == here.status);
    CHECK(there.out == here.out);
    CHECK(there.err == here.err);
  }
}

TEST_CASE("files beside an answer come from a service, too", "[tools][serve][remote]") {
  ServedCity city;
  const Remote remote(city, address_of(city), city.token("hr", "hr-1"));
  check_alike(city, remote, {{"log", "--cloudevents"}, {"log", "--cloudevents", "--from", "3", "--limit", "2"}});
  for (const Words& words :
       {Words{"report", "staff_trend", "--fiscal-year", "2020..2022"}, {"roster", "--as-of", "2022-05-01"}}) {
    const auto with_file = [&](const char* name) {
      Words all = words;
      all.insert(all.end(), {"--xlsx", city.path(name)});
      return all;
    };
    const Ran here = city.run(with_file("here.xlsx"));
    const Ran there = remote.run(with_file("there.xlsx"));
    CAPTURE(words, there.err);
    CHECK(there.status == 0);
    CHECK(there.out == here.out);
    CHECK(there.err == here.err);
    CHECK((read_file(city.path("there.xlsx")) == read_file(city.path("here.xlsx"))));
  }
  write_file(city.path("key"), city.run({"checkpoint", "--key"}).out);
  const auto verifier = std::filesystem::path(command_path()).parent_path() / "rireki-verify";
  for (const Words& words : {Words{"count", "headcount", "--by", "rank"},
                             {"explain", "separations", "--fiscal-year", "2022"},
                             {"restate", "FY2022"}}) {
    Words all = {"--json", "--certificate", city.path("certificate")};
    all.insert(all.end(), words.begin(), words.end());
    std::filesystem::remove(city.path("certificate"));
    const Ran here = city.run(words.front() == "restate" ? words : all);
    const Ran there = remote.run(all);
    CAPTURE(words, here.err, there.err);
    CHECK(there.status == here.status);
    CHECK(there.out == here.out);
    if (there.status != 0) continue;
    const Ran checked = Process(city.scratch(), {verifier.string(), "certificate", city.path("certificate"), "--key",
                                                 city.path("key"), "--data", city.data()})
                            .wait();
    CAPTURE(checked.err);
    CHECK(checked.status == 0);
  }
  CHECK(remote.run({"--certificate", city.path("c"), "count", "headcount"}).status == 2);
  CHECK(remote.run({"--certificate", city.path("c"), "verify"}).status == 2);
  CHECK_FALSE(std::filesystem::exists(city.path("c")));
  const CannedService liar([](const std::string&) {
    return R"({"count":9})"
           "\n";
  });
  CHECK(Remote(city, liar.url(), "any").run({"--json", "--certificate", city.path("c"), "count", "headcount"}).status ==
        4);
  CHECK_FALSE(std::filesystem::exists(city.path("c")));
}

TEST_CASE("a service's log is exported as that of the data directory", "[tools][serve][remote]") {
  City made;
  fill(made, 1'200);
  ServedCity city(made);
  const Remote auditor(city, address_of(city), city.token("auditor"));
  for (const Words& form : {Words{}, {"--json"}}) {
    const auto export_to = [&](const auto& where) {
      Words words = {"export", city.path("log")};
      words.insert(words.end(), form.begin(), form.end());
      const Ran ran = where.run(words);
      CHECK(ran.status == 0);
      return ran.out + ran.err + read_file(city.path("log"));
    };
    const std::string here = export_to(city);
    std::filesystem::remove(city.path("log"));
    CHECK((export_to(auditor) == here));
  }
  CHECK((auditor.run({"export", "-"}).out == city.run({"export", "-"}).out));
  CHECK(auditor.run({"export", "--raw", city.path("raw")}).status == 2);
  CHECK(Remote(city, address_of(city), city.token("job")).run({"export", city.path("none")}).status == 1);
  CHECK_FALSE(std::filesystem::exists(city.path("none")));
  CHECK_FALSE(std::filesystem::exists(city.path("raw")));
}

TEST_CASE("who reads what is asked of a service, and what needs none is answered without", "[tools][serve][remote]") {
  ServedCity city;
  const Remote auditor(city, address_of(city), city.token("auditor", "auditor-1"));
  REQUIRE(auditor.run({"--purpose", "leave", "person", "P1", "--as-of", "2022-05-01"}).status == 0);
  check_alike(city, auditor, {{"accesses"}, {"accesses", "P1"}, {"accesses", "--from", "yesterday"}});
  const Remote nobody(city, "http://127.0.0.1:1", "none");
  for (const Words& words : {Words{"man"}, {"completion", "bash"}}) {
    const Ran ran = nobody.run(words);
    CHECK(ran.status == 0);
    CHECK(ran.out == city.run(words).out);
  }
  for (const Words& words : {Words{"init"}, {"demo"}, {"restore", "x"}, {"serve"}}) {
    const Ran ran = nobody.run(words);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("is not answered by a service; give --data"));
  }
}

}  // namespace rireki
