// The Log keeps its word: one sync for many, gapless, and no loss goes unseen.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <numeric>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "engine/log/group_commit.h"
#include "engine/maintenance.h"
#include "tests/support/scratch.h"
#include "tests/support/set_clock.h"
#include "tests/support/sure.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

Event registered(int number) {
  Event event;
  event.id = "id-" + std::to_string(number);
  event.subject = "P" + std::to_string(number);
  event.effective = from_civil({2020, 4, 1});
  event.data.value = PersonRegistered{"職員" + std::to_string(number), {}, from_civil({1990, 1, 2}), Sex::female, {}};
  return event;
}

std::vector<Event> registered_range(int from, int to) {
  std::vector<Event> events;
  for (int i = from; i < to; ++i) events.push_back(registered(i));
  return events;
}

std::unique_ptr<Engine> opened(const std::string& directory) {
  return sure(Engine::open(directory, EngineMode::write));
}

void append(const std::string& directory, int from, int to) {
  sure(opened(directory)->append(registered_range(from, to), Recording::by_clock));
}

Error refusal(const std::string& directory, EngineMode mode) {
  auto engine = Engine::open(directory, mode);
  REQUIRE_FALSE(engine);
  return engine.error();
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A data directory of 20 acknowledged records whose log has been put back to its first 10.
struct Shortened {
  Scratch scratch;
  std::string data = scratch / "data";

  Shortened() {
    sure(Engine::create(data));
    append(data, 0, 10);
    fs::copy(data + "/log", scratch / "old-log", fs::copy_options::recursive);
    append(data, 10, 20);
    fs::remove_all(data + "/log");
    fs::rename(scratch / "old-log", data + "/log");
  }
};

}  // namespace

TEST_CASE("a log that comes back shorter is refused with the first missing seq", "[engine][log]") {
  const Shortened shortened;
  for (const EngineMode mode : {EngineMode::read, EngineMode::write}) {
    const Error error = refusal(shortened.data, mode);
    CHECK(error.code == Code::integrity_error);
    CHECK(error.message.find("the first missing one is seq 11;") != std::string::npos);
    CHECK(error.message.find("20 records were acknowledged") != std::string::npos);
  }
}

TEST_CASE("a log that is gone is missed as one that is shorter", "[engine][log]") {
  const Shortened shortened;
  for (const char* gone : {"/log/CURRENT", "/log"}) {
    fs::remove_all(shortened.data + gone);
    for (const EngineMode mode : {EngineMode::read, EngineMode::write}) {
      const Error error = refusal(shortened.data, mode);
      CHECK(error.code == Code::integrity_error);
      CHECK(error.message.find("is missing, but 20 records were acknowledged") != std::string::npos);
    }
  }
}

TEST_CASE("a loss is accepted only by its seq, and is noted", "[engine][log]") {
  const Shortened shortened;
  const auto wrong = accept_loss(shortened.data, Seq{12}, "operator");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().message.find("seq 11") != std::string::npos);
  CHECK_FALSE(fs::exists(shortened.data + "/losses.jsonl"));

  REQUIRE(accept_loss(shortened.data, Seq{11}, "operator"));
  const std::string note = text_of(shortened.data + "/losses.jsonl");
  CHECK(note.find(R"("actor":"operator","first_missing":11,"vouched":{"size":20,)") != std::string::npos);
  CHECK(note.find(R"("present":{"size":10,)") != std::string::npos);
  CHECK(opened(shortened.data)->last() == Seq{10});
  append(shortened.data, 30, 31);
  CHECK(opened(shortened.data)->last() == Seq{11});
  CHECK_FALSE(accept_loss(shortened.data, Seq{11}, "operator"));
}

TEST_CASE("a log whose end is damaged says what is missing, and goes on without it if told to", "[engine][log]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  sure(Engine::create(data));
  {
    const auto engine = opened(data);
    for (int i = 0; i < 20; ++i) sure(engine->append({registered(i)}, Recording::by_clock));
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(data + "/log")) {
    if (entry.path().extension() != ".log") continue;
    std::string bytes = text_of(entry.path());
    const std::size_t last_id = bytes.find("id-15");  // in the write-ahead log of the sixteenth append
    if (last_id == std::string::npos) continue;
    bytes[last_id] ^= 1;
    std::ofstream(entry.path(), std::ios::binary) << bytes;
  }
  for (const EngineMode mode : {EngineMode::read, EngineMode::write}) {
    CHECK(refusal(data, mode).message.contains("the first missing one is seq 16;"));
  }
  CHECK(accept_loss(data, Seq{17}, "operator").error().message.contains("seq 16"));
  CHECK(refusal(data, EngineMode::read).message.contains("the first missing one is seq 16;"));  // nothing was changed
  REQUIRE(accept_loss(data, Seq{16}, "operator"));
  CHECK(opened(data)->last() == Seq{15});
  append(data, 30, 31);
}

