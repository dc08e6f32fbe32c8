// Files that commands write: whole or not at all, their owner's alone, and where the name that was typed leads to.
#include "tools/rireki/whole_file.h"

#include <sys/stat.h>

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

struct SmallCity : City {
  SmallCity() { REQUIRE(import(small_city(), {"--trust-recorded"}).status == 0); }

  /// The commands that write a file with a name at their end.
  [[nodiscard]] static std::vector<Strings> writers() {
    return {{"export"}, {"roster", "--xlsx"}, {"kpi", "--xlsx"}, {"count", "headcount", "--json", "--certificate"}};
  }
  [[nodiscard]] Ran write(Strings words, const std::string& name) const {
    words.push_back(path(name));
    return run(words);
  }
};

}  // namespace

TEST_CASE("a symbolic link stays one: what it leads to is replaced, for its owner alone", "[tools][export]") {
  const SmallCity city;
  fs::create_directory(city.path("folder"));
  for (const Strings& words : SmallCity::writers()) {
    write_file(city.path("folder/old"), "old");
    for (const auto& [link, target] : {std::pair("to-old", "folder/old"), std::pair("to-none", "folder/none")}) {
      fs::remove(city.path(link));
      fs::create_symlink(target, city.path(link));
      const Ran ran = city.write(words, link);
      CAPTURE(words, link, ran.err);
      CHECK(ran.status == 0);
      CHECK(fs::is_symlink(city.path(link)));
      CHECK(read_file(city.path(target)).size() > 100);
      CHECK(fs::status(city.path(target)).permissions() == kOwnerOnly);
    }
    fs::remove(city.path("folder/none"));
    CHECK(std::distance(fs::directory_iterator(city.path("folder")), {}) == 1);  // and nothing partial
  }
}

TEST_CASE("what is being written has a name that nobody else's file has", "[tools][export]") {
  const SmallCity city;
  write_file(city.path("victim"), "precious");
  fs::create_symlink("victim", city.path("log.partial"));
  Strings words = {command_path(), "--data", city.data(), "export", city.path("log")};
  Process one(city.scratch(), words);
  Process other(city.scratch(), words);
  CHECK(one.wait().status == 0);
  CHECK(other.wait().status == 0);
  CHECK(read_file(city.path("victim")) == "precious");
  CHECK(read_file(city.path("log")) == city.ask({"export", "-"}).out);
  CHECK(fs::status(city.path("log")).permissions() == kOwnerOnly);
}

TEST_CASE("what is being written has no name that could stay behind", "[tools][export]") {
  const Scratch scratch;
  const auto files = [&] { return std::distance(fs::directory_iterator(scratch.path()), {}); };
  {
    WholeFile left(scratch.path("left"));
    REQUIRE(left.open());
    REQUIRE(left.write("secret"));
    REQUIRE(left.complete());
    CHECK(files() == 0);
  }
  CHECK(files() == 0);
  write_file(scratch.path("file"), "old");
  fs::permissions(scratch.path("file"), fs::perms::all);
  for (const std::string content : {"new", "newer"}) {
    WholeFile file(scratch.path("file"));
    REQUIRE(file.open());
    REQUIRE(file.write(content));
    REQUIRE(file.complete());
    CHECK(read_file(scratch.path("file")) != content);
    REQUIRE(file.finish());
    CHECK(read_file(scratch.path("file")) == content);
    CHECK(fs::status(scratch.path("file")).permissions() == kOwnerOnly);
    CHECK(files() == 1);
  }
}

TEST_CASE("two names of one file are known as such", "[tools][export]") {
  const Scratch scratch;
  fs::create_directory(scratch.path("folder"));
  fs::create_symlink("folder", scratch.path("link"));
  fs::create_symlink("folder/file", scratch.path("to-file"));
  for (const bool is_there : {false, true}) {
    if (is_there) write_file(scratch.path("folder/file"), "old");
    for (const char* other : {"folder/file", "folder/./file", "folder/../folder/file", "link/file", "to-file"}) {
      CAPTURE(is_there, other);
      CHECK(is_same_place(scratch.path("folder/file"), scratch.path(other)));
    }
    CHECK_FALSE(is_same_place(scratch.path("folder/file"), scratch.path("folder/other")));
    CHECK_FALSE(is_same_place(scratch.path("folder/file"), "-"));
  }
  CHECK(is_same_place("/dev/stdout", "-"));
}

