// The command as people and scripts meet it: making, importing, exit statuses, and the case with known answers.
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/support/checkout.h"
#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

using Strings = std::vector<std::string>;

void check_summary(const Ran& ran, int appended, int duplicates, int refused, int last) {
  CAPTURE(ran.out, ran.err);
  const json::object row = ran.row();
  CHECK(row.at("appended") == appended);
  CHECK(row.at("duplicates") == duplicates);
  CHECK(row.at("refused") == refused);
  CHECK(row.at("seq") == last);
  CHECK(row.size() == 4);
  CHECK(ran.status == (refused > 0 ? 3 : 0));
}

std::string the_log(const City& city) { return city.ask({"log"}).out; }

const std::string kEarly = "2020-01-02T00:00:00Z";

std::string unit_line(const std::string& id) {
  return event_line(id, "OrgUnitEstablished", "U-" + id, "2010-04-01", kEarly, R"({"name":"課"})");
}

}  // namespace

// --- init ----------------------------------------------------------------------------------------------------------

TEST_CASE("init makes a directory once, and says so the second time", "[tools][command]") {
  const City city(false);
  const Ran first = city.run({"init", "--json"});
  CHECK(first.status == 0);
  CHECK(first.row().at("seq") == 0);
  CHECK(std::filesystem::exists(city.data() + "/signing.key"));
  CHECK(the_log(city).empty());
  const Ran second = city.run({"init"});
  CHECK(second.status == 1);
  CHECK(second.err.contains(city.data()));
  CHECK(second.err.contains("already"));
  CHECK(second.out.empty());
}

TEST_CASE("init with a policy records it first, from the first day on", "[tools][command]") {
  const City city;
  const json::object row = city.ask({"log"}).row();
  CHECK(row.at("seq") == 1);
  CHECK(row.at("version") == 1);
  CHECK(row.at("type") == "PolicyAdopted");
  CHECK(row.at("subject") == "org");
  CHECK(row.at("effective") == "1868-01-01");
  CHECK(row.at("recorded") == "2020-01-01T00:00:00.000Z");
  CHECK(std::string(row.at("data").at("document").as_string()) == kTestPolicy);
  CHECK(row.at("id").as_string().size() == 36);
}

TEST_CASE("an init that fails leaves no directory", "[tools][command]") {
  const City city(false);
  write_file(city.path("bad.toml"), "[policy]\nid = \"x\"\n");
  const Ran invalid = city.run({"init", "--policy", city.path("bad.toml")});
  CHECK(invalid.status == 3);
  CHECK(invalid.err.contains("POLICY_INVALID"));
  CHECK(invalid.err.contains("version"));
  CHECK(city.run({"init", "--policy", city.path("none.toml")}).status == 1);
  CHECK(city.run({"init", "--policy", city.path("policy.toml"), "--recorded", "yesterday"}).status == 2);
  CHECK(city.run({"init", "--recorded", "yesterday"}).status == 2);
  std::string nowhere(kTestPolicy);
  nowhere.replace(nowhere.find("Asia/Tokyo"), 10, "Asia/Nowhere");
  write_file(city.path("nowhere.toml"), nowhere);
  for (const Strings& words : {Strings{"init", "--policy"}, Strings{"policy", "check"}}) {
    const Ran unknown = city.run({words[0], words[1], city.path("nowhere.toml")});
    CAPTURE(words, unknown.err);
    CHECK(unknown.status == 3);
    CHECK(unknown.err.contains("\"Asia/Nowhere\" is not a known time zone [POLICY_INVALID]"));
  }
  CHECK_FALSE(std::filesystem::exists(city.data()));
  std::filesystem::create_directory(city.data());  // which then stays
  write_file(city.data() + "/erasures", "not a register");
  CHECK(city.run({"init", "--policy", city.path("nowhere.toml")}).status != 0);
  CHECK(read_file(city.data() + "/erasures") == "not a register");
  CHECK(std::distance(std::filesystem::directory_iterator(city.data()), {}) == 1);
}

