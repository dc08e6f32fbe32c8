// Small things that the command says to whoever types: what is recorded, what was typed, where to look.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/tools/filled_city.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

struct SmallCity : FilledCity {
  /// With what a shell does behind the command.
  [[nodiscard]] Ran run_in_shell(const Strings& words, const std::string& behind) const {
    Strings all = {"bash", "-c", "\"$@\" " + behind, "bash"};
    for (const std::string& word : arguments(words)) all.push_back(word);
    return Process(scratch(), all).wait();
  }
};

}  // namespace

TEST_CASE("an event whose acknowledgement cannot be printed is said to be recorded", "[tools][command]") {
  const SmallCity city;
  const Strings words = {"append", "GradeChanged", "--id",       "g-1",   "--subject",
                         "P1",     "--effective",  "2023-04-01", "--set", "grade=4"};
  for (const Strings& repeated : {words, words}) {
    const Ran ran = city.run_in_shell(repeated, "> /dev/full");
    CAPTURE(ran.err);
    CHECK(ran.status == 1);
    CHECK(ran.err.contains("the event is recorded as seq 11 with the id g-1\n"));
    CHECK(ran.err.contains("No space left on device"));
  }
  const Ran judged = city.run_in_shell({"void", "g-1", "--dry-run"}, "> /dev/full");
  CHECK(judged.status == 1);
  CHECK_FALSE(judged.err.contains("is recorded"));
}

TEST_CASE("a correction that is refused names the field as it was typed", "[tools][command]") {
  const SmallCity city;
  const Ran blank = city.run({"correct", "r1", "--set", "name="});
  CHECK(blank.err == "rireki: name: the text is empty, or blanks alone [INVALID_FIELD]\n");
  const Ran lacking = city.run({"correct", "p1", "--unset", "rank"});
  CHECK(lacking.err == "rireki: rank is missing [MISSING_FIELD]\n");
}

TEST_CASE("what is refused names no seq but those of Records", "[tools][command]") {
  const SmallCity city;
  const Ran one =
      city.run({"append", "Promoted", "--subject", "P1", "--effective", "2023-04-01", "--set", "rank=clerk"});
  CAPTURE(one.err);
  CHECK(one.status == 3);
  CHECK(
      one.err.contains("P1: Promoted on 2023-04-01: \"clerk\" against the present rank \"chief\" held since "
                       "2022-04-01 (seq 8)"));
  CHECK_FALSE(one.err.contains("seq 11"));

  write_file(city.path("batch"), event_line("b1", "Promoted", "P1", "2023-04-01", "", R"({"rank":"director"})") + "\n" +
                                     event_line("b2", "Promoted", "P1", "2023-04-02", "", R"({"rank":"chief"})") +
                                     "\n");
  const Ran batch = city.run({"import", city.path("batch"), "--atomic"});
  CAPTURE(batch.err);
  CHECK(batch.status == 3);
  CHECK(batch.err.contains("P1: Promoted on 2023-04-02 (event 2 of the batch)"));
  CHECK(batch.err.contains("held since 2023-04-01 (event 1 of the batch)"));
  CHECK_FALSE(batch.err.contains("seq 1"));
}

TEST_CASE("a fiscal year may be typed as --era prints it", "[tools][command]") {
  const SmallCity city;
  const std::string in_2020 = city.ask({"count", "hires", "--fiscal-year", "2020"}).out;
  CHECK(in_2020.contains("\"count\":2"));
  CHECK(city.ask({"count", "hires", "--fiscal-year", "R2"}).out == in_2020);
  CHECK(city.ask({"count", "hires", "--fiscal-year", "H30..R2"}).out == in_2020);
  CHECK(city.ask({"count", "hires", "--fiscal-year", "R1..2020"}).out == in_2020);
  CHECK(city.ask({"count", "hires", "--fiscal-year", "R1"}).out.contains("\"count\":0"));
  for (const char* wrong : {"H31", "R0", "X5", "R", "1867", "2999"}) {  // 2019 is R1
    const Ran ran = city.run({"count", "hires", "--fiscal-year", wrong});
    CHECK(ran.status == 2);
    CHECK(ran.err.contains("is not a fiscal year, such as 2023 or R5"));
  }
}

TEST_CASE("a token for a unit that there is not is made with a warning", "[tools][command]") {
  const SmallCity city;
  const Ran odd = city.run({"token", "make", "--owner", "m", "--role", "manager", "--unit", "nowhere"});
  CHECK(odd.status == 0);
  CHECK(odd.err.contains("warning: no unit \"nowhere\" is known"));
  CHECK_FALSE(
      city.run({"token", "make", "--owner", "m", "--role", "manager", "--unit", "U-2"}).err.contains("warning"));
}

TEST_CASE("the line of progress ends before anything else is said", "[tools][command]") {
  const City city;
  if (Process(city.scratch(), {"script", "--version"}).wait().status != 0) {
    WARN("no terminal can be made here: not tested");
    return;
  }
  std::string lines;
  for (int i = 0; i < 20'000; ++i) {
    lines += event_line("u" + std::to_string(i), "OrgUnitEstablished", "N" + std::to_string(i), "2020-04-01", "",
                        R"({"name":"課","authority":"mayor"})") +
             "\n";
  }
  write_file(city.path("lines"), lines + "{}\n");
  const std::string command = command_path() + " --data " + city.data() + " import " + city.path("lines");
  const Ran ran = Process(city.scratch(), {"script", "-qec", command, "/dev/null"}).wait();
  CAPTURE(ran.out);
  CHECK(ran.out.contains("imported: "));
  CHECK(ran.out.contains("\nappended 20000"));
  CHECK(ran.out.contains("\n" + city.path("lines") + ": line 20001"));
}

TEST_CASE("help and versions say what one looks for", "[tools][command]") {
  const City city(false);
  CHECK(city.run({"erase", "--help"}).out.contains("may be repeated"));
  const std::string verify = (std::filesystem::path(command_path()).parent_path() / "rireki-verify").string();
  const Ran version = Process(city.scratch(), {verify, "--version"}).wait();
  CHECK(version.status == 0);
  CHECK(version.out.starts_with("rireki-verify "));
  CHECK(city.run({"--version"}).out.contains(version.out.substr(version.out.find(' ') + 1)));
}

}  // namespace rireki
