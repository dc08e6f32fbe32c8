// What is asked most is answered without CLI11, and as with it.
#include "tools/rireki/plain_words.h"

#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"
#include "tools/rireki/answering.h"
#include "tools/rireki/command_line.h"

using namespace rireki;
using namespace rireki::running;

namespace {

using Strings = std::vector<std::string>;

/// What a lender gets of a question.
struct Heard {
  std::string answer;
  std::string refusal;
  friend bool operator==(const Heard&, const Heard&) = default;
};

template <class Ask>
Heard heard(Engine& engine, const Ask& ask) {
  LentEngine lent(engine, {"auditor-1", ""}, {});
  ask();
  const auto& error = lent.error();
  return {lent.take_answer(), error ? std::string(to_text(error->code)) + " " + error->message : std::string()};
}

}  // namespace

TEST_CASE("plain words are answered as the command line answers them", "[tools][answers]") {
  City city;
  REQUIRE(city.import(small_city(), {"--trust-recorded"}).status == 0);
  const auto engine = Engine::open(city.data(), EngineMode::read);
  REQUIRE(engine);
  const std::vector<Strings> moments = {{},
                                        {"--as-of=2022-04-01"},
                                        {"--as-of=R4.4.1", "--known-at=seq:8"},
                                        {"--known-at=2022-04-15"},
                                        {"--known-at=2022-04-15T01:02:03.000Z"},
                                        {"--as-of=令和4年4月1日"},
                                        {"--as-of="},
                                        {"--as-of=2022-13-01"},
                                        {"--known-at=seq:x"},
                                        {"--as-of=2022-04-01", "--as-of=2022-04-02"},
                                        {"--as-of=[2022-04-01]"},
                                        {"--as-of"},
                                        {"--json"},
                                        {"--with-void"},
                                        {"--nobody-knows"},
                                        {"--with-void=true"}};
  std::size_t answered = 0;
  for (const std::string command : {"person", "history"}) {
    for (const Strings& moment : moments) {
      for (const Strings& rest : std::vector<Strings>{{"--json", "--", "P1"},
                                                      {"--csv", "--", "P2"},
                                                      {"--", "P1"},
                                                      {"--json", "--", "P9"},
                                                      {"--json", "--", "--json"},
                                                      {"--json", "--", "雛形"},
                                                      {"--json", "--", "P1", "P2"},
                                                      {"--json", "--", ""},
                                                      {"--json", "P1"},
                                                      {"--json"}}) {
        Strings words = {command};
        words.insert(words.end(), moment.begin(), moment.end());
        words.insert(words.end(), rest.begin(), rest.end());
        const Heard plainly = heard(**engine, [&] { run_lent(words); });
        CAPTURE(words, plainly.answer, plainly.refusal);
        CHECK(plainly == heard(**engine, [&] { CommandLine(command).run(words); }));
        answered += plainly.answer.empty() ? 0 : 1;
      }
    }
  }
  CHECK(answered > 30);
}

TEST_CASE("words are plain where nothing can be read in two ways", "[tools][answers]") {
  const auto argument_of = [](Strings words) {
    words.insert(words.begin(), "person");
    PlainWords plain(words);
    static_cast<void>(plain.take_flag("--json"));
    static_cast<void>(plain.take_moment());
    return plain.only_argument();
  };
  CHECK(argument_of({"--json", "--as-of=R4.4.1", "--known-at=seq:8", "--", "P1"}) == "P1");
  CHECK(argument_of({"--", "P1"}) == "P1");
  for (const Strings& words : std::vector<Strings>{{"P1"},
                                                   {"--", "P1", "P2"},
                                                   {"--"},
                                                   {"--", "-P1"},
                                                   {"--", "[P1]"},
                                                   {"--json", "--json", "--", "P1"},
                                                   {"--as-of=1", "--as-of=2", "--", "P1"},
                                                   {"--as-of=", "--", "P1"},
                                                   {"--as-of=a b", "--", "P1"},
                                                   {"--csv", "--", "P1"},
                                                   {"-j", "--", "P1"}}) {
    CAPTURE(words);
    CHECK(argument_of(words).empty());
  }
}
