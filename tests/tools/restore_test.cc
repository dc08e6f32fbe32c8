// rireki restore: what is refused leaves all as it was, and what was interrupted is begun again.
#include <map>

#include <catch2/catch.hpp>

#include "tests/tools/backed_up_city.h"

using namespace rireki;
using namespace rireki::running;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

std::map<std::string, std::string> content_of(const std::string& directory) {
  std::map<std::string, std::string> content;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) content[entry.path().string()] = read_file(entry.path());
  }
  return content;
}

std::string first_line_of(const std::string& text) { return text.substr(0, text.find('\n') + 1); }

std::string rest_of(const std::string& text) { return text.substr(text.find('\n') + 1); }

}  // namespace

TEST_CASE("a restore that is refused changes nothing that lies there", "[tools][backup]") {
  const BackedUpCity city;
  REQUIRE(city.run({"append", "PersonRegistered", "--subject", "P3", "--effective", "2022-06-01", "--set", "name=N3",
                    "--set", "birth=1990-01-01", "--set", "sex=female"})
              .status == 0);
  fs::rename(city.data() + "/log", city.path("log"));
  const auto before = content_of(city.data());
  REQUIRE(before.contains(city.data() + "/vault"));

  const Ran older = city.run({"restore", city.backups()});
  CHECK(older.status == 4);
  CHECK(older.err.contains("ends at seq 10, but 11 records were acknowledged"));
  CHECK(content_of(city.data()) == before);

  fs::rename(city.path("log"), city.data() + "/log");
  CHECK(city.ask({"person", "P3", "--as-of", "2022-06-01"}).row().at("name") == "N3");
}

TEST_CASE("keys that are not the backup's are not put into the directory", "[tools][backup]") {
  const BackedUpCity city;
  const BackedUpCity other;
  const std::string own = read_file(city.keys());
  const std::string foreign = read_file(other.keys());
  const std::vector<std::tuple<std::string, std::string, int>> wrong = {
      {"other.keys", foreign, 4},
      {"other-master.keys", first_line_of(foreign) + rest_of(own), 4},
      {"other-signing.keys", first_line_of(own) + rest_of(foreign), 4},
      {"swapped.keys", rest_of(own) + first_line_of(own), 2},
      {"half.keys", first_line_of(own), 2},
      {"rubbish.keys", "rubbish\nrubbish\n", 2}};
  for (const auto& [name, text, status] : wrong) {
    write_file(city.path(name), text);
    const Ran ran =
        city.run_there({"restore", city.backups(), "--keys", city.path(name), "--register", city.data() + "/erasures"});
    CAPTURE(name, ran.err);
    CHECK(ran.status == status);
    CHECK(ran.err.contains(city.path(name)));
    CHECK(ran.err.contains("backup --keys"));
    CHECK(fs::is_empty(city.restored()));
  }
  const Strings no_keys = {"restore",         city.backups(), "--keys",
                           city.path("typo"), "--register",   city.data() + "/erasures"};
  CHECK(city.run_there(no_keys).status == 2);
  const Strings no_register = {"restore", city.backups(), "--keys", city.keys(), "--register", city.path("typo")};
  CHECK(city.run_there(no_register).status == 2);
  CHECK(fs::is_empty(city.restored()));
  CHECK(city.restore().status == 0);
}

TEST_CASE("an older register brings nobody back whom the one that lies there knows of", "[tools][backup]") {
  const BackedUpCity city;
  REQUIRE(city.run({"erase", "P1", "--basis", "asked for"}).status == 0);
  write_file(city.path("old"), read_file(city.data() + "/erasures"));
  REQUIRE(city.run({"erase", "P2", "--basis", "asked for"}).status == 0);
  fs::create_directory(city.restored());
  const auto restore_with = [&](const std::string& given) {
    return city.run_there({"restore", city.backups(), "--keys", city.keys(), "--register", given});
  };
  const Strings both = {city.path("old"), city.data() + "/erasures"};
  for (const std::size_t given : {0U, 1U}) {
    fs::remove_all(city.restored() + "/log");
    write_file(city.restored() + "/erasures", read_file(both[1 - given]));
    const Ran ran = restore_with(both[given]);
    CAPTURE(given, ran.err);
    REQUIRE(ran.status == 0);
    for (const std::string person : {"P1", "P2"}) {
      CHECK(city.run_there({"person", person, "--as-of", "2023-01-01"}).row().at("name") == "erased");
    }
    CHECK(city.run_there({"verify", "--full"}).row().at("ok") == true);
  }
}

