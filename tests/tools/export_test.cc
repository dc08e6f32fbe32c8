// Moving whole logs with the real command: as bytes, as JSON Lines, in parts, and damaged.
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "events/types/event_json.h"
#include "events/types/record_codec.h"
#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"
#include "tools/rireki/raw_log.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

std::string raw_of(const City& city) {
  const Ran ran = city.run({"export", "--raw", "-"});
  CAPTURE(ran.err);
  REQUIRE(ran.status == 0);
  return ran.out;
}

std::string log_of(const City& city) { return city.ask({"log"}).out; }

struct EmptyCity : City {
  EmptyCity() : City(false) { REQUIRE(run({"init"}).status == 0); }
  Ran import_raw(std::string_view bytes, Strings more = {}) const {
    more.insert(more.begin(), {"import", "--raw", "-", "--json"});
    return run(more, bytes);
  }
};

/// The made-up city, whose log has corrections, voids and batches.
struct DemoCity : City {
  DemoCity() : City(false) { REQUIRE(run({"demo", "--people", "120"}).status == 0); }
};

}  // namespace

TEST_CASE("a log moved raw is the same log, byte for byte", "[tools][export]") {
  const DemoCity city;
  const std::string file = city.path("city.log");
  const Ran exported = city.run({"export", "--raw", file, "--json"});
  CHECK(exported.status == 0);
  const auto records = exported.row().at("records").as_int64();
  CHECK(records > 1000);
  CHECK(read_file(file) == raw_of(city));
  CHECK_FALSE(std::filesystem::exists(file + ".partial"));
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::others_all) ==
        std::filesystem::perms::none);

  const EmptyCity copy;
  const Ran imported = copy.run({"import", "--raw", file, "--json"});
  CAPTURE(imported.err);
  CHECK(imported.status == 0);
  CHECK(imported.row().at("appended") == records);
  CHECK(imported.row().at("seq") == records);
  CHECK(raw_of(copy) == raw_of(city));
  CHECK(log_of(copy) == log_of(city));
  CHECK(copy.ask({"roster", "--as-of", "2023-04-01"}).out == city.ask({"roster", "--as-of", "2023-04-01"}).out);
}

TEST_CASE("a log moved as JSON Lines is an equal log", "[tools][export]") {
  const DemoCity city;
  const std::string file = city.path("city.jsonl");
  CHECK(city.run({"export", file}).status == 0);
  CHECK(read_file(file) == log_of(city));
  CHECK(city.run({"export", "-"}).out == log_of(city));
  const EmptyCity copy;
  CHECK(copy.run({"import", file, "--trust-recorded"}).status == 0);
  CHECK(log_of(copy) == log_of(city));  // not its bytes: personal fields are sealed anew
}

TEST_CASE("an empty log is moved, too", "[tools][export]") {
  const EmptyCity city;
  const std::string raw = raw_of(city);
  CHECK(raw.size() == 24);
  const EmptyCity copy;
  CHECK(copy.import_raw(raw).row().at("appended") == 0);
  CHECK(city.run({"export", "-"}).out.empty());
}

TEST_CASE("a batch that is valid only as a whole is moved as a whole", "[tools][export]") {
  const City city;
  const std::string t = "2022-03-20T01:00:00Z";
  REQUIRE(city.import(small_city()).status == 0);
  const std::string unit = event_line("n1", "OrgUnitEstablished", "U-9", "2023-04-01", t, R"({"name":"n"})");
  const std::string move = event_line("n2", "Transferred", "P1", "2023-04-01", t, R"({"unit":"U-9"})");
  REQUIRE(city.import({move, unit}, {"--atomic"}).status == 0);
  REQUIRE(city.import({event_line("n3", "GradeChanged", "P1", "2023-05-01", t, R"({"grade":4})")}).status == 0);
  const EmptyCity copy;
  const Ran imported = copy.import_raw(raw_of(city));
  CAPTURE(imported.err);
  CHECK(imported.status == 0);
  CHECK(raw_of(copy) == raw_of(city));
}

