// The examples of the commands' help, typed as they stand there, against the city that `rireki demo` makes.
#include <catch2/catch.hpp>

#include "tests/tools/published_city.h"

using namespace rireki;
using namespace rireki::running;

namespace {

using Strings = std::vector<std::string>;

/// Those whose examples need nothing but the city: no file, place or service of somebody's own.
const Strings kCommands = {"append", "void",     "correct",    "log",   "find",   "units", "due",
                           "roster", "person",   "history",    "count", "policy", "kpi",   "explain",
                           "diff",   "close",    "restate",    "erase", "report", "form",  "rebuild",
                           "verify", "accesses", "checkpoint", "prove"};

/// One a line, whatever it took in the help.
Strings examples_of(const std::string& help) {
  Strings all;
  bool goes_on = false;
  for (std::string line : Ran{.out = help.substr(help.find("\nExamples:"))}.lines()) {
    if (!goes_on && !line.starts_with("  rireki ")) continue;
    const bool will_go_on = line.ends_with("\\");
    if (will_go_on) line.pop_back();
    goes_on ? all.back() += line : all.emplace_back(line);
    goes_on = will_go_on;
  }
  return all;
}

/// A table without rows has its titles, and the rule below.
bool is_answer(const Strings& lines) {
  return !lines.empty() && (lines.size() != 2 || lines.back().find_first_not_of("- ") != std::string::npos);
}

}  // namespace

TEST_CASE("the examples of the help are answered by the demo city", "[tools][command][published]") {
  std::size_t count = 0;
  for (const std::string& command : kCommands) {
    const ChangedCity city;
    const Strings examples = examples_of(city.run({command, "--help"}).out);
    CHECK_FALSE(examples.empty());
    REQUIRE(city.run({"person", "P000017"}).status == 0);  // so that there is an access
    for (const std::string& example : examples) {
      const std::string script =
          "rireki() { '" + command_path() + "' \"$@\"; }\ncd '" + city.path("") + "'\n" + example;
      const Ran ran = Process(city.scratch(), {"bash", "-c", script}, "", {{"RIREKI_DATA", city.data()}}).wait();
      CAPTURE(example, ran.out.substr(0, 500), ran.err);
      CHECK(ran.status == 0);
      const bool goes_to_file = example.contains(" > ") || example.contains("--change-key");
      CHECK((goes_to_file || example.contains("--retire-key") || is_answer(ran.lines())));
      ++count;
    }
  }
  CHECK(count > 50);
}