TEST_CASE("an init that is killed has made the directory, or the next one does", "[tools][command]") {
  constexpr int kMoments = 45;
  int unfinished = 0;
  for (int moment = 0; moment < kMoments; ++moment) {
    CAPTURE(moment);
    const City city(false);
    const std::string key(64, 'a');
    std::filesystem::create_directory(city.data());
    if (moment % 2 == 0) write_file(city.data() + "/master.key", key);
    const Strings init = {"init", "--policy", city.path("policy.toml")};
    {
      Process killed(city.scratch(), city.arguments(init));
      std::this_thread::sleep_for(std::chrono::milliseconds(2 * moment));
      killed.signal(SIGKILL);
      killed.wait();
    }
    Ran whole = city.run({"log", "--json"});
    if (whole.status != 0) {
      ++unfinished;
      CHECK(whole.err.contains("rireki init"));
      const Ran again = city.run(init);
      CAPTURE(again.err);
      CHECK(again.status == 0);
      whole = city.run({"log", "--json"});
    }
    CHECK(whole.rows().size() == 1);
    CHECK(city.run({"verify"}).status == 0);
    CHECK(city.run(init).err.contains("already"));
    CHECK_FALSE(std::filesystem::exists(city.data() + "/unfinished"));
    if (moment % 2 == 0) CHECK(read_file(city.data() + "/master.key") == key);
  }
  CHECK(unfinished > 0);
}

TEST_CASE("a directory that is being made is nobody's, and nothing is restored into it", "[tools][command]") {
  const City city;
  REQUIRE(city.run({"backup", city.path("backups")}).status == 0);
  const City other(false);
  std::filesystem::create_directory(other.data());
  write_file(other.data() + "/unfinished", "");
  CHECK(other.run({"restore", city.path("backups")}).err.contains("has not ended"));
  write_file(city.data() + "/unfinished", "");
  for (const Strings& words : {Strings{"log"}, {"import", "-"}, {"verify"}}) {
    CAPTURE(words);
    CHECK(city.run(words).err.contains("has not ended; `rireki init` makes it anew"));
  }
  CHECK(city.run({"init"}).err.contains("there is a log in"));  // which no making has made
  CHECK(city.run({"log"}).status == 0);
}

// --- import --------------------------------------------------------------------------------------------------------

TEST_CASE("an import appends, and a second one changes nothing", "[tools][command]") {
  const City city;
  check_summary(city.import(small_city(), {"--trust-recorded"}), 9, 0, 0, 10);
  const std::string before = the_log(city);
  check_summary(city.import(small_city(), {"--trust-recorded"}), 0, 9, 0, 10);
  check_summary(city.import(small_city()), 0, 9, 0, 10);
  CHECK(the_log(city) == before);
}

TEST_CASE("refused lines are kept with number, code, sentence and event; the rest is appended", "[tools][command]") {
  const City city;
  Strings lines = small_city();
  const std::string unknown = event_line("x1", "Promoted", "P1", "2022-05-01", kEarly, R"({"rank":"king"})");
  const std::string stranger = event_line("x2", "Promoted", "P9", "2022-04-01", kEarly, R"({"rank":"chief"})");
  lines.insert(lines.begin(), "{\"not\":json}");                                                                // 1
  lines.insert(lines.begin() + 2, "");                                                                          // 3
  lines.insert(lines.begin() + 3, R"({"type":"Promoted","subject":"P1","effective":"2022-04-01","data":{}})");  // 4
  lines.push_back(unknown);                                                                                     // 13
  lines.push_back(stranger);                                                                                    // 14
  lines.push_back("{\"note\":\"\xE3\x81\"}");                                                                   // 15
  lines.push_back(R"(["a"])");                                                                                  // 16
  const std::string rejects = city.path("rejects.jsonl");
  check_summary(city.import(lines, {"--rejects", rejects}), 9, 0, 6, 10);
  Ran kept;
  kept.out = read_file(rejects);
  std::vector<std::pair<std::int64_t, std::string>> got;
  for (const json::object& row : kept.rows()) {
    CHECK(row.size() == 4);
    CHECK_FALSE(row.at("message").as_string().empty());
    got.emplace_back(row.at("line").as_int64(), std::string(row.at("code").as_string()));
  }
  std::ranges::sort(got);
  CHECK(got == decltype(got){{1, "INVALID_JSON"},
                             {4, "MISSING_FIELD"},
                             {13, "UNKNOWN_RANK"},
                             {14, "NOT_REGISTERED"},
                             {15, "ENCODING_ERROR"},
                             {16, "INVALID_JSON"}});
  for (const json::object& row : kept.rows()) {
    const auto line = row.at("line").as_int64();
    const std::string message(row.at("message").as_string());
    CAPTURE(message);
    if (line == 1 || line == 15) {
      CHECK(message.contains("line " + std::to_string(line)));
      CHECK(message.contains("column"));
    }
    if (line == 4) CHECK(message.contains("rank"));
    if (line == 4) CHECK(row.at("event").at("subject") == "P1");
    if (line == 13) CHECK(row.at("event") == json::parse(unknown));
    if (line == 14) CHECK((message.contains("P9") && row.at("event") == json::parse(stranger)));
    if (line == 15) CHECK(message.contains("0xE3"));
  }
}