TEST_CASE("a copy is continued by a later export of its own log, and by no other", "[tools][export]") {
  const City city;
  REQUIRE(city.import(small_city()).status == 0);
  const std::string early = raw_of(city);
  const EmptyCity copy;
  CHECK(copy.import_raw(early).row().at("appended") == 10);
  CHECK(copy.import_raw(early).row().at("appended") == 0);
  REQUIRE(
      city.run({"append", "GradeChanged", "--subject", "P1", "--effective", "2023-05-01", "--set", "grade=4"}).status ==
      0);
  const std::string late = raw_of(city);
  CHECK(copy.import_raw(late, {"--dry-run"}).row().at("appended") == 1);
  CHECK(raw_of(copy) == early);
  CHECK(copy.import_raw(late).row().at("appended") == 1);
  CHECK(raw_of(copy) == late);

  const Ran shorter = copy.import_raw(early);
  CHECK(shorter.status == 1);
  CHECK(shorter.err.contains("seq 10"));
  REQUIRE(
      city.run({"append", "GradeChanged", "--subject", "P1", "--effective", "2023-06-01", "--set", "grade=3"}).status ==
      0);
  REQUIRE(
      copy.run({"append", "GradeChanged", "--subject", "P1", "--effective", "2023-06-01", "--set", "grade=3"}).status ==
      0);
  const std::string own = raw_of(copy);
  const Ran other = copy.import_raw(raw_of(city));
  CHECK(other.status == 1);
  CHECK(other.err.contains("seq 12"));
  CHECK(other.err.contains("nothing was imported"));
  CHECK(raw_of(copy) == own);
}

TEST_CASE("a damaged export is refused with its place, and nothing of the damage is imported", "[tools][export]") {
  const City city;
  REQUIRE(city.import(small_city()).status == 0);
  const std::string raw = raw_of(city);
  const EmptyCity copy;
  for (std::size_t i = 0; i < raw.size(); i += 97) {
    std::string damaged = raw;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    for (const std::string& bytes : {damaged, raw.substr(0, i)}) {
      const Ran ran = copy.import_raw(bytes);
      CAPTURE(i, ran.err);
      CHECK(ran.status == 4);
      CHECK(ran.err.contains("offset "));
      CHECK(ran.err.contains("seq "));
      CHECK(ran.err.contains("nothing was imported"));
    }
  }
  CHECK(log_of(copy).empty());
  CHECK(copy.import_raw(raw).status == 0);
}

TEST_CASE("a raw import without its keys says so before, and with them opens the fields", "[tools][export]") {
  const City city;
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).status == 0);
  const std::string file = city.path("city.log");
  REQUIRE(city.run({"export", "--raw", file}).status == 0);
  std::filesystem::rename(file + ".keys", city.path("elsewhere"));
  const EmptyCity copy;
  const Ran keyless = copy.run({"import", "--raw", file});
  CHECK(keyless.status == 0);
  CHECK(keyless.err.contains("warning: no keys come with this log (" + file + ".keys is missing)"));
  CHECK(copy.run({"roster", "--as-of", "2022-05-01"}).status == 4);
  CHECK(copy.import_raw(read_file(file)).err.contains("--keys FILE names them"));
  const Ran again = copy.run({"import", "--raw", file, "--keys", city.path("elsewhere")});
  CHECK(again.status == 0);
  CHECK_FALSE(again.err.contains("warning"));
  CHECK(copy.run({"roster", "--as-of", "2022-05-01"}).status == 0);
}