TEST_CASE("one backup whose checkpoint is damaged hides none of the others", "[tools][backup]") {
  const BackedUpCity city;
  city.append_training();
  REQUIRE(city.ask({"backup", city.backups()}).row().at("backup") == 2);
  const std::string first = city.backups() + "/1/checkpoint";
  const std::string whole = read_file(first);
  write_file(first, "rubbish");
  const auto listed = city.ask({"restore", city.backups(), "--list"}).rows();
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].at("backup") == 2);
  CHECK(city.restore({"--backup", "1"}).status == 4);
  CHECK(city.restore().row().at("backup") == 2);

  fs::remove_all(city.restored());
  write_file(first, whole);
  write_file(city.backups() + "/2/checkpoint", "");
  const Ran older = city.restore();
  CHECK(older.row().at("backup") == 1);
  CHECK(older.err.contains("backup 2 is newer, but not whole any more"));
}

TEST_CASE("a backup's checkpoint that the log's key has not signed is refused", "[tools][backup]") {
  const BackedUpCity city;
  const std::string path = city.backups() + "/1/checkpoint";
  std::string note = read_file(path);
  const std::size_t signature = note.size() - 20;
  note[signature] = note[signature] == 'A' ? 'B' : 'A';
  write_file(path, note);
  const Ran ran = city.restore();
  CAPTURE(ran.err);
  CHECK(ran.status == 4);
  CHECK(ran.err.contains(path + " is not what the log's key has signed"));
  CHECK(fs::is_empty(city.restored()));
}

TEST_CASE("keys from before the signing key was changed do not do for a backup from after it", "[tools][backup]") {
  const BackedUpCity city;
  REQUIRE(city.run({"checkpoint", "--change-key"}).status == 0);
  REQUIRE(city.run({"checkpoint", "--retire-key"}).status == 0);
  city.append_training();
  REQUIRE(city.run({"backup", city.backups(), "--keys", city.path("newer.keys")}).status == 0);
  const Ran older = city.restore();
  CAPTURE(older.err);
  CHECK(older.status == 4);
  CHECK(older.err.contains("give the newest keys if the key was changed"));
  CHECK(city.restore({"--backup", "1"}).status == 0);
  fs::remove_all(city.restored());
  const Strings newer = {"restore",    city.backups(),           "--keys", city.path("newer.keys"),
                         "--register", city.data() + "/erasures"};
  CHECK(city.run_there(newer).row().at("records") == 11);
  CHECK(city.run_there({"verify", "--full"}).row().at("ok") == true);
}

TEST_CASE("a restore that ends before the guard is renewed is begun again", "[tools][backup]") {
  const BackedUpCity city;
  city.append_training();
  fs::rename(city.data() + "/log", city.path("log"));
  fs::create_directory(city.data() + "/losses.jsonl");  // in the way
  const Strings words = {"restore", city.backups(), "--accept-rollback"};
  CHECK(city.run(words).status == 1);
  CHECK_FALSE(fs::exists(city.data() + "/log"));
  fs::remove(city.data() + "/losses.jsonl");
  const Ran again = city.ask(words);
  CHECK(again.row().at("records") == 10);
  CHECK(read_file(city.data() + "/losses.jsonl").contains(R"("first_missing":11)"));
  CHECK(city.ask({"verify", "--full"}).row().at("ok") == true);
}
