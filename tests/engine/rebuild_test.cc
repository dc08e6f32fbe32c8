// A rebuild beside what goes on: appends, questions, interruptions, records that do not fit.
#include <atomic>
#include <filesystem>
#include <future>
#include <thread>

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "engine/maintenance.h"
#include "events/types/record_codec.h"
#include "tests/support/child.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"
#include "tools/bench/careers.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

constexpr int kPeople = 500;  // some 20,000 events

/// A Log whose views follow it.
void fill(const std::string& data, int people = kPeople) {
  sure(write_careers({.people = people}, data));
  sure(Engine::open(data, EngineMode::write));
}

std::string answers(const std::string& data) {
  const auto engine = sure(Engine::open(data, EngineMode::read));
  return whole_answer(*engine, engine->last());
}

Event registration(int number) {
  Event event;
  event.id = event.subject = "new-" + std::to_string(number);
  event.effective = kCareersLast;
  event.data.value = PersonRegistered{.name = "新人", .birth = from_civil({2000, 1, 1})};
  return event;
}

/// Appends a record without judging it.
void append_raw(const std::string& data, const Event& event) {
  const auto log = sure(open_rocks_log(DataDirectory{data}.log_place(), OpenMode::write));
  const auto batch = std::make_shared<RecordBatch>();
  encode_record(event, Instant{2'000'000'000'000}, batch->bytes);
  batch->ends.push_back(batch->bytes.size());
  std::promise<Result<Appended>> appended;
  log->append({batch, log->last()}, [&](Result<Appended> answer) { appended.set_value(std::move(answer)); });
  sure(appended.get_future().get());
}

std::vector<std::string> files_in(const std::string& directory) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

}  // namespace

TEST_CASE("a rebuild goes on beside a writer, which takes its views up", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string views = DataDirectory{data}.views();
  const Generation before = used_generation(views);
  int appended = 0;
  {
    const auto writer = sure(Engine::open(data, EngineMode::write));
    const auto reader = sure(Engine::open(data, EngineMode::read));
    const std::string answer = whole_answer(*reader, reader->last());
    auto rebuilding = std::async(std::launch::async, [&] { return rebuild(data, true, {}); });
    while (appended < 50 || rebuilding.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      for (const Outcome& o : sure(writer->append({registration(appended++)}, Recording::by_clock))) {
        REQUIRE(o.kind == Outcome::Kind::appended);
      }
    }
    CHECK(sure(rebuilding.get()).difference.empty());
    CHECK(used_generation(views) > before);
    CHECK(whole_answer(*reader, reader->last()) == answer);  // what it has open stays
    while (appended < 1'100) REQUIRE(writer->append({registration(appended++)}, Recording::by_clock));
    CHECK(sure(writer->find_id("new-7")).has_value());
  }
  // Closing sealed the views, and took up the new ones for that.
  CHECK(unused_generations(views).empty());
  const auto engine = sure(Engine::open(data, EngineMode::read));
  for (int i = 0; i < appended; ++i) REQUIRE(sure(engine->find_id("new-" + std::to_string(i))).has_value());
  CHECK(sure(rebuild(data, true, {})).difference.empty());
}

TEST_CASE("a cancelled rebuild leaves no trace, and two at a time are one too many", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  REQUIRE(rebuild(data, false, {}));
  const auto files = files_in(data + "/views");
  for (const int calls : {0, 3, 11}) {
    std::atomic<int> asked = 0;
    const auto cancelled = rebuild(data, false, {.is_cancelled = [&] { return asked++ >= calls; }});
    REQUIRE_FALSE(cancelled.has_value());
    CHECK(cancelled.error().message.find("cancelled") == 0);
    CHECK(files_in(data + "/views") == files);
  }
  std::optional<Error> second;
  const Watch watch{.progress = [&](std::uint64_t, std::uint64_t) {
    if (second) return;
    const auto other = rebuild(data, false, {});
    second = other ? Error{} : other.error();
  }};
  REQUIRE(rebuild(data, false, watch));
  REQUIRE(second.has_value());
  CHECK(second->message.find("are being rebuilt already") != std::string::npos);
}

TEST_CASE("a writer that comes while the first views are being built makes its own", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  fs::remove_all(data + "/views");
  std::unique_ptr<Engine> writer;
  const Watch watch{.progress = [&](std::uint64_t, std::uint64_t) {
    if (writer == nullptr) writer = sure(Engine::open(data, EngineMode::write));
  }};
  REQUIRE(rebuild(data, false, watch));
  REQUIRE(writer != nullptr);
  for (int i = 0; i < 1'100; ++i) REQUIRE(writer->append({registration(i)}, Recording::by_clock));
  writer.reset();
  CHECK(unused_generations(DataDirectory{data}.views()).empty());
  CHECK(sure(rebuild(data, true, {})).difference.empty());
}

TEST_CASE("a record that does not fit stops a rebuild with its seq, and the views stay", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string before = answers(data);
  const auto files = files_in(data + "/views");
  Event stray;
  stray.id = "stray";
  stray.subject = career_code(0);
  stray.effective = kCareersLast;
  stray.data.value = EventVoided{{"no-such-event"}, VoidCause::duplicate};
  append_raw(data, stray);
  const auto rebuilt = rebuild(data, false, {});
  REQUIRE_FALSE(rebuilt.has_value());
  CHECK(rebuilt.error().code == Code::integrity_error);
  const Seq last = sure(open_rocks_log(DataDirectory{data}.log_place(), OpenMode::read))->last();
  CHECK(rebuilt.error().message.find("record " + std::to_string(last.value) + ":") == 0);
  CHECK(files_in(data + "/views") == files);
}

TEST_CASE("views far behind the log are built at once when a writer opens it", "[engine][views][slow]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  const Seq last = sure(write_careers({.people = 1'600, .mix = Mix::attendance}, data));
  REQUIRE(last.value > 300'000);
  REQUIRE(sure(Engine::open(data, EngineMode::write))->last() == last);
  const auto sealed = sure(open_sealed_views(data + "/views", OpenMode::read));
  CHECK(sealed->absorbed().seq == last);
  CHECK(unused_generations(data + "/views").empty());
}

// Run by the test below, in a process of its own.
TEST_CASE("rebuilds again and again", "[.][child]") {
  while (!Child::directory().empty()) {
    const bool rebuilt = rebuild(Child::directory(), false, {}).has_value();
    Child::say(rebuilt ? "rebuilt\n" : "failed\n");
  }
}

TEST_CASE("killed at any point, a rebuild harms nothing", "[engine][views][slow]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data, 100);
  const std::string before = answers(data);
  const char* full = std::getenv("RIREKI_TEST_FULL");
  const int kills = full != nullptr && std::string(full) == "1" ? 100 : 10;
  for (int i = 0; i < kills; ++i) {
    Child child("rebuilds again and again", data);
    child.await_lines(1);
    std::this_thread::sleep_for(std::chrono::microseconds(i * 7'919 % 60'000));
    child.end();
    REQUIRE(child.text().find("failed") == std::string::npos);
    REQUIRE(answers(data) == before);
    if (i % 3 == 0) REQUIRE(sure(rebuild(data, true, {})).difference.empty());
    if (i % 3 == 1) sure(Engine::open(data, EngineMode::write));
  }
  CHECK(sure(rebuild(data, true, {})).difference.empty());
  CHECK(unused_generations(data + "/views").empty());
}
