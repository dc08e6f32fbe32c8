// Plays every story of tests/scenarios, and holds the player itself to what its header says.
#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>

#include "events/types/error.h"
#include "tests/support/checkout.h"
#include "tests/support/story.h"
#include "tests/support/story_words.h"

using namespace rireki;

namespace {

const std::string kScenarios = (checkout() / "tests/scenarios").string();

std::vector<std::string> story_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kScenarios)) {
    if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

StoryReport played(const std::string& text) { return play_stories(text, "told.txt", kScenarios); }

/// The one failure of a text.
std::string failure_of(const std::string& text) {
  const StoryReport report = played(text);
  CAPTURE(joined_words(report.failures, "\n"));
  REQUIRE(report.failures.size() == 1);
  return report.failures.front();
}

const std::string kStaff =
    "given city\n"
    "2020-03-20 PersonRegistered P1 2020-03-20 name=A birth=1990-05-05 sex=female\n"
    "2020-03-20 Hired P1 2020-04-01 kind=regular unit=U1 rank=clerk job_family=clerical\n";

}  // namespace

TEST_CASE("the stories come true") {
  for (const std::string& file : story_files()) {
    DYNAMIC_SECTION(std::filesystem::path(file).filename().string()) {
      const StoryReport report = play_stories(text_of_file(file), std::filesystem::path(file).filename(), kScenarios);
      for (const std::string& failure : report.failures) UNSCOPED_INFO(failure);
      CHECK(report.failures.size() == 0);
      CHECK(report.checks > 0);
    }
  }
}

TEST_CASE("every code by which an event is refused has its story") {
  std::string all;
  for (const std::string& file : story_files()) all += text_of_file(file);
  for (Code code{}; code < Code::usage; code = static_cast<Code>(static_cast<int>(code) + 1)) {
    if (code == Code::retention_locked) continue;  // refuses the command `erase`, before there is an event
    const std::string wanted = "refused " + std::string(to_text(code));
    CAPTURE(wanted);
    const std::size_t at = all.find(wanted);
    CHECK(at != std::string::npos);
  }
}

TEST_CASE("a story that is true has no failures") {
  const StoryReport report = played(kStaff +
                                    "ask state P1 as-of 2020-04-01 : status=working unit=U1 separated=-\n"
                                    "ask roster as-of 2020-03-31 : nothing\n");
  CHECK(joined_words(report.failures, "\n") == "");
  CHECK(report.checks > 4);
}

TEST_CASE("a wrong answer fails with file, line, expected and actual") {
  const std::string failure =
      failure_of(kStaff + "\nask state P1 as-of 2020-04-01 : status=working rank=chief unit=U2\n");
  CHECK(failure.starts_with("told.txt:5: ask state P1"));
  CHECK(failure.find("expected: status=working rank=chief unit=U2\n") != std::string::npos);
  CHECK(failure.ends_with("actual:   rank=clerk unit=U1"));
  CHECK(failure_of(kStaff + "ask roster as-of 2020-04-01 : P1 P2\n").ends_with("actual:   P1"));
  CHECK(failure_of(kStaff + "ask headcount by unit as-of 2020-04-01 : U1 2\n").ends_with("actual:   U1 1"));
  CHECK(failure_of(kStaff + "ask history P1 as-of 2020-04-01 : Hired\n").ends_with("PersonRegistered Hired"));
  CHECK(failure_of(kStaff + "ask state P2 as-of 2020-04-01 : status=working\n").ends_with("actual:   nobody"));
  CHECK(failure_of(kStaff + "ask state P1 as-of 2020-04-01 : nobody\n").find("\"status\":\"working\"") !=
        std::string::npos);
  CHECK(failure_of(kStaff + "ask state P1 as-of 2020-04-01 : colour=red\n").ends_with("colour=(no such field)"));
}

TEST_CASE("a wrong outcome fails with file, line, expected and actual") {
  const std::string left = "2020-05-01 Separated P1 2020-05-31 reason=voluntary\n";
  const std::string failure = failure_of(kStaff + left + "  refused NOT_EMPLOYED\n");
  CHECK(failure.starts_with("told.txt:4: 2020-05-01 Separated"));
  CHECK(failure.find("expected: refused NOT_EMPLOYED\n  actual:   appended") != std::string::npos);
  CHECK(failure_of(kStaff + left + left).find("actual:   refused NOT_EMPLOYED \"P1") != std::string::npos);
  CHECK(failure_of(kStaff + left + left + "  refused NO_CHANGE\n").find("NOT_EMPLOYED") != std::string::npos);
  CHECK(failure_of(kStaff + left + left + "  refused NOT_EMPLOYED \"2020-06-30\"\n").find("ended on 2020-05-31") !=
        std::string::npos);
  CHECK(failure_of(kStaff + left + "  appended warning age_implausible\n").find("order_ref_missing") !=
        std::string::npos);
  CHECK(failure_of(kStaff + "batch\n" + left + left + "  refused NOT_EMPLOYED\nend\nask records : 4\n")
            .find("actual:   3") == std::string::npos);
}

TEST_CASE("a line that is no statement is a failure, not silence") {
  for (const std::string line :
       {"2020-05-01 Separated P1", "ask weather as-of 2020-01-01 : fine", "ask state P1 as-of 2020-05-01", "end",
        "whatever", "  appended", "ask state P1 as-of 2020-13-01 : nobody", "given nothing", "policy nothing",
        "2019-01-01 Separated P1 2020-05-31 reason=voluntary", "ask state P1 \"as-of : nobody", "batch"}) {
    CAPTURE(line);
    const StoryReport report = played(kStaff + "# a line between\nask records : 10\n" + line + "\n");
    CHECK(report.failures.size() >= 1);
    CHECK(report.failures.back().find("not played: ") != std::string::npos);
  }
}
