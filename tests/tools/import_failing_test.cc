// An import that stops in the middle says what it has done: lines without ids would be taken twice.
#include <sys/stat.h>

#include <string>

#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"

namespace rireki {

using namespace running;

namespace {

std::string units(int first, int last) {
  std::string lines;
  for (int i = first; i <= last; ++i) {
    lines += R"({"type":"OrgUnitEstablished","subject":"N-)" + std::to_string(i) +
             R"(","effective":"2020-04-01","data":{"name":"課","parent":"U"}})" + "\n";
  }
  return lines;
}

constexpr const char* kParent =
    R"({"id":"u","type":"OrgUnitEstablished","subject":"U","effective":"2010-04-01","data":{"name":"部","authority":"mayor"}})"
    "\n";

}  // namespace

TEST_CASE("an import whose rejects cannot be kept stops, and says what it has appended", "[tools][command]") {
  const City city;
  const Ran ran = city.run({"import", "-", "--json", "--rejects", "/dev/full"}, kParent + units(1, 3) + "{}\n");
  CAPTURE(ran.out, ran.err);
  CHECK(ran.status == 1);
  CHECK(ran.out == "{\"appended\":4,\"duplicates\":0,\"refused\":1,\"seq\":5}\n");
  CHECK(ran.err.contains("/dev/full cannot be written: No space left on device; all lines up to 5 are done\n"));

  // Of a long file the batch that was under way is taken, too, and nothing behind it.
  const City other;
  const Ran stopped =
      other.run({"import", "-", "--rejects", "/dev/full"}, kParent + std::string("{}\n") + units(3, 40'000));
  CAPTURE(stopped.out, stopped.err);
  CHECK(stopped.status == 1);
  CHECK(stopped.out == "appended 16383, duplicates 0, refused 1; the log ends at seq 16384\n");
  CHECK(stopped.err.contains("all lines up to 16384 are done"));
  const Ran rest = other.run({"import", "-", "--json"}, units(16'385, 16'390));
  CHECK(rest.row().at("appended") == 6);
}

TEST_CASE("an import that a full disk stops says what is in the log, and what may be", "[tools][command]") {
  const City city;
  write_file(city.path("lines"), kParent + units(2, 60'000));
  // A limit on the size of files stands for a disk that is full.
  std::vector<std::string> words = {"bash", "-c", "ulimit -f 4096; trap '' XFSZ; exec \"$@\"", "bash"};
  const auto command = city.arguments({"import", city.path("lines"), "--json"});
  words.insert(words.end(), command.begin(), command.end());
  const Ran ran = Process(city.scratch(), words).wait();
  CAPTURE(ran.out, ran.err);
  REQUIRE(ran.status == 1);
  CHECK(ran.row().at("appended").as_int64() + 1 <= ran.row().at("seq").as_int64());
  CHECK(ran.err.contains(" done, and those behind up to "));
  CHECK(ran.err.contains(" may or may not be in the log"));
  CHECK(city.ask({"log"}).rows().size() >= static_cast<std::size_t>(ran.row().at("seq").as_int64()));
}

TEST_CASE("an interrupted import says what it has done; a second interrupt ends it at once", "[tools][command]") {
  const City city;
  const std::string file = kParent + units(2, 200'000);
  for (const int number : {SIGINT, SIGTERM}) {
    const City other;
    Process import(other.scratch(), other.arguments({"import", "-", "--json", "--rejects", other.path("r")}),
                   std::string("{}\n") + file);
    while (std::filesystem::exists(other.path("r")) ? read_file(other.path("r")).empty() : true) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    import.signal(number);
    const Ran ran = import.wait();
    CAPTURE(ran.out, ran.err);
    CHECK(ran.status == 1);
    const auto row = ran.row();
    CHECK(row.at("refused") == 1);
    CHECK(row.at("appended").as_int64() + 1 == row.at("seq").as_int64());
    const std::string lines = std::to_string(row.at("appended").as_int64() + 1);
    CHECK(ran.err.contains("interrupted; all lines up to " + lines + " are done\n"));
    CHECK(static_cast<std::int64_t>(other.ask({"log"}).lines().size()) == row.at("seq").as_int64());
  }

  write_file(city.path("lines"), file);
  Process atomic(city.scratch(),
                 city.arguments({"import", city.path("lines"), "--atomic", "--rejects", city.path("r")}));
  while (!std::filesystem::exists(city.path("r"))) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  atomic.signal(SIGINT);
  const Ran ran = atomic.wait();
  CAPTURE(ran.out, ran.err);
  CHECK(ran.status == 1);
  CHECK(ran.err.contains("interrupted; no line is done\n"));
  CHECK(city.ask({"log"}).rows().size() == 1);

  // A pipe into which nobody writes may not be ended in order.
  REQUIRE(mkfifo(city.path("pipe").c_str(), 0600) == 0);
  Process stuck(city.scratch(), city.arguments({"import", city.path("pipe"), "--rejects", city.path("s")}));
  const int writer = open(city.path("pipe").c_str(), O_RDWR | O_CLOEXEC);
  while (!std::filesystem::exists(city.path("s"))) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  stuck.signal(SIGINT);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  stuck.signal(SIGINT);
  CHECK(stuck.wait().status != 0);
  close(writer);
}

TEST_CASE("the help of import says how repeating it is harmless", "[tools][command]") {
  const City city;
  const std::string help = city.run({"import", "--help"}).out;
  CHECK(help.contains("  id,type,subject,effective,"));
  CHECK(help.contains("A line with an `id` of its own is taken once"));
}

}  // namespace rireki