TEST_CASE("without a rejects file the refused lines are named on standard error", "[tools][command]") {
  const City city;
  Strings lines(30, "{}");
  const Ran ran = city.import(lines);
  CHECK(ran.status == 3);
  CHECK(ran.err.contains("line 1:"));
  CHECK(ran.err.contains("MISSING_FIELD"));
  CHECK(ran.err.contains("--rejects"));
  CHECK_FALSE(ran.err.contains("line 25:"));
}

TEST_CASE("refused lines never go into what is imported, by whatever path, and are their owner's", "[tools][command]") {
  const City city;
  const std::string input = city.path("lines.jsonl");
  const std::string text = "{}\n" + unit_line("1") + "\n";
  write_file(input, text);
  std::filesystem::create_symlink(input, city.path("link"));
  std::filesystem::create_hard_link(input, city.path("twin"));
  for (const std::string& rejects : {input, city.path("./lines.jsonl"), city.path("link"), city.path("twin")}) {
    const Ran ran = city.run({"import", input, "--rejects", rejects});
    CAPTURE(rejects, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains(rejects + " is the file that is imported"));
    CHECK(read_file(input) == text);
  }
  CHECK(the_log(city).find("OrgUnit") == std::string::npos);

  const std::string rejects = city.path("rejects.jsonl");
  write_file(rejects, "of yesterday\n");
  CHECK(city.run({"import", city.path("none.jsonl"), "--rejects", rejects}).status == 1);
  CHECK(city.run({"import", city.data(), "--rejects", rejects}).status == 1);
  CHECK(read_file(rejects) == "of yesterday\n");
  check_summary(city.run({"import", input, "--json", "--rejects", rejects}), 1, 0, 1, 2);
  CHECK(read_file(rejects).starts_with(R"({"line":1,"code":"MISSING_FIELD",)"));
  struct stat status {};
  REQUIRE(stat(rejects.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(city.run({"import", input, "--rejects", "/dev/full"}).status == 1);
}

TEST_CASE("an atomic import is all or nothing", "[tools][command]") {
  const City city;
  const std::string before = the_log(city);
  for (const std::string& bad :
       {std::string("{}"), event_line("x", "Promoted", "P9", "2022-04-01", kEarly, R"({"rank":"chief"})")}) {
    Strings lines = small_city();
    lines.push_back(bad);
    const std::string rejects = city.path("rejects.jsonl");
    check_summary(city.import(lines, {"--atomic", "--trust-recorded", "--rejects", rejects}), 0, 0, 1, 1);
    CHECK(read_file(rejects).contains("\"line\":10"));
    CHECK(the_log(city) == before);
  }
  check_summary(city.import(small_city(), {"--atomic", "--trust-recorded"}), 9, 0, 0, 10);
}

TEST_CASE("an atomic import needs no clever order", "[tools][command]") {
  const City city;
  Strings lines = small_city();
  std::ranges::reverse(lines);
  // Only events of one day and phase keep theirs: a registration stands before the hire.
  std::stable_partition(lines.begin(), lines.end(),
                        [](const std::string& line) { return line.contains("PersonRegistered"); });
  check_summary(city.import(lines, {"--atomic"}), 9, 0, 0, 10);
  CHECK(city.ask({"roster", "--as-of", "2023-03-31"}).rows().size() == 2);
}

TEST_CASE("a dry run tells what would happen and changes nothing", "[tools][command]") {
  const City city;
  const std::string before = the_log(city);
  Strings lines = small_city();
  lines.push_back("{}");
  const Ran ran = city.import(lines, {"--dry-run", "--trust-recorded"});
  CHECK(ran.row().at("appended") == 9);
  CHECK(ran.row().at("refused") == 1);
  CHECK(ran.status == 3);
  CHECK(the_log(city) == before);
  check_summary(city.import(small_city(), {"--trust-recorded"}), 9, 0, 0, 10);
}

TEST_CASE("a trusted import needs recorded on every line, and never backwards", "[tools][command]") {
  const City city;
  const std::string rejects = city.path("rejects.jsonl");
  const Strings lines = {
      unit_line("A"), R"({"type":"OrgUnitEstablished","subject":"U-B","effective":"2010-04-01","data":{"name":"n"}})",
      event_line("C", "OrgUnitEstablished", "U-C", "2010-04-01", "2020-01-01T23:59:59.999Z", R"({"name":"n"})"),
      unit_line("D")};
  check_summary(city.import(lines, {"--trust-recorded", "--rejects", rejects}), 2, 0, 2, 3);
  Ran kept;
  kept.out = read_file(rejects);
  REQUIRE(kept.rows().size() == 2);
  std::set<std::string> codes;
  for (const json::object& row : kept.rows()) codes.insert(std::string(row.at("code").as_string()));
  CHECK(codes == std::set<std::string>{"MISSING_FIELD", "RECORDED_OUT_OF_ORDER"});
  check_summary(city.import(lines), 2, 2, 0, 5);
}

TEST_CASE("byte order marks, CR LF, blank lines and a missing last line end are no trouble", "[tools][command]") {
  const City city;
  const std::string file = city.path("odd.jsonl");
  write_file(file, "\xEF\xBB\xBF" + unit_line("A") + "\r\n\r\n  \n" + unit_line("B") + "\r\n" + unit_line("C"));
  check_summary(city.run({"import", file, "--json"}), 3, 0, 0, 4);
  write_file(file, "");
  check_summary(city.run({"import", file, "--json"}), 0, 0, 0, 4);
  check_summary(city.run({"import", "-", "--json"}), 0, 0, 0, 4);
  write_file(file, "\xEF\xBB\xBF");
  check_summary(city.run({"import", file, "--json"}), 0, 0, 0, 4);
}

TEST_CASE("a line of more than 4 MiB is refused, and the next one is read", "[tools][command]") {
  const City city;
  const std::string rejects = city.path("rejects.jsonl");
  const Strings lines = {"{\"note\":\"" + std::string(5U << 20U, 'x') + "\"}", unit_line("A")};
  check_summary(city.import(lines, {"--rejects", rejects}), 1, 0, 1, 2);
  CHECK(read_file(rejects).contains("\"line\":1,\"code\":\"INVALID_JSON\""));
}

TEST_CASE("a file that cannot be read is a failure that names it", "[tools][command]") {
  const City city;
  for (const std::string& file : {city.path("none.jsonl"), city.path("")}) {
    const Ran ran = city.run({"import", file});
    CHECK(ran.status == 1);
    CHECK_FALSE(ran.err.empty());
  }
  CHECK(city.run({"import", city.path("none.jsonl")}).err.contains("none.jsonl"));
  const Ran rejects = city.run({"import", "-", "--rejects", city.path("no/such/rejects")}, unit_line("A") + "\n");
  CHECK(rejects.status == 1);
  CHECK(the_log(city).find("OrgUnitEstablished") == std::string::npos);
}

TEST_CASE("the actor of an import is each line's own, else the one given", "[tools][command]") {
  const City city;
  const std::string own = R"({"type":"OrgUnitEstablished","subject":"U-A","effective":"2010-04-01","actor":"a",)"
                          R"("data":{"name":"n"}})";
  const std::string none = R"({"type":"OrgUnitEstablished","subject":"U-B","effective":"2010-04-01",)"
                           R"("data":{"name":"n"}})";
  check_summary(city.import({own, none}, {"--actor", "migration"}), 2, 0, 0, 3);
  const auto rows = city.ask({"log", "--from", "2"}).rows();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("actor") == "a");
  CHECK(rows[1].at("actor") == "migration");
}

TEST_CASE("CloudEvents lines are imported like plain ones", "[tools][command]") {
  const City city;
  const std::string cloud =
      R"({"specversion":"1.0","id":"A","source":"urn:x","type":"OrgUnitEstablished","subject":"U-A",)"
      R"("effective":"2010-04-01","recordedtime":"2020-01-02T00:00:00Z","data":{"name":"課"}})";
  check_summary(city.import({cloud, unit_line("A")}, {"--trust-recorded"}), 1, 1, 0, 2);
}

// --- exit statuses -------------------------------------------------------------------------------------------------

TEST_CASE("usage is exit 2 and help is exit 0", "[tools][command]") {
  const City city;
  for (const Strings& wrong :
       std::vector<Strings>{{},
                            {"promote"},
                            {"roster", "--colour"},
                            {"person"},
                            {"import"},
                            {"import", "-", "--format", "xml"},
                            {"import", "-", "--encoding", "koi8"},
                            {"count"},
                            {"count", "dogs"},
                            {"count", "headcount", "--by", "height"},
                            {"roster", "--where", "height>170"},
                            {"roster", "--where", "age<old"},
                            {"roster", "--exclude", "rank"},
                            {"roster", "--as-of", "2023-02-29"},
                            {"roster", "--as-of", "H31.5.1"},
                            {"roster", "--known-at", "seq:x"},
                            {"roster", "--known-at", "soon"},
                            {"count", "hires", "--fiscal-year", "R5.4"},
                            {"count", "hires", "--fiscal-year", "2023..2022"},
                            {"count", "hires", "--fiscal-year", "2023", "--from", "2023-04-01"},
                            {"log", "--type", "Promotion"},
                            {"log", "--recorded", "2023-01-01"},
                            {"log", "--from", "x"},
                            {"void", "x", "--cause", "whim"},
                            {"append", "Promoted"},
                            {"append", "Promoted", "--subject", "P1", "--effective", "2023-04-01", "--set", "rank"}}) {
    const Ran ran = city.run(wrong);
    CAPTURE(wrong, ran.out, ran.err);
    CHECK(ran.status == 2);
    CHECK_FALSE((ran.err + ran.out).empty());
  }
  for (const Strings& fine : std::vector<Strings>{{"--help"}, {"--version"}, {"roster", "--help"}}) {
    CHECK(city.run(fine).status == 0);
  }
  CHECK(city.run({"--version"}).out.starts_with("rireki "));
}

TEST_CASE("an answer that cannot be written is a failure", "[tools][command]") {
  const City city;
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).status == 0);
  const std::string line = unit_line("9");
  const std::vector<Strings> commands = {
      {"log", "--json"},
      {"log", "--csv"},
      {"roster", "--as-of", "2022-05-01"},
      {"person", "P1"},
      {"count", "headcount"},
      {"kpi"},
      {"report", "staff_trend"},
      {"explain", "headcount"},
      {"units"},
      {"policy", "show"},
      {"checkpoint"},
      {"prove", "3"},
      {"verify", "--json"},
      {"rebuild", "--check", "--json"},
      {"token", "list"},
      {"token", "make", "--owner", "a", "--role", "hr"},
      {"import", "-", "--json"},
      {"append", "TrainingCompleted", "--subject", "P1", "--effective", "2022-05-01", "--set", "course=c", "--set",
       "category=basic"},
      {"export", "-"},
      {"--help"},
  };
  for (const Strings& words : commands) {
    Strings shell = {"sh", "-c", R"(exec "$0" "$@" >/dev/full)"};
    const Strings typed = city.arguments(words);
    shell.insert(shell.end(), typed.begin(), typed.end());
    const Ran ran = Process(city.scratch(), shell, line).wait();
    CAPTURE(words, ran.err);
    CHECK(ran.status == 1);
    CHECK((ran.err.contains("written to standard output") || ran.err.contains("writing -: No space left")));
  }
  const Ran refused = city.run({"import", "-"}, "{}\n");
  CHECK(refused.status == 3);
}

