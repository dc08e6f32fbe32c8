// rireki-verify: what is handed out is checked with nothing but the key, and no byte of it can be changed.
#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"

using namespace rireki;
using namespace rireki::running;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

/// A made-up city of more than a thousand records.
struct ProvedCity : City {
  ProvedCity() : City(false) {
    REQUIRE(run({"demo", "--people", "40"}).status == 0);
    write_file(path("key"), run({"checkpoint", "--key"}).out);
  }
  [[nodiscard]] Ran check(Strings words) const {
    const std::string program = (fs::path(command_path()).parent_path() / "rireki-verify").string();
    words.insert(words.begin(), program);
    words.insert(words.end(), {"--key", path("key")});
    return Process(scratch(), words).wait();
  }
};

std::vector<fs::path> files_in(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  return files;
}

}  // namespace

TEST_CASE("an exported log is checked offline, and any change of it is found", "[tools][verify]") {
  const ProvedCity city;
  const std::string target = city.path("export");
  const auto exported = city.ask({"checkpoint", "--export", target}).row();
  CHECK(exported.at("records").as_int64() > 512);
  const Ran checked = city.check({"export", target});
  CAPTURE(checked.err);
  REQUIRE(checked.status == 0);
  CHECK(checked.out.contains(std::string_view(exported.at("root").as_string())));
  CHECK(fs::exists(target + "/tile/0/000"));
  CHECK(fs::exists(target + "/tile/entries/001"));
  CHECK(fs::file_size(target + "/tile/0/001") == 256 * 32);

  for (const fs::path& file : files_in(target)) {
    if (file.filename() == "verifier.key") continue;  // it goes by the auditor's own
    const std::string whole = read_file(file);
    for (const std::size_t at : {std::size_t{0}, whole.size() / 2, whole.size() - 2}) {
      std::string changed = whole;
      changed[at] ^= 4;
      write_file(file, changed);
      CAPTURE(file.string(), at);
      CHECK(city.check({"export", target}).status == 4);
    }
    write_file(file, whole.substr(0, whole.size() - 1));
    CHECK(city.check({"export", target}).status == 4);
    fs::remove(file);
    CHECK(city.check({"export", target}).status == 1);
    write_file(file, whole);
  }
  CHECK(city.check({"export", target}).status == 0);

  std::string bundle = read_file(target + "/tile/entries/000");
  bundle[0] = bundle[1] = 0;  // as of a record that is too long for a bundle
  write_file(target + "/tile/entries/000", bundle);
  const Ran apart = city.check({"export", target});
  CHECK(apart.status == 4);
  CHECK(apart.err.contains("record 1 is not in its bundle, and tile/long/0 cannot be read"));
}

TEST_CASE("an export is added to by a later one of the same log only", "[tools][verify]") {
  const ProvedCity city;
  const std::string target = city.path("export");
  city.ask({"checkpoint", "--export", target});
  REQUIRE(
      city.run({"append", "OrgUnitEstablished", "--subject", "new", "--effective", "2024-04-01", "--set", "name=new"})
          .status == 0);
  city.ask({"checkpoint", "--export", target});
  CHECK(city.check({"export", target}).status == 0);
  const City other;
  CHECK(other.run({"checkpoint", "--export", target}).status == 2);
}

TEST_CASE("proofs that are handed out hold for their record and log alone", "[tools][verify]") {
  const ProvedCity city;
  const std::string old = city.run({"checkpoint"}).out;
  write_file(city.path("old"), old);
  const std::string proof = city.run({"prove", "77", "--record", city.path("77")}).out;
  city.run({"prove", "78", "--record", city.path("78")});
  write_file(city.path("proof"), proof);
  const Ran checked = city.check({"proof", city.path("proof"), "--record", city.path("77")});
  CAPTURE(checked.err);
  CHECK(checked.status == 0);
  CHECK(checked.out.contains("number 77"));
  CHECK(city.check({"proof", city.path("proof"), "--record", city.path("78")}).status == 4);
  CHECK(city.check({"proof", city.path("proof")}).status == 2);

  const std::string size = old.substr(old.find('\n') + 1, old.find('\n', old.find('\n') + 1) - old.find('\n') - 1);
  REQUIRE(
      city.run({"append", "OrgUnitEstablished", "--subject", "new", "--effective", "2024-04-01", "--set", "name=new"})
          .status == 0);
  const std::string later = std::to_string(std::stoll(size) + 1);
  const std::string growth = city.run({"prove", "--consistency", size, later}).out;
  write_file(city.path("growth"), growth);
  CHECK(city.check({"consistency", city.path("growth"), "--old", city.path("old")}).status == 0);
  std::string changed = growth;
  changed[growth.find('\n') + 3] ^= 1;
  write_file(city.path("growth"), changed);
  CHECK(city.check({"consistency", city.path("growth"), "--old", city.path("old")}).status == 4);
}

