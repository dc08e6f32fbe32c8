// The examples of docs/http_api.md, asked of the served demo city in their order.
#include "tests/support/checkout.h"
#include "tests/tools/published_city.h"
#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;

struct Example {
  std::string command;
  std::string expected;  // "…" stands for anything
};

/// Of a block, what follows "$ " is a command, on more lines after a backslash, and then what it prints.
std::vector<Example> examples() {
  std::vector<Example> all;
  bool in_block = false;
  bool in_command = false;
  for (const std::string& line : Ran{.out = read_file(checkout() / "docs/http_api.md")}.lines()) {
    if (line.starts_with("```")) {
      in_block = !in_block;
    } else if (in_block && line.starts_with("$ ")) {
      all.push_back({line.substr(2), {}});
      in_command = line.ends_with("\\");
    } else if (in_block && in_command) {
      all.back().command += "\n" + line;
      in_command = line.ends_with("\\");
    } else if (in_block && !all.empty()) {
      all.back().expected += line + "\n";
    }
    if (line.starts_with("```") && !in_block) in_command = false;
  }
  return all;
}

bool fits(std::string_view said, std::string_view expected) {
  constexpr std::string_view kAnything = "…";
  std::size_t from = 0;
  for (bool is_first = true; true; is_first = false) {
    const std::size_t end = expected.find(kAnything);
    const std::string_view part = expected.substr(0, end);
    if (end == std::string_view::npos) return is_first ? said == part : said.substr(from).ends_with(part);
    const std::size_t at = said.find(part, from);
    if (at == std::string_view::npos || (is_first && at != 0)) return false;
    from = at + part.size();
    expected.remove_prefix(end + kAnything.size());
  }
}

}  // namespace

TEST_CASE("the documented requests are answered as documented", "[tools][serve][published]") {
  CHECK(fits("abcd", "a…c…"));
  CHECK_FALSE(fits("abcd", "a…e…"));
  CHECK_FALSE(fits("abcd", "abc"));
  CHECK_FALSE(fits("abcd", "a…c"));
  const ServedCity city(published_city());
  const auto all = examples();
  REQUIRE(all.size() >= 12);
  // One shell runs them all, so that what one sets is there for the next; a line of its own tells their answers apart.
  constexpr std::string_view kBetween = "---- next ----\n";
  std::string script = "cd " + city.path("") + "\ncurl() { command curl --silent --max-time 30 \"$@\"; }\n";
  for (const Example& example : all) {
    std::string command = example.command;
    for (std::size_t at = 0; (at = command.find(" \\\n", at)) != std::string::npos;) command.replace(at, 3, " ");
    script += command + "\necho; echo '---- next ----'\n";
  }
  Process shell(city.scratch(), {"bash", "-c", script}, "",
                {{"URL", "http://127.0.0.1:" + std::to_string(city.port()) + "/v1"},
                 {"TOKEN", city.token("hr", "hr-7")},
                 {"TOKEN_OF_A_SECOND_OFFICER", city.token("hr", "hr-8")}});
  const Ran ran = shell.wait();
  CHECK(ran.err.empty());
  std::size_t begin = 0;
  for (const Example& example : all) {
    const std::size_t end = ran.out.find(kBetween, begin);
    REQUIRE(end != std::string::npos);
    std::string said = ran.out.substr(begin, end - begin);
    said.pop_back();         // that of echo
    std::erase(said, '\r');  // CSV's
    begin = end + kBetween.size();
    CAPTURE(example.command, said);
    if (example.expected.empty()) {
      CHECK(said.empty());
    } else {
      CHECK(fits(said, example.expected));
    }
  }
}

}  // namespace rireki
