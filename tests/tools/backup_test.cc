// rireki backup, and what a restore makes of it: what comes back, who stays erased. What is refused: restore_test.cc.
#include <catch2/catch.hpp>

#include "tests/tools/backed_up_city.h"

using namespace rireki;
using namespace rireki::running;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

using Strings = std::vector<std::string>;

/// All files below, the largest last.
std::vector<fs::path> files_in(const std::string& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files, {}, [](const fs::path& file) { return fs::file_size(file); });
  return files;
}

void flip_middle(const fs::path& path) {
  std::string bytes = read_file(path);
  REQUIRE(!bytes.empty());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  write_file(path, bytes);
}

}  // namespace

TEST_CASE("a restored directory is the one that was backed up", "[tools][backup]") {
  const BackedUpCity city;
  city.append_training();
  CHECK(city.ask({"backup", city.backups()}).row().at("backup") == 2);
  for (const fs::path& file : files_in(city.backups())) {
    CAPTURE(file);
    CHECK_FALSE(read_file(file).contains("見本"));
    CHECK(file.filename() != "master.key");
    CHECK(file.filename() != "signing.key");
  }
  CHECK((fs::status(city.keys()).permissions() & fs::perms(077)) == fs::perms::none);

  const Ran ran = city.restore();
  CAPTURE(ran.out, ran.err);
  REQUIRE(ran.status == 0);
  CHECK(ran.row().at("backup") == 2);
  CHECK(ran.row().at("records") == 11);
  CHECK(city.run_there({"export", "-"}).out == city.ask({"export", "-"}).out);
  CHECK(city.run_there({"person", "P1", "--as-of", "2023-01-01"}).out ==
        city.ask({"person", "P1", "--as-of", "2023-01-01"}).out);
  CHECK(city.run_there({"verify", "--full"}).row().at("ok") == true);
  CHECK(city.run_there({"checkpoint"}).out.substr(0, 60) == city.run({"checkpoint"}).out.substr(0, 60));
  CHECK(city.restore().status == 1);  // there is a log now
}

TEST_CASE("whoever was erased after the backup stays erased", "[tools][backup]") {
  const BackedUpCity city;
  REQUIRE(city.run({"erase", "P1", "--basis", "asked for"}).status == 0);
  // The newest checkpoint lies elsewhere and says nothing here: only the register does.
  const Ran ran = city.restore();
  CAPTURE(ran.err);
  REQUIRE(ran.status == 0);
  const Ran person = city.run_there({"person", "P1", "--as-of", "2023-01-01"});
  CHECK_FALSE(person.out.contains("見本"));
  CHECK_FALSE(person.out.contains("1990"));
  CHECK(city.run_there({"person", "P2", "--as-of", "2023-01-01"}).out.contains("雛形"));
  CHECK(city.run_there({"count", "headcount", "--as-of", "2023-01-01"}).row().at("count") == 2);
}

TEST_CASE("whom only the register knows to be erased is unknown everywhere, and stays so", "[tools][backup]") {
  const BackedUpCity city;
  const Strings by_sex = {"count", "headcount", "--by", "sex", "--as-of", "2023-01-01"};
  REQUIRE(city.run({"erase", "P1", "--basis", "asked for"}).status == 0);
  const Ran erased = city.ask(by_sex);
  REQUIRE(city.restore().status == 0);
  for (const bool is_new : {true, false}) {
    if (!is_new) fs::remove_all(city.restored() + "/views");
    const Ran counted = city.run_there(by_sex);
    CHECK(counted.out == erased.out);
    CHECK(counted.err.contains(R"("erased":1)"));
    const json::object row = city.run_there({"roster", "--as-of", "2023-01-01"}).rows().front();
    for (const std::string key : {"name", "birth", "sex"}) CHECK(row.at(key) == "erased");
    CHECK(city.run_there({"explain", "headcount", "--where", "sex=male", "--as-of", "2023-01-01"}).rows().size() == 1);
  }
  const Ran renamed = city.run_there(
      {"append", "PersonDetailsChanged", "--subject", "P1", "--effective", "2023-01-01", "--set", "name=別名"});
  CHECK(renamed.status == 3);
  CHECK(renamed.err.contains("[PERSON_ERASED]"));
  CHECK(city.run_there({"erase", "P1", "--basis", "asked for"}).row().at("seq") == 11);
  CHECK(city.run_there({"verify", "--full"}).row().at("ok") == true);
}

