// Questions as the service runs them, whatever the command does.
#include "tools/server/questions.h"

#include <future>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"

using namespace rireki;

TEST_CASE("a question that ends by an exception leaves no deadline behind", "[tools][serve]") {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  constexpr std::chrono::milliseconds kPatience{1};
  Questions questions(
      *engine, scratch / "data",
      [](Engine&, Asking, const Asker&) -> Result<CommandAnswer> { throw std::runtime_error("a defect"); }, kPatience);
  std::promise<int> status;
  questions.ask({.match = *sure(match("GET", "/v1/persons/P1")).match,
                 .known_tags = {},
                 .form = {},
                 .asker = {.reader = {}, .role = TokenRole::auditor, .unit = {}}},
                [&](HttpResponse response) { status.set_value(response.status); });
  CHECK(status.get_future().get() == 500);
  std::this_thread::sleep_for(2 * kPatience);
  const auto held = engine->hold();
  CHECK(engine->timeline(SubjectKind::person, "P1").has_value());
}
