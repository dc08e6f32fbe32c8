// The keys that go beside a log that is moved raw: when they are there, whose they are, and what is refused without.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki {

using namespace running;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

constexpr auto kOwnerOnly = fs::perms::owner_read | fs::perms::owner_write;

/// A city whose log is moved.
struct MovedCity : City {
  MovedCity() { REQUIRE(import(small_city(), {"--trust-recorded"}).status == 0); }

  void export_to(const std::string& file) const { REQUIRE(run({"export", "--raw", path(file)}).status == 0); }
  void register_person(const std::string& person) const {
    REQUIRE(run({"append", "PersonRegistered", "--subject", person, "--effective", "2021-04-01", "--set", "name=新人",
                 "--set", "birth=1999-01-01", "--set", "sex=male"})
                .status == 0);
  }
};

struct NewCity : City {
  NewCity() : City(false) { REQUIRE(run({"init"}).status == 0); }
  Ran take(const City& from, const std::string& log, const std::string& keys, Strings more = {}) const {
    more.insert(more.begin(), {"import", "--raw", from.path(log), "--keys", from.path(keys)});
    return run(more);
  }
};

Ran through_pipe(const City& from, const City& to, const std::string& keys) {
  const std::string script = "set -o pipefail; '" + command_path() + "' --data '" + from.data() +
                             "' export --raw - --keys '" + keys + "' | '" + command_path() + "' --data '" + to.data() +
                             "' import --raw - --keys '" + keys + "'";
  return Process(from.scratch(), {"bash", "-c", script}).wait();
}

bool opens(const City& city, const std::string& person) {
  const Ran ran = city.run({"history", person, "--json"});
  return ran.status == 0 && ran.out.contains("name");
}

}  // namespace

TEST_CASE("through a pipe the keys are there before the log", "[tools][export]") {
  const MovedCity city;
  const std::string keys = city.path("keys");
  for (const bool is_old : {false, true}) {
    if (is_old) city.register_person("P7");  // whose key the file of the first round lacks
    if (is_old) fs::permissions(keys, fs::perms::owner_all | fs::perms::others_read);
    const NewCity copy;
    const Ran ran = through_pipe(city, copy, keys);
    CAPTURE(is_old, ran.out, ran.err);
    CHECK(ran.status == 0);
    CHECK(fs::status(keys).permissions() == kOwnerOnly);
    CHECK(copy.ask({"log"}).out == city.ask({"log"}).out);
    CHECK(copy.run({"roster", "--as-of", "2022-05-01"}).status == 0);
    CHECK((!is_old || opens(copy, "P7")));
  }
}

TEST_CASE("a record whose key has not come is refused, and taken once it has", "[tools][export]") {
  const MovedCity city;
  city.export_to("early");
  city.register_person("P7");
  city.export_to("log");
  for (const bool is_rehearsed : {true, false}) {
    const NewCity copy;
    const Ran ran = copy.take(city, "log", "early.keys", is_rehearsed ? Strings{"--dry-run"} : Strings{});
    CAPTURE(ran.err);
    CHECK(ran.status == 4);
    CHECK(ran.err.contains("seq 11: the key of P7 (identity) is not in " + city.path("early.keys")));
    CHECK(copy.ask({"log"}).out.empty());
    CHECK(copy.take(city, "log", "log.keys", {"--dry-run"}).status == 0);
    CHECK(copy.take(city, "log", "log.keys").status == 0);
    CHECK(opens(copy, "P7"));
  }
  // Without any keys it is a choice, of which a warning speaks; they can come later, the right ones.
  const NewCity keyless;
  fs::rename(city.path("log.keys"), city.path("elsewhere"));
  CHECK(keyless.run({"import", "--raw", city.path("log")}).status == 0);
  const Ran again = keyless.take(city, "log", "early.keys");
  CHECK(again.status == 4);
  CHECK(again.err.contains("nothing was imported"));
  CHECK(keyless.take(city, "log", "elsewhere").status == 0);
  CHECK(opens(keyless, "P7"));
}

TEST_CASE("keys of another log for the same persons are refused", "[tools][export]") {
  const MovedCity city;
  const MovedCity other;
  city.export_to("log");
  other.export_to("log");
  const NewCity copy;
  fs::copy_file(other.path("log.keys"), city.path("other.keys"));
  const Ran ran = copy.take(city, "log", "other.keys");
  CHECK(ran.status == 4);
  CHECK(ran.err.contains("seq 4: the key of P1 (identity) is another one than in"));
}

TEST_CASE("a raw log that is refused leaves none of its keys", "[tools][export]") {
  const MovedCity city;
  city.register_person("P7");
  city.export_to("log");
  const MovedCity other;
  other.register_person("P8");
  other.export_to("log");
  const NewCity copy;
  REQUIRE(copy.take(city, "log", "log.keys").status == 0);
  const std::string vault = read_file(copy.data() + "/vault");
  city.register_person("P8");
  city.export_to("log");
  CHECK(copy.take(other, "log", "log.keys").err.contains("nothing was imported"));
  CHECK(read_file(copy.data() + "/vault") == vault);
  CHECK(copy.take(city, "log", "log.keys").status == 0);
  CHECK(opens(copy, "P8"));
}

TEST_CASE("what was erased needs no key: a tombstone says so", "[tools][export]") {
  const MovedCity city;
  REQUIRE(city.run({"erase", "P2", "--basis", "asked for"}).status == 0);
  city.register_person("P7");
  city.export_to("log");
  const NewCity copy;
  const Ran ran = copy.take(city, "log", "log.keys");
  CAPTURE(ran.err);
  CHECK(ran.status == 0);
  CHECK(copy.ask({"log"}).out == city.ask({"log"}).out);
  CHECK(opens(copy, "P7"));
  CHECK(copy.run({"verify", "--full"}).status == 0);
}

TEST_CASE("keys take their place together with their log, or not at all", "[tools][export]") {
  const MovedCity city;
  write_file(city.path("log"), "old log");
  write_file(city.path("log.keys"), "old keys");
  fs::permissions(city.path("log.keys"), fs::perms::all);
  // A limit on the size of files stands for a disk that is full.
  Strings limited = {"bash", "-c", "ulimit -f 1; trap '' XFSZ; exec \"$@\"", "bash"};
  const Strings words = city.arguments({"export", "--raw", city.path("log")});
  limited.insert(limited.end(), words.begin(), words.end());
  CHECK(Process(city.scratch(), limited).wait().status == 1);
  CHECK(read_file(city.path("log")) == "old log");
  CHECK(read_file(city.path("log.keys")) == "old keys");
  city.export_to("log");
  CHECK(fs::status(city.path("log.keys")).permissions() == kOwnerOnly);
  CHECK(read_file(city.path("log.keys")).starts_with("rirekiV1"));
}

TEST_CASE("a log and its keys are two files", "[tools][export]") {
  const MovedCity city;
  write_file(city.path("log"), "old");
  fs::create_symlink("log", city.path("link"));
  for (const std::string keys : {"log", "./log", "link"}) {
    const Ran ran = city.run({"export", "--raw", city.path("log"), "--keys", city.path(keys)});
    CAPTURE(keys, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("--keys: " + city.path(keys) + " is where the log goes; name another file"));
    CHECK(read_file(city.path("log")) == "old");
  }
  CHECK(city.run({"export", ""}).status == 2);
}

}  // namespace rireki
