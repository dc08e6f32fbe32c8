// Questions as the service runs them, whatever the command does.
#include "tools/server/questions.h"

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"

using namespace rireki;

TEST_CASE("a question that ends by an exception leaves no deadline behind", "[tools][serve]") {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  constexpr std::chrono::milliseconds kPatience{500};
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
  std::this_thread::sleep_for(kPatience + std::chrono::milliseconds(50));
  const auto held = engine->hold();
  CHECK(engine->timeline(SubjectKind::person, "P1").has_value());
}

TEST_CASE("those who ask take turns, however much one of them asks", "[tools][serve]") {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  std::vector<std::string> order;
  std::promise<void> first_is_asked;
  std::promise<void> all_are_asked;
  std::promise<void> all_are_answered;
  Questions questions(
      *engine, scratch / "data",
      [&](Engine&, Asking, const Asker& asker) -> Result<CommandAnswer> {
        if (order.empty()) {
          first_is_asked.set_value();
          all_are_asked.get_future().wait();
        }
        order.push_back(asker.reader.actor);
        return CommandAnswer{};
      },
      std::chrono::minutes(1));
  std::atomic<int> left = 6;
  const auto ask = [&](const std::string& who) {
    questions.ask({.match = *sure(match("GET", "/v1/persons/P1")).match,
                   .known_tags = {},
                   .form = {},
                   .asker = {.reader = {.actor = who, .purpose = {}}, .role = TokenRole::auditor, .unit = {}}},
                  [&](HttpResponse) {
                    if (--left == 0) all_are_answered.set_value();
                  });
  };
  ask("greedy");
  first_is_asked.get_future().wait();
  for (const char* who : {"greedy", "greedy", "greedy", "other", "third"}) ask(who);
  all_are_asked.set_value();
  all_are_answered.get_future().wait();
  CHECK(order == std::vector<std::string>{"greedy", "greedy", "other", "third", "greedy", "greedy"});
}

TEST_CASE("a question that has waited too long is given up before it is answered", "[tools][serve]") {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  constexpr std::chrono::milliseconds kPatience{50};
  std::atomic<int> answered = 0;
  Questions questions(
      *engine, scratch / "data",
      [&](Engine&, Asking, const Asker&) -> Result<CommandAnswer> {
        ++answered;
        std::this_thread::sleep_for(2 * kPatience);
        return CommandAnswer{};
      },
      kPatience);
  std::promise<int> first;
  std::promise<int> second;
  for (std::promise<int>* status : {&first, &second}) {
    questions.ask({.match = *sure(match("GET", "/v1/persons/P1")).match,
                   .known_tags = {},
                   .form = {},
                   .asker = {.reader = {}, .role = TokenRole::auditor, .unit = {}}},
                  [=](HttpResponse response) { status->set_value(response.status); });
  }
  CHECK(first.get_future().get() == 503);
  CHECK(second.get_future().get() == 503);
  CHECK(answered == 1);
}

TEST_CASE("the figures of a closing are given up like a question", "[tools][serve]") {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  constexpr std::chrono::milliseconds kPatience{50};
  Questions questions(
      *engine, scratch / "data",
      [&](Engine&, Asking, const Asker&) -> Result<CommandAnswer> {
        std::this_thread::sleep_for(2 * kPatience);
        return CommandAnswer{};
      },
      kPatience);
  HttpRequest request;
  request.body = R"({"period":"FY2022"})";
  const auto event = questions.closing(request, {.reader = {}, .role = TokenRole::hr, .unit = {}});
  REQUIRE_FALSE(event.has_value());
  CHECK(event.error().status == 503);
}