TEST_CASE("a register that is cut off or of another log is not taken", "[tools][backup]") {
  const BackedUpCity city;
  const BackedUpCity other;
  REQUIRE(city.run({"erase", "P1", "--basis", "asked for"}).status == 0);
  REQUIRE(other.run({"erase", "P2", "--basis", "asked for"}).status == 0);
  const std::string whole = read_file(city.data() + "/erasures");
  write_file(city.path("cut"), whole.substr(0, whole.size() / 2));
  for (const auto& [path, why] : std::vector<std::pair<std::string, std::string>>{
           {city.path("cut"), "is cut off"}, {other.data() + "/erasures", "is not signed by this log's key"}}) {
    const Ran ran = city.run_there({"restore", city.backups(), "--keys", city.keys(), "--register", path});
    CAPTURE(ran.err);
    CHECK(ran.status == 4);
    CHECK(ran.err.contains(why));
    CHECK_FALSE(fs::exists(city.restored() + "/log"));
  }
  // Put into a directory, another log's register destroys nothing.
  write_file(city.data() + "/erasures", read_file(other.data() + "/erasures"));
  const Ran appended =
      city.run({"append", "OrgUnitEstablished", "--subject", "U9", "--effective", "2023-04-01", "--set", "name=new"});
  CHECK(appended.status == 4);
  write_file(city.data() + "/erasures", whole);
  CHECK(city.ask({"person", "P2", "--as-of", "2023-01-01"}).row().at("name") == "雛形, \"太郎\"");
  CHECK(city.run({"verify", "--full"}).status == 0);
}

TEST_CASE("a newer backup that is not whole is told of", "[tools][backup]") {
  const BackedUpCity city;
  city.append_training();
  REQUIRE(city.ask({"backup", city.backups()}).row().at("backup") == 2);
  write_file(city.backups() + "/log/meta/2", read_file(city.backups() + "/log/meta/2").substr(0, 40));
  const Ran ran = city.restore();
  CAPTURE(ran.err);
  CHECK(ran.row().at("backup") == 1);
  CHECK(ran.err.contains("backup 2 is newer, but not whole any more"));
  fs::remove_all(city.restored());
  CHECK(city.restore({"--backup", "2"}).status == 4);
  write_file(city.backups() + "/log/meta/1", "");
  CHECK(city.restore().status == 4);
}

TEST_CASE("a restore asks for the register and the keys", "[tools][backup]") {
  const BackedUpCity city;
  const Ran no_keys = city.run_there({"restore", city.backups(), "--register", city.data() + "/erasures"});
  CHECK(no_keys.status == 2);
  CHECK(no_keys.err.contains("--keys"));
  const Ran no_register = city.run_there({"restore", city.backups(), "--keys", city.keys()});
  CHECK(no_register.status == 2);
  CHECK(no_register.err.contains("--register"));
  CHECK_FALSE(fs::exists(city.restored() + "/log"));
  CHECK(city.restore().status == 0);
}

TEST_CASE("a backup older than what was acknowledged is taken only knowingly", "[tools][backup]") {
  const BackedUpCity city;
  city.append_training();
  const Ran newest = city.run({"checkpoint"});
  write_file(city.path("newest"), newest.out);
  const Ran refused = city.restore({"--newest", city.path("newest")});
  CHECK(refused.status == 4);
  CHECK(refused.err.contains("ends at seq 10, but 11 records were acknowledged"));
  CHECK_FALSE(fs::exists(city.restored() + "/log"));

  const Ran taken = city.restore({"--newest", city.path("newest"), "--accept-rollback"});
  CAPTURE(taken.err);
  REQUIRE(taken.status == 0);
  CHECK(taken.row().at("records") == 10);
  CHECK(read_file(city.restored() + "/losses.jsonl").contains(R"("first_missing":11)"));
  CHECK(city.run_there({"verify", "--full"}).row().at("ok") == true);

  // In place: the guard of the directory knows, too.
  fs::remove_all(city.data() + "/log");
  CHECK(city.run({"restore", city.backups()}).status == 4);
  CHECK(city.run({"restore", city.backups(), "--accept-rollback"}).status == 0);
}

TEST_CASE("a backup that is damaged, half made or another city's is refused", "[tools][backup]") {
  const BackedUpCity city;
  std::vector<fs::path> files = files_in(city.backups());
  REQUIRE(files.size() > 4);
  int refused = 0;
  for (const fs::path& file : files) {
    const std::string whole = read_file(file);
    if (whole.empty()) continue;
    flip_middle(file);
    const Ran ran = city.restore();
    CAPTURE(file, ran.status, ran.err);
    if (ran.status == 0) {
      CHECK(city.run_there({"export", "-"}).out == city.ask({"export", "-"}).out);  // harmless
    } else {
      ++refused;
      CHECK(ran.err.size() > 10);
    }
    write_file(file, whole);
    fs::remove_all(city.restored());
  }
  CHECK(refused >= 3);

  fs::rename(city.backups() + "/1/checkpoint", city.path("checkpoint"));
  CHECK(city.restore().err.contains("there is no whole backup"));
  CHECK(city.run_there({"restore", city.backups(), "--list"}).out.empty());
  fs::rename(city.path("checkpoint"), city.backups() + "/1/checkpoint");

  const BackedUpCity other;
  const Ran mixed =
      city.run_there({"restore", city.backups(), "--keys", other.keys(), "--register", city.data() + "/erasures"});
  CHECK(mixed.status == 4);
  CHECK(mixed.err.contains("signing key"));
}