TEST_CASE("a certificate vouches for an answer, offline and with the log at hand", "[tools][verify]") {
  const ProvedCity city;
  const std::string file = city.path("certificate");
  const Ran plain = city.run({"count", "headcount", "--by", "rank", "--as-of", "2023-04-01", "--json"});
  const Ran counted =
      city.run({"--certificate", file, "count", "headcount", "--by", "rank", "--as-of", "2023-04-01", "--json"});
  CAPTURE(counted.err);
  REQUIRE(counted.status == 0);
  CHECK(counted.out == plain.out);
  CHECK(city.check({"certificate", file}).status == 0);
  write_file(city.path("answer"), counted.out);
  CHECK(city.check({"certificate", file, "--answer", city.path("answer")}).status == 0);
  write_file(city.path("answer"), counted.out + "\n");
  CHECK(city.check({"certificate", file, "--answer", city.path("answer")}).status == 4);
  const std::string whole = read_file(file);
  CHECK(whole.contains("as-of 2023-04-01\n"));
  // What is recorded later does not change what was known then.
  REQUIRE(
      city.run({"append", "OrgUnitEstablished", "--subject", "new", "--effective", "2023-04-01", "--set", "name=new"})
          .status == 0);
  const Ran again = city.check({"certificate", file, "--data", city.data()});
  CAPTURE(again.err);
  CHECK(again.status == 0);
  for (std::size_t at = 0; at < whole.size(); at += 41) {
    std::string changed = whole;
    changed[at] ^= 4;
    write_file(file, changed);
    CAPTURE(at);
    CHECK(city.check({"certificate", file}).status == 4);
  }

  const Ran explained =
      city.run({"--certificate", file, "explain", "hires", "--from", "2000-04-01", "--to", "2024-03-31", "--json"});
  CAPTURE(explained.err);
  REQUIRE(explained.status == 0);
  CHECK(explained.rows().size() > 3);
  CHECK(read_file(file).contains("\nrecord "));
  CHECK(city.check({"certificate", file, "--data", city.data()}).status == 0);
  CHECK(city.run({"--certificate", file, "units", "--help"}).status == 0);
  CHECK(city.run({"--certificate", file, "verify"}).status == 2);
}

TEST_CASE("while the signing key is changed two keys sign, and what the old one signed stays good", "[tools][verify]") {
  const ProvedCity city;
  const std::string first_key = read_file(city.path("key"));
  REQUIRE(city.run({"erase", "P000001", "--basis", "R5-1"}).status == 0);  // whose tombstone the first key signs
  write_file(city.path("old.checkpoint"), city.run({"checkpoint"}).out);
  const auto proves = [&](const std::string& key) {
    write_file(city.path("key"), key);
    write_file(city.path("proof"), city.run({"prove", "5", "--record", city.path("record")}).out);
    return city.check({"proof", city.path("proof"), "--record", city.path("record")}).status == 0;
  };
  const std::string both = city.run({"checkpoint", "--change-key"}).out;
  REQUIRE(both.ends_with(first_key));
  const std::string new_key = both.substr(0, both.size() - first_key.size());
  CHECK(new_key.substr(0, new_key.find('+')) == first_key.substr(0, first_key.find('+')));
  CHECK(city.run({"checkpoint", "--change-key"}).status == 2);
  CHECK(proves(first_key));
  CHECK(proves(new_key));
  CHECK(city.run({"verify", "--full"}).status == 0);

  REQUIRE(city.run({"checkpoint", "--retire-key"}).status == 0);
  CHECK(city.run({"checkpoint", "--retire-key"}).status == 2);
  CHECK_FALSE(proves(first_key));
  CHECK(proves(new_key));
  CHECK(proves(both));
  CHECK(city.run({"prove", "--consistency", "5", "9"}).status == 0);
  const std::string old = read_file(city.path("old.checkpoint"));
  const std::string size = old.substr(old.find('\n') + 1, old.find('\n', old.find('\n') + 1) - old.find('\n') - 1);
  const Ran grown = city.run({"append", "TrainingCompleted", "--subject", "P000002", "--effective", "2024-06-01",
                              "--set", "course=ethics", "--set", "category=workplace"});
  CAPTURE(grown.err);
  // The old checkpoint has the old key's signature alone, and the proof the new one's.
  write_file(city.path("growth"), city.run({"prove", "--consistency", size, std::to_string(std::stoll(size) + 1)}).out);
  const auto continues = [&](const std::string& key) {
    write_file(city.path("key"), key);
    return city.check({"consistency", city.path("growth"), "--old", city.path("old.checkpoint")}).status;
  };
  CHECK(continues(both) == 0);
  CHECK(continues(new_key) == 4);
  CHECK(continues(first_key) == 4);
  CHECK(city.run({"verify", "--full"}).status == 0);  // with the old tombstone, and a checkpoint of the new key
  CHECK(read_file(city.data() + "/signing.key").find("PRIVATE KEY") ==
        read_file(city.data() + "/signing.key").rfind("BEGIN PRIVATE KEY") + 6);
  REQUIRE(city.run({"backup", city.path("backups"), "--keys", city.path("keys")}).status == 0);
  const City other(false);
  CHECK(
      other.run({"restore", city.path("backups"), "--keys", city.path("keys"), "--register", city.data() + "/erasures"})
          .status == 0);
  CHECK(other.run({"verify", "--full"}).status == 0);
}
