// The completion script and the manual page that the command makes of itself.
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

/// The commands that --help lists.
Strings listed_commands(const City& city) {
  Strings commands;
  bool listed = false;
  for (const std::string& line : city.run({"--help"}).lines()) {
    if (listed && line.empty()) break;
    if (listed) commands.push_back(line.substr(2, line.find(' ', 2) - 2));
    listed = listed || line == "Subcommands:";
  }
  REQUIRE(commands.size() >= 10);
  return commands;
}

/// What bash offers for the last of these words.
std::set<std::string> completed(const City& city, const Strings& words) {
  write_file(city.path("completion"), city.run({"completion", "bash"}).out);
  std::string script = "set -u\nsource \"$1\"\nCOMP_WORDS=(rireki";
  for (const std::string& word : words) script += " '" + word + "'";
  script += ")\nCOMP_CWORD=" + std::to_string(words.size()) + "\n_rireki\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
  const Ran ran = Process(city.scratch(), {"bash", "-c", script, "bash", city.path("completion")}).wait();
  CAPTURE(ran.err);
  CHECK(ran.err.empty());
  CHECK(ran.status == 0);
  std::set<std::string> offered;
  for (const std::string& line : ran.lines()) {
    if (!line.empty()) offered.insert(line);
  }
  return offered;
}

}  // namespace

TEST_CASE("bash completes commands, options and the words they take", "[tools][pages]") {
  const City city(false);
  using Words = std::set<std::string>;
  const Strings commands = listed_commands(city);
  CHECK(completed(city, {""}) == Words(commands.begin(), commands.end()));
  CHECK(completed(city, {"ros"}) == Words{"roster"});
  CHECK(completed(city, {"--json", "--data", "roster", "du"}) == Words{"due"});
  CHECK(completed(city, {"--d"}) == Words{"--data"});
  CHECK(completed(city, {"due", "--w"}) == Words{"--within"});
  CHECK(completed(city, {"due", "--js"}) == Words{"--json"});
  CHECK(completed(city, {"roster", "--as-of", "2023-04-01", "--kn"}) == Words{"--known-at"});
  CHECK(completed(city, {"roster", "--as-of", ""}).empty());
  CHECK(completed(city, {"log", "--type", "Promo"}) == Words{"Promoted"});
  CHECK(completed(city, {"append", "Promo"}) == Words{"Promoted"});
  CHECK(completed(city, {"count", "head"}) == Words{"headcount"});
  CHECK(completed(city, {"completion", ""}) == Words{"bash"});
  CHECK(completed(city, {"report", "staff"}) == Words{"staff_trend"});
  CHECK(completed(city, {"form", ""}).contains("personnel_record"));
  CHECK(completed(city, {"form", "personnel_record", ""}).empty() == false);  // its options
  CHECK_FALSE(completed(city, {"form", "personnel_record", ""}).contains("scorecard"));
  CHECK(completed(city, {"policy", ""}) == Words{"check", "adopt", "show"});
  CHECK(completed(city, {"policy", "check", "ch"}).empty());
  CHECK(completed(city, {"token", "re"}) == Words{"revoke"});
  CHECK(completed(city, {"bench", "q"}) == Words{"query"});
  CHECK(completed(city, {"import", "--format", ""}) == Words{"jsonl", "csv"});
  CHECK(completed(city, {"import", "--encoding", "u"}) == Words{"utf-8"});
  CHECK(completed(city, {"void", "x", "--cause", "d"}) == Words{"duplicate"});
  CHECK(completed(city, {"correct", "x", "--cause", ""}) == Words{"clerical", "late_information", "migration"});
  CHECK(completed(city, {"erase", "--category", "s"}) == Words{"sensitive"});
  CHECK(completed(city, {"token", "make", "--role", "a"}) == Words{"auditor", "analyst", "admin"});
  CHECK(completed(city, {"serve", "--log-requests", "n"}) == Words{"none"});
  CHECK(completed(city, {"import", "events"}).empty());  // the shell offers files then
}

TEST_CASE("there is a completion script for bash only", "[tools][pages]") {
  const City city(false);
  CHECK(city.run({"completion", "csh"}).status == 2);
  CHECK(city.run({"completion"}).status == 2);
}

TEST_CASE("the manual page has every command, and nothing but requests that man knows", "[tools][pages]") {
  const City city(false);
  const Ran page = city.run({"man"});
  CHECK(page.status == 0);
  CHECK(page.err.empty());
  CHECK(page.out.starts_with(".TH RIREKI 1 "));
  const std::set<std::string> known = {".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi"};
  for (const std::string& line : page.lines()) {
    CAPTURE(line);
    if (line.starts_with('.')) CHECK(known.contains(line.substr(0, 3)));
    CHECK_FALSE(line.starts_with('\''));
  }
  for (const std::string& command : listed_commands(city)) CHECK(page.out.contains("\n.SS \"" + command));
  for (const char* section :
       {"NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "\"EXIT STATUS\"", "ENVIRONMENT", "EXAMPLES"}) {
    CHECK(page.out.contains(std::string("\n.SH ") + section + "\n"));
  }
  CHECK(page.out.contains("\\fB\\-\\-within\\fR"));
  for (const char* name : {"DATA", "SERVER", "TOKEN", "PURPOSE", "CONFIG", "MASTER_KEY_FILE"}) {
    CHECK(page.out.contains(std::string(".TP\n\\fBRIREKI_") + name + "\\fR\n"));
  }
  // What the help says below its examples.
  CHECK(page.out.contains("An empty cell is absent. Items of a list stand between semicolons"));
  CHECK(page.out.contains("Their keys are destroyed."));
}

TEST_CASE("groff, where there is one, has no complaint about the manual page", "[tools][pages]") {
  const City city(false);
  constexpr int kNotThere = 127;
  const Ran ran = Process(city.scratch(), {"groff", "-ww", "-k", "-man", "-Tutf8", "-z"}, city.run({"man"}).out).wait();
  if (ran.status == kNotThere) return;
  CHECK(ran.status == 0);
  CHECK(ran.err.empty());
}

}  // namespace rireki