TEST_CASE("what is no regular file is written into, and stays", "[tools][export]") {
  const SmallCity city;
  REQUIRE(mkfifo(city.path("pipe").c_str(), 0600) == 0);
  for (const Strings& words : SmallCity::writers()) {
    Process reader(city.scratch(), {"cat", city.path("pipe")});
    const Ran ran = city.write(words, "pipe");
    CAPTURE(words, ran.err);
    CHECK(ran.status == 0);
    CHECK(reader.wait().out.size() > 100);
    CHECK(fs::is_fifo(city.path("pipe")));
    Strings device = words;
    device.emplace_back("/dev/null");
    CHECK(city.run(device).status == 0);
    CHECK(fs::is_character_file("/dev/null"));
    device.back() = "/dev/full";
    const Ran full = city.run(device);
    CHECK(full.status == 1);
    CHECK(full.err.contains("/dev/full"));
  }
  CHECK(city.run({"export", "/dev/stdout"}).out.contains("exported 10 records to /dev/stdout"));
}

TEST_CASE("a file that is not finished leaves the old one", "[tools][export]") {
  const SmallCity city;
  fs::create_directory(city.path("folder"));
  for (const Strings& words : SmallCity::writers()) {
    write_file(city.path("folder/old"), "old");
    // A limit on the size of files stands for a disk that is full.
    Strings limited = {"bash", "-c", "ulimit -f 1; trap '' XFSZ; exec \"$@\"", "bash"};
    Strings arguments = city.arguments(words);
    arguments.push_back(city.path("folder/old"));
    limited.insert(limited.end(), arguments.begin(), arguments.end());
    const Ran ran = Process(city.scratch(), limited).wait();
    const bool is_small = read_file(city.path("folder/old")).size() <= 1024 && ran.status == 0;
    CAPTURE(words, ran.err);
    CHECK((is_small || (ran.status == 1 && read_file(city.path("folder/old")) == "old")));
    CHECK(std::distance(fs::directory_iterator(city.path("folder")), {}) == 1);
  }
}

TEST_CASE("no command writes its answer among the files of a log", "[tools][export]") {
  const SmallCity city;
  const std::string vault = read_file(city.data() + "/vault");
  fs::create_directory_symlink(city.data(), city.path("link"));
  std::vector<Strings> writers = SmallCity::writers();
  writers.push_back({"import", "-", "--rejects"});
  writers.push_back({"export", city.path("raw"), "--raw", "--keys"});
  for (const Strings& words : writers) {
    for (const char* name : {"data/vault", "data/new", "data/log/new", "link/vault"}) {
      const Ran ran = city.write(words, name);
      CAPTURE(words, name, ran.err);
      CHECK(ran.status == 2);
      CHECK(ran.err.contains(" lies in the data directory "));
    }
  }
  CHECK(read_file(city.data() + "/vault") == vault);
  CHECK_FALSE(fs::exists(city.data() + "/new"));
  CHECK_FALSE(fs::exists(city.path("raw")));
  CHECK(city.write({"export"}, "data-export").status == 0);
}

TEST_CASE("a name that means standard output elsewhere is no file's", "[tools][export]") {
  const SmallCity city;
  for (const Strings& words : std::vector<Strings>{{"roster", "--xlsx"},
                                                   {"kpi", "--xlsx"},
                                                   {"count", "headcount", "--certificate"},
                                                   {"import", "-", "--rejects"},
                                                   {"prove", "1", "--record"},
                                                   {"export", "x", "--raw", "--keys"}}) {
    Strings dash = words;
    dash.emplace_back("-");
    const Ran ran = city.run(dash);
    CAPTURE(dash, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.err.contains(words.back() + ": standard output has the answer; name a file"));
    CHECK_FALSE(fs::exists("-"));
  }
}

}  // namespace rireki