TEST_CASE("an unknown field lists the known ones", "[tools][command]") {
  const City city;
  for (const Strings& wrong :
       {Strings{"roster", "--where", "height>170"}, Strings{"count", "headcount", "--by", "height"}}) {
    const Ran ran = city.run(wrong);
    for (const char* known : {"height", "unit", "rank_class", "service_years", "age_band", "work_pattern"}) {
      CHECK(ran.err.contains(known));
    }
    CHECK_FALSE(ran.err.contains("reason_class"));
  }
  CHECK(city.run({"count", "separations", "--by", "height"}).err.contains("reason_class"));
}

TEST_CASE("a data directory that is not there is a failure that names it", "[tools][command]") {
  const City city(false);
  for (const Strings& command : std::vector<Strings>{{"roster"},
                                                     {"person", "P1"},
                                                     {"history", "P1"},
                                                     {"count", "headcount"},
                                                     {"log"},
                                                     {"import", "-"},
                                                     {"import", "-", "--dry-run"},
                                                     {"token", "list"},
                                                     {"token", "make", "--owner", "o", "--role", "hr"},
                                                     {"void", "x"}}) {
    const Ran ran = city.run(command);
    CAPTURE(command, ran.err);
    CHECK(ran.status == 1);
    CHECK(ran.err.contains(city.data()));
  }
  CHECK_FALSE(std::filesystem::exists(city.data()));
}

