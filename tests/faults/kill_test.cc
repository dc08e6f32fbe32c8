// kill -9 of a process that appends: what it had acknowledged is there, and nothing in part. (That proves nothing about
// syncs, for the system's page cache survives: see power_loss_test.cc.)
#include <atomic>
#include <filesystem>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include <catch2/catch.hpp>

#include "events/types/event_json.h"
#include "tests/faults/workload.h"
#include "tests/support/child.h"
#include "tests/support/scratch.h"
#include "tests/tools/command_runner.h"

using namespace rireki;
using namespace rireki::faults;

namespace {

constexpr int kThreads = 4;
constexpr int kCyclesOfOneDirectory = 20;  // then a new one, for each cycle looks at all of it

/// "BASE-THREAD-BATCH.NUMBER.SIZE": the id tells which events were sent together.
Event event_named(const std::string& batch, int number, int size) {
  Event event = registration(0, 0);
  event.subject = batch + "-" + std::to_string(number);
  event.id = batch + "." + std::to_string(number) + "." + std::to_string(size);
  return event;
}

void append_and_tell(Engine& engine, const std::string& base) {
  for (int i = 0;; ++i) {
    std::vector<Event> batch;
    const int size = 1 + i % 3;
    for (int n = 0; n < size; ++n) batch.push_back(event_named(base + "-" + std::to_string(i), n, size));
    const auto outcomes = engine.append(batch, Recording::by_clock);
    if (!outcomes) return Child::say("error " + outcomes.error().message + "\n");
    std::string told;
    for (int n = 0; n < size; ++n) {
      told += batch[static_cast<std::size_t>(n)].id + " " +
              std::to_string((*outcomes)[static_cast<std::size_t>(n)].seq.value) + "\n";
    }
    Child::say(told);
  }
}

/// Event id → seq.
using Ids = std::map<std::string, std::uint64_t>;

/// What a child told until it was killed; a last line that was cut off was not told.
void take_told(const std::string& text, Ids& told) {
  std::istringstream lines(text.substr(0, text.rfind('\n') + 1));
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    const std::size_t blank = line.find(' ');
    REQUIRE(line.find("error") != 0);
    REQUIRE(blank != std::string::npos);
    told[line.substr(0, blank)] = std::stoull(line.substr(blank + 1));
  }
}

/// All ids of a log, in which nothing may be missing, twice or there in part.
Ids ids_of(Engine& engine) {
  Ids ids;
  std::map<std::string, int> sizes;  // batch and its size → events found
  std::uint64_t next = 1;
  std::uint64_t out_of_place = 0;
  sure(engine.read(Seq{1}, engine.last(), [&](const Record& record) {
    const std::string& id = record.event.id;
    out_of_place += record.seq.value == next++ ? 0 : 1;
    out_of_place += ids.emplace(id, record.seq.value).second ? 0 : 1;
    ++sizes[id.substr(0, id.find('.')) + id.substr(id.rfind('.'))];
    return true;
  }));
  CHECK(out_of_place == 0);
  CHECK(next == engine.last().value + 1);
  std::string in_part;
  for (const auto& [batch, found] : sizes) {
    if (std::stoi(batch.substr(batch.find('.') + 1)) != found) in_part += batch + " ";
  }
  CHECK(in_part == "");
  return ids;
}

Ids ids_by_command(const Scratch& scratch, const std::string& directory) {
  const auto log = running::Process(scratch, {running::command_path(), "--data", directory, "log", "--json"}).wait();
  REQUIRE(log.status == 0);
  Ids ids;
  for (const auto& row : log.rows()) ids[row.at("id").as_string().c_str()] = row.at("seq").to_number<std::uint64_t>();
  return ids;
}

/// What a reader, a writer and the command show, which must be the same.
Ids ids_after_kill(const Scratch& scratch, const std::string& directory) {
  const Ids read = ids_of(*opened(directory, EngineMode::read));
  CHECK(ids_by_command(scratch, directory) == read);
  const auto engine = opened(directory, EngineMode::write);
  CHECK(ids_of(*engine) == read);
  for (const auto& [id, seq] : read) {
    if (sure(engine->find_id(id)) != Seq{seq}) FAIL_CHECK(id << " is not found");
  }
  return read;
}

void pause(std::mt19937_64& random, int ms_max) {
  std::this_thread::sleep_for(std::chrono::microseconds(random() % (static_cast<std::uint64_t>(ms_max) * 1000)));
}

/// Lines of events for `rireki import`.
std::vector<std::string> import_lines(int count) {
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) lines.push_back(to_json(event_named("line" + std::to_string(i), 0, 1)) + "\n");
  return lines;
}

}  // namespace

TEST_CASE("child: four threads append and tell until they are killed", "[.]") {
  const auto engine = opened(Child::directory(), EngineMode::write);
  const std::string base = std::to_string(engine->last().value);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] { append_and_tell(*engine, base + "-" + std::to_string(t)); });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_CASE("what was told by many threads is there after kill -9", "[faults]") {
  const Scratch scratch;
  const std::uint64_t seed = seed_of_test();
  std::mt19937_64 random(seed);
  Ids told;
  std::string directory;
  std::size_t all_told = 0;
  const int cycles = in_full() ? 800 : 80;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    CAPTURE(cycle, seed);
    if (cycle % kCyclesOfOneDirectory == 0) {
      directory = scratch / ("data-" + std::to_string(cycle));
      sure(Engine::create(directory));
      all_told += std::exchange(told, {}).size();
    }
    Child child("child: four threads append and tell until they are killed", directory);
    if (random() % 4 != 0) child.await_lines(1 + random() % 60);  // else it may still be opening
    pause(random, 25);
    child.end();
    take_told(child.text(), told);
    const Ids present = ids_after_kill(scratch, directory);
    for (const auto& [id, seq] : told) {
      const auto it = present.find(id);
      if (it == present.end() || it->second != seq) FAIL_CHECK(id << " was told as seq " << seq);
    }
  }
  all_told += told.size();
  if (in_full()) WARN(all_told << " events were told in " << cycles << " cycles");
  CHECK(all_told > 1000);
}

TEST_CASE("an import that is killed has appended a beginning of its lines", "[faults]") {
  const Scratch scratch;
  const std::uint64_t seed = seed_of_test();
  std::mt19937_64 random(seed);
  const auto lines = import_lines(20'000);
  std::string text;
  for (const std::string& line : lines) text += line;
  const int cycles = in_full() ? 200 : 20;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    CAPTURE(cycle, seed);
    const std::string directory = scratch / "data";
    if (cycle % 5 == 0) {
      std::filesystem::remove_all(directory);
      sure(Engine::create(directory));
    }
    {
      const running::Process import(scratch, {running::command_path(), "--data", directory, "import", "-"}, text);
      pause(random, 250);
    }
    const auto engine = opened(directory, EngineMode::read);
    std::size_t next = 0;
    std::size_t others = 0;
    sure(engine->read(Seq{1}, engine->last(), [&](const Record& record) {
      others += record.event.id == event_named("line" + std::to_string(next), 0, 1).id ? 0 : 1;
      return record.seq.value == ++next;
    }));
    CHECK(others == 0);
    CHECK(next == engine->last().value);
    CHECK(ids_by_command(scratch, directory).size() == next);
  }
}