TEST_CASE("keys are read from a pipe, too, and what cannot be read is named", "[tools][export]") {
  const City city;
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).status == 0);
  const std::string file = city.path("city.log");
  REQUIRE(city.run({"export", "--raw", file}).status == 0);
  const EmptyCity copy;
  const Ran folder = copy.run({"import", "--raw", file, "--keys", city.path("")});
  CHECK(folder.status == 1);
  CHECK(folder.err.contains("reading " + city.path("") + ": Is a directory"));
  const Ran nothing = copy.run({"import", "--raw", file, "--keys", "/dev/null"});
  CHECK(nothing.status == 4);
  CHECK(nothing.err.contains("/dev/null is damaged at offset 0"));
  CHECK(log_of(copy).empty());
  REQUIRE(mkfifo(city.path("pipe").c_str(), 0600) == 0);
  Process writer(city.scratch(), {"bash", "-c", "cat \"$1\" > \"$2\"", "bash", file + ".keys", city.path("pipe")});
  CHECK(copy.run({"import", "--raw", file, "--keys", city.path("pipe")}).status == 0);
  CHECK(writer.wait().status == 0);
  CHECK(copy.run({"roster", "--as-of", "2022-05-01"}).status == 0);
}

TEST_CASE("damage far behind leaves what was imported before it, and says how much", "[tools][export]") {
  const City city(false);
  REQUIRE(city.run({"demo", "--people", "700"}).status == 0);
  const std::string raw = raw_of(city);
  const std::string keys = city.path("keys");
  REQUIRE(city.run({"export", "--raw", "-", "--keys", keys}).status == 0);
  const EmptyCity copy;
  const Ran ran = copy.import_raw(raw.substr(0, raw.size() - 1), {"--keys", keys});
  CHECK(ran.status == 4);
  const auto kept = copy.ask({"log"}).rows().size();
  CHECK(kept > 1000);
  CHECK(ran.err.contains("the records from seq 1 to " + std::to_string(kept) + " were imported"));
  CHECK(log_of(city).starts_with(log_of(copy)));
  CHECK(copy.import_raw(raw).status == 0);
  CHECK(raw_of(copy) == raw);
}

TEST_CASE("the rules judge a raw log, too: what they refuse is named, what stands before it stays", "[tools][export]") {
  const City city;
  std::string raw = raw_of(city);
  const EmptyCity copy;
  REQUIRE(copy.import_raw(raw).status == 0);
  std::vector<std::string> records;
  EventReader reader;
  for (const std::string& line : small_city()) {
    if (line.contains("PersonRegistered")) continue;
    const auto event = reader.read(line, {.needs_recorded = true});
    REQUIRE(event);
    encode_record(*event, *event->recorded, records.emplace_back());
  }
  raw.clear();
  RawLogWriter writer([&](std::string_view bytes) -> Result<void> {
    raw += bytes;
    return {};
  });
  REQUIRE(writer.begin(records.size()));
  for (const std::string& record : records) REQUIRE(writer.add(record));
  REQUIRE(writer.finish());
  const Ran other = copy.import_raw(raw);
  CHECK(other.status == 1);
  CHECK(other.err.contains("another log"));
  const EmptyCity fresh;
  const Ran refused = fresh.import_raw(raw);
  CHECK(refused.status == 3);
  CHECK(refused.err.contains("UNKNOWN_AUTHORITY"));
  CHECK(refused.err.contains("seq 1:"));
  CHECK(refused.err.contains("nothing was imported"));
  CHECK(log_of(fresh).empty());
}

TEST_CASE("an export that cannot be written leaves nothing, and the old file", "[tools][export]") {
  const City city;
  CHECK(city.run({"export", city.path("none/file")}).status == 1);
  std::filesystem::create_directory(city.path("folder"));
  CHECK(city.run({"export", city.path("folder")}).status == 1);
  CHECK_FALSE(std::filesystem::exists(city.path("folder.partial")));
}

TEST_CASE("a raw import takes no options of the other formats", "[tools][export]") {
  const EmptyCity city;
  for (const Strings& more :
       std::vector<Strings>{{"--format", "csv"}, {"--trust-recorded"}, {"--atomic"}, {"--actor", "a"}}) {
    CHECK(city.import_raw("", more).status == 2);
  }
  CHECK(city.run({"import", "--raw", city.path("none")}).status == 1);
  CHECK(city.import_raw("").status == 4);
}

}  // namespace rireki