TEST_CASE("another log of the same length is refused", "[engine][log]") {
  const Scratch scratch;
  for (const char* name : {"a", "b"}) sure(Engine::create(scratch / name));
  append(scratch / "a", 0, 10);
  append(scratch / "b", 10, 20);
  fs::copy_file(scratch / "a/guard", scratch / "b/guard", fs::copy_options::overwrite_existing);
  const Error error = refusal(scratch / "b", EngineMode::read);
  CHECK(error.code == Code::integrity_error);
  CHECK(error.message.find("another root") != std::string::npos);
}

TEST_CASE("a log without its guard is refused until that is accepted", "[engine][log]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  sure(Engine::create(data));
  append(data, 0, 3);
  fs::remove(data + "/guard");
  CHECK(refusal(data, EngineMode::read).code == Code::integrity_error);
  CHECK(refusal(data, EngineMode::write).code == Code::integrity_error);
  REQUIRE(accept_loss(data, Seq{1}, "operator"));
  CHECK(opened(data)->last() == Seq{3});
}

TEST_CASE("a guard that is older than the log is no loss", "[engine][log]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  sure(Engine::create(data));
  append(data, 0, 10);
  fs::copy_file(data + "/guard", scratch / "old-guard");
  for (int i = 10; i < 15; ++i) append(data, i, i + 1);
  fs::copy_file(scratch / "old-guard", data + "/guard", fs::copy_options::overwrite_existing);
  CHECK(sure(Engine::open(data, EngineMode::read))->last() == Seq{15});
  append(data, 15, 16);
  CHECK(opened(data)->last() == Seq{16});
}

TEST_CASE("many appends at once are each answered with their own seq, without a gap", "[engine][log]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  sure(Engine::create(data));
  constexpr int kThreads = 4;
  constexpr int kEach = 200;
  std::vector<std::uint64_t> seqs;
  {
    const auto engine = opened(data);
    std::mutex mutex;
    std::atomic<int> answered = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          engine->submit({registered(t * kEach + i)}, Recording::by_clock, {}, [&](auto outcomes) {
            const std::lock_guard lock(mutex);
            if (outcomes && outcomes->front().kind == Outcome::Kind::appended) {
              seqs.push_back(outcomes->front().seq.value);
              if (engine->last() < outcomes->front().seq) seqs.push_back(0);  // told before it is durable
            }
            ++answered;
          });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    while (answered < kThreads * kEach) std::this_thread::yield();
    const auto lock = engine->hold();
    CHECK(sure(engine->find_id("id-77")).has_value());
  }
  std::vector<std::uint64_t> wanted;
  for (std::uint64_t i = 1; i <= kThreads * kEach; ++i) wanted.push_back(i);
  CHECK(seqs == wanted);  // also in this order: who comes first is told first
  CHECK(opened(data)->last() == Seq{kThreads * kEach});
}

TEST_CASE("a duplicate of what is still under way is answered when that is durable", "[engine][log]") {
  const Scratch scratch;
  sure(Engine::create(scratch / "data"));
  const auto engine = opened(scratch / "data");
  std::vector<std::future<Outcome>> answers;
  for (int i = 0; i < 50; ++i) {
    auto promise = std::make_shared<std::promise<Outcome>>();
    answers.push_back(promise->get_future());
    engine->submit({registered(i / 2)}, Recording::by_clock, {}, [promise, &engine](auto outcomes) {
      Outcome outcome = outcomes->front();
      if (engine->last() < outcome.seq) outcome.kind = Outcome::Kind::refused;  // it was not durable
      promise->set_value(outcome);
    });
  }
  for (int i = 0; i < 50; ++i) {
    const Outcome outcome = answers[static_cast<std::size_t>(i)].get();
    CHECK(outcome.kind == (i % 2 == 0 ? Outcome::Kind::appended : Outcome::Kind::duplicate));
    CHECK(outcome.seq == Seq{static_cast<std::uint64_t>(i / 2 + 1)});
  }
}