TEST_CASE("RIREKI_DATA names the directory, --data wins over it", "[tools][command]") {
  const City city;
  const auto with = [&](const Strings& arguments, const std::string& directory) {
    Strings all = {command_path()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return Process(city.scratch(), all, "", {{"RIREKI_DATA", directory}}).wait();
  };
  CHECK(with({"log", "--json"}, city.data()).rows().size() == 1);
  CHECK(with({"log", "--json"}, city.path("elsewhere")).status == 1);
  CHECK(with({"--data", city.data(), "log", "--json"}, city.path("elsewhere")).rows().size() == 1);
}

namespace {

/// A city with a writer that waits for its input.
struct BusyCity : City {
  std::string fifo = path("fifo");
  bool made = mkfifo(fifo.c_str(), 0600) == 0;
  Process writer{scratch(), arguments({"import", fifo, "--json"})};
  std::ofstream lines{fifo, std::ios::binary};  // opens once the writer reads: its directory is open by then
};

}  // namespace

TEST_CASE("others read while one process writes", "[tools][command]") {
  BusyCity city;
  REQUIRE((city.made && city.lines.good()));
  CHECK(city.ask({"log"}).rows().size() == 1);
  CHECK(city.ask({"roster"}).rows().empty());
  CHECK(city.run({"import", "-", "--dry-run"}, unit_line("C") + "\n").status == 0);
  city.lines << unit_line("A") << "\n";
  city.lines.close();
  check_summary(city.writer.wait(), 1, 0, 0, 2);
  CHECK(city.ask({"log"}).rows().size() == 2);
}

TEST_CASE("a second writer is told that there is one", "[tools][command]") {
  BusyCity city;
  REQUIRE((city.made && city.lines.good()));
  const Ran second =
      city.run({"append", "OrgUnitEstablished", "--subject", "U-B", "--effective", "2010-04-01", "--set", "name=n"});
  CAPTURE(second.err);
  CHECK(second.status == 1);
  CHECK(second.err.contains("another process"));
  city.lines.close();
  check_summary(city.writer.wait(), 0, 0, 0, 1);
}

TEST_CASE("a log that cannot be opened is told, to readers and writers", "[tools][command]") {
  const City city;
  write_file(city.data() + "/log/CURRENT", "nonsense");
  for (const Strings& command : {Strings{"roster"}, Strings{"import", "-"}}) {
    const Ran ran = city.run(command);
    CAPTURE(command, ran.err);
    CHECK((ran.status == 1 || ran.status == 4));
    CHECK(ran.err.contains("log"));
  }
}

// --- known answers -------------------------------------------------------------------------------------------------

TEST_CASE("the case with known answers agrees in every comparison", "[tools][command]") {
  const auto cases = checkout() / ".." / "shared" / "cases";
  if (!std::filesystem::exists(cases / "city-7")) {
    WARN("skipped: there is no " << (cases / "city-7"));
    return;
  }
  const Scratch scratch;
  const Ran ran = Process(scratch, {"python3", "-B", (cases / "check_case.py").string(), command_path(),
                                    (cases / "city-7").string()})
                      .wait();
  CAPTURE(ran.out, ran.err);
  CHECK(ran.status == 0);
}

}  // namespace rireki