TEST_CASE("a newest checkpoint that the key has not signed stops a restore before it begins", "[tools][backup]") {
  const BackedUpCity city;
  std::string note = city.run({"checkpoint"}).out;
  note.replace(note.find("\n10\n"), 4, "\n09\n");
  write_file(city.path("newest"), note);
  const Ran given = city.restore({"--newest", city.path("newest"), "--accept-rollback"});
  CHECK(given.status == 4);
  CHECK(given.err.contains(city.path("newest")));
  CHECK_FALSE(fs::exists(city.restored() + "/log"));

  write_file(city.restored() + "/checkpoint", note);
  const Ran there = city.restore({"--accept-rollback"});
  CHECK(there.status == 4);
  CHECK(there.err.contains(city.restored() + "/checkpoint"));
  CHECK(read_file(city.restored() + "/checkpoint") == note);
  CHECK_FALSE(fs::exists(city.restored() + "/log"));

  fs::remove(city.restored() + "/checkpoint");
  CHECK(city.restore().status == 0);
}

TEST_CASE("old backups are removed when they are not wanted any more", "[tools][backup]") {
  const BackedUpCity city;
  for (const int number : {2, 3, 4}) {
    city.append_training();
    CHECK(city.ask({"backup", city.backups(), "--keep", "2"}).row().at("backup") == number);
  }
  const auto left = city.ask({"restore", city.backups(), "--list"}).rows();
  REQUIRE(left.size() == 2);
  CHECK(left[0].at("records") == 12);
  CHECK_FALSE(fs::exists(city.backups() + "/2"));
  CHECK(city.restore({"--backup", "2"}).status == 2);
  CHECK(city.restore({"--backup", "3"}).row().at("records") == 12);
}

TEST_CASE("a backup that fails pushes no whole one out", "[tools][backup]") {
  const BackedUpCity city;
  const std::string guard = city.data() + "/accesses/guard";
  fs::rename(guard, city.path("guard"));
  for (int i = 0; i < 3; ++i) CHECK(city.run({"backup", city.backups(), "--keep", "2"}).status == 4);
  CHECK(city.ask({"restore", city.backups(), "--list"}).rows().size() == 1);
  fs::rename(city.path("guard"), guard);

  city.append_training();
  const Ran second = city.ask({"backup", city.backups(), "--keep", "2"});
  CHECK(second.row().at("records") == 11);
  const auto both = city.ask({"restore", city.backups(), "--list"}).rows();
  REQUIRE(both.size() == 2);
  CHECK(both[0].at("records") == 10);

  // One that was never completed, because the program was killed.
  fs::remove(city.backups() + "/" + std::to_string(second.row().at("backup").as_int64()) + "/checkpoint");
  city.append_training();
  REQUIRE(city.run({"backup", city.backups(), "--keep", "2"}).status == 0);
  const auto whole = city.ask({"restore", city.backups(), "--list"}).rows();
  REQUIRE(whole.size() == 2);
  CHECK(whole[0].at("records") == 10);
  CHECK(whole[1].at("records") == 12);
  CHECK(std::distance(fs::directory_iterator(city.backups() + "/log/meta"), {}) == 2);
  CHECK(city.restore({"--backup", "1"}).row().at("records") == 10);
}

TEST_CASE("no backup and no tiles go among the files of a log", "[tools][backup]") {
  const BackedUpCity city;
  const BackedUpCity other;
  fs::create_directory_symlink(other.data(), city.path("link"));
  const std::vector<Strings> commands = {{"backup"}, {"checkpoint", "--export"}, {"serve", "--port", "0", "--backups"}};
  for (const std::string& target :
       {city.data(), city.data() + "/", city.data() + "/views/new", other.data(), city.path("link")}) {
    for (Strings words : commands) {
      words.push_back(target);
      const Ran ran = city.run(words);
      CAPTURE(words, ran.err);
      CHECK(ran.status == 2);
      CHECK(ran.err.contains(" lies in the data directory "));
    }
  }
  for (const BackedUpCity* whose : {&city, &other}) {
    CHECK_FALSE(fs::exists(whose->data() + "/1"));
    CHECK_FALSE(fs::exists(whose->data() + "/tile"));
  }
}