TEST_CASE("of appends that come together each is refused or acknowledged by itself", "[engine][log]") {
  const Scratch scratch;
  sure(Engine::create(scratch / "data"));
  const auto engine = opened(scratch / "data");
  constexpr std::size_t kMany = 200;
  std::vector<Engine::Append> appends(kMany);
  std::vector<std::promise<Outcome>> answers(kMany);
  for (std::size_t i = 0; i < kMany; ++i) {
    const int number = static_cast<int>(i);
    appends[i].batch = {registered(i % 10 == 9 ? number - 1 : number)};  // every tenth repeats the one before
    if (i % 10 == 5) appends[i].expected = Version{7};
    appends[i].done = [&, i](const Result<std::vector<Outcome>>& outcomes) {
      answers[i].set_value(sure(outcomes).front());
    };
  }
  engine->submit(appends, Recording::by_clock);
  std::uint64_t seq = 0;
  for (std::size_t i = 0; i < kMany; ++i) {
    const Outcome outcome = answers[i].get_future().get();
    if (i % 10 == 5) {
      CHECK(outcome.error.code == Code::concurrent_change);
      continue;
    }
    const bool repeats = i % 10 == 9;
    CHECK(outcome.kind == (repeats ? Outcome::Kind::duplicate : Outcome::Kind::appended));
    CHECK(outcome.seq == Seq{repeats ? seq : ++seq});
  }
  CHECK(engine->last() == Seq{seq});
}

TEST_CASE("a group takes what waits, in order, and waits for nobody", "[engine][log]") {
  struct Writer final : GroupWriter {
    std::vector<std::size_t> groups;
    std::size_t taken = 0;
    std::promise<void> gate;
    std::future<void> opened_gate = gate.get_future();
    Result<Appended> take(const AppendRequest&) override {
      ++taken;
      return Appended{};
    }
    Result<void> write() override {
      if (groups.empty()) opened_gate.wait();
      groups.push_back(std::exchange(taken, 0));
      return {};
    }
  };
  Writer writer;
  std::vector<int> told;
  {
    GroupCommit queue(writer);
    const auto records = std::make_shared<const RecordBatch>();
    queue.add({{records, {}}, [&](const auto&) { told.push_back(0); }});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // it is taken alone by now, or all come together
    for (int i = 1; i < 100; ++i) queue.add({{records, {}}, [&, i](const auto&) { told.push_back(i); }});
    writer.gate.set_value();
  }
  REQUIRE(told.size() == 100);
  CHECK(std::ranges::is_sorted(told));
  CHECK(writer.groups.size() <= 2);
  CHECK(std::accumulate(writer.groups.begin(), writer.groups.end(), std::size_t{0}) == 100);
}

TEST_CASE("a clock that jumps ahead stops the writer until it is confirmed", "[engine][clock]") {
  struct JumpingClock final : Clock {
    std::shared_ptr<std::pair<std::int64_t, std::int64_t>> ms;  // wall, running
    Instant now() override { return Instant{ms->first}; }
    std::int64_t running_ms() override { return ms->second; }
    std::string start() override { return "one-start"; }
  };
  const Scratch scratch;
  constexpr std::int64_t kDay = kClockJumpMsMax;
  JumpingClock clock;
  clock.ms = std::make_shared<std::pair<std::int64_t, std::int64_t>>(100 * kDay, 5);
  ClockWatch watch(clock, scratch / "clock");
  *clock.ms = {101 * kDay, kDay + 5};
  CHECK(watch.now() == Instant{101 * kDay});
  clock.ms->first = 50 * kDay;  // back: `recorded` waits, nothing is refused
  CHECK(watch.now());
  *clock.ms = {103 * kDay, kDay + 5};
  const auto jumped = watch.now();
  REQUIRE_FALSE(jumped);
  CHECK(jumped.error().message.find("2 day(s) ahead") != std::string::npos);

  ClockWatch next_process(clock, scratch / "clock");
  CHECK_FALSE(next_process.now());
  next_process.confirm();
  CHECK(next_process.now());
  CHECK(ClockWatch(clock, scratch / "clock").now());
}

TEST_CASE("recorded never decreases when the clock goes back", "[engine][clock]") {
  const Scratch scratch;
  sure(Engine::create(scratch / "data"));
  const auto now = std::make_shared<Instant>(Instant{1'700'000'000'000});
  const auto engine =
      sure(Engine::open(scratch / "data", EngineMode::write, {.clock = std::make_unique<SetClock>(now)}));
  sure(engine->append({registered(1)}, Recording::by_clock));
  now->ms -= 3'600'000;
  sure(engine->append({registered(2)}, Recording::by_clock));
  CHECK(sure(engine->record(Seq{2})).recorded == Instant{1'700'000'000'000});
}
