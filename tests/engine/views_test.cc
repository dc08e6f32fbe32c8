// The views can be thrown away, and a rebuild finds out where they were wrong.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

#include "engine/engine.h"
#include "engine/maintenance.h"
#include "events/types/crc32c.h"
#include "events/types/record_codec.h"
#include "tests/support/random_city.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"
#include "tools/demo/city.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

void fill(const std::string& data) {
  sure(Engine::create(data));
  const auto engine = sure(Engine::open(data, EngineMode::write));
  std::vector<Event> events;
  generate_city({.people = 100}, [&](Event event) { events.push_back(std::move(event)); });
  sure(engine->append_each(std::move(events), Recording::trusted));
}

std::string answers(const std::string& data) {
  const auto engine = sure(Engine::open(data, EngineMode::read));
  return whole_answer(*engine, engine->last());
}

Rebuilt rebuilt(const std::string& data) { return sure(rebuild(data, true, {})); }

std::string member(int i) { return "member-" + std::to_string(i % 200); }

Event event_of(const std::string& id, const std::string& subject, Day effective, EventVariant value) {
  Event event;
  event.id = id;
  event.subject = subject;
  event.effective = effective;
  event.data.value = std::move(value);
  return event;
}

/// Hires the members as the first regular employee of the city was hired: that day.
Day hire_members(Engine& engine) {
  std::optional<Record> first;
  sure(engine.read(Seq{1}, engine.last(), [&](const Record& record) {
    const auto* hired = record.event.as<Hired>();
    if (hired != nullptr && hired->kind == EmploymentKind::regular) first = record;
    return !first;
  }));
  std::vector<Event> events;
  const Day day = *first->event.effective;
  for (int i = 0; i < 200; ++i) {
    events.push_back(event_of("r-" + member(i), member(i), day, PersonRegistered{.name = "N", .birth = day - 10'000}));
    events.push_back(event_of("h-" + member(i), member(i), day, *first->event.as<Hired>()));
  }
  sure(engine.append_each(events, Recording::by_clock));
  return day;
}

/// Adds or replaces stored rows, as a defect would.
void tamper(const std::string& data, const SealedViews::Rows& timelines, const SealedViews::Rows& ids) {
  const auto views = sure(open_sealed_views(data + "/views", OpenMode::write));
  REQUIRE(views->absorbed().seq.value > 0);
  sure(views->seal(views->absorbed(), timelines, ids, {}));
}

}  // namespace

TEST_CASE("a rebuild finds nothing to mend, and answers stay the same", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string before = answers(data);
  const Rebuilt result = rebuilt(data);
  CHECK(result.difference.empty());
  CHECK(result.people > 100);
  CHECK(result.events == sure(Engine::open(data, EngineMode::read))->last().value);
  CHECK(answers(data) == before);
  fs::remove_all(data + "/views");
  CHECK(answers(data) == before);
  CHECK(rebuilt(data).difference.empty());
  CHECK(used_generation(data + "/views") == 1);  // the first after all were deleted
  CHECK(unused_generations(data + "/views").empty());
}

TEST_CASE("views that were sealed without an append are taken up again", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  fs::remove_all(data + "/views");
  REQUIRE(sure(Engine::open(data, EngineMode::write))->last().value > 1'000);  // enough to be sealed at closing

  const auto engine = sure(Engine::open(data, EngineMode::read));
  std::uint32_t checksum = 0;
  const auto views = sure(open_sealed_views(data + "/views", OpenMode::read));
  sure(engine->read(engine->last(), engine->last(), [&](const Record& record) {
    std::string bytes;
    encode_record(record.event, record.recorded, bytes);
    checksum = crc32c(bytes);
    return true;
  }));
  CHECK(views->absorbed().seq == engine->last());
  CHECK(views->absorbed().checksum == checksum);
}

TEST_CASE("a rebuild names where the views were wrong, and mends it", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string before = answers(data);
  const SealedViews::Rows nothing = [](const SealedViews::Put&) {};
  const std::string no_entries(4, '\0');

  tamper(
      data, [&](const SealedViews::Put& put) { put("pP000007", no_entries); }, nothing);
  CHECK(answers(data) != before);
  CHECK(rebuilt(data).difference == "the timeline of P000007");
  CHECK(answers(data) == before);

  tamper(
      data, [&](const SealedViews::Put& put) { put("pP999999", no_entries); }, nothing);
  CHECK(rebuilt(data).difference == "the timeline of P999999, which is not in the log");

  const std::string first_id = sure(sure(Engine::open(data, EngineMode::read))->record(Seq{1})).event.id;
  tamper(data, nothing, [&](const SealedViews::Put& put) { put(first_id, std::string(7, '\0') + '\x05'); });
  CHECK(rebuilt(data).difference == "the id of seq 1");
  CHECK(rebuilt(data).difference.empty());
}

TEST_CASE("views are sealed while appends go on, and miss nothing", "[engine][views][slow]") {
  constexpr int kTrainings = 130'000;  // more than two sealings
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  std::atomic<int> answered = 0;
  std::atomic<int> repeated = 0;
  {
    const auto engine = sure(Engine::open(data, EngineMode::write));
    const Day hired = hire_members(*engine);
    const auto training = [&](int i) {
      const std::string id = "z" + std::to_string(i);  // behind all that were sealed before
      return event_of(id, member(i), hired + i / 200, TrainingCompleted{.course = "C"});
    };
    const auto done = [&](const Result<std::vector<Outcome>>& outcomes) {
      if (!outcomes || outcomes->front().kind == Outcome::Kind::refused) return;
      if (outcomes->front().kind == Outcome::Kind::duplicate) ++repeated;
      ++answered;
    };
    for (int i = 0; i < kTrainings; ++i) {
      engine->submit({training(i)}, Recording::by_clock, {}, done);
      if (i % 1'000 == 999) engine->submit({training(i / 4)}, Recording::by_clock, {}, done);
      while (answered < i - 5'000) std::this_thread::yield();
    }
  }
  CHECK(answered == kTrainings + kTrainings / 1'000);
  CHECK(repeated == kTrainings / 1'000);
  const Rebuilt result = rebuilt(data);
  CHECK(result.difference.empty());
  CHECK(result.events > kTrainings);
}

TEST_CASE("an event that is sent again is known after its id was sealed, whatever the order of ids",
          "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  std::vector<Event> trainings;
  {
    const auto engine = sure(Engine::open(data, EngineMode::write));
    const Day hired = hire_members(*engine);
    for (int i = 0; i < 2'000; ++i) {  // more than an end leaves to be read again; behind all other ids
      const std::string id = "z" + std::to_string(i * 7'919 % 2'000);
      trainings.push_back(event_of(id, member(i), hired + i / 200, TrainingCompleted{.course = "C"}));
    }
    sure(engine->append_each(trainings, Recording::by_clock));
  }
  const auto engine = sure(Engine::open(data, EngineMode::write));
  const Seq last = engine->last();
  for (const Outcome& outcome : sure(engine->append_each(trainings, Recording::by_clock))) {
    CHECK(outcome.kind == Outcome::Kind::duplicate);
  }
  CHECK(engine->last() == last);
}

TEST_CASE("an id behind all of its kind is known not to be sealed", "[engine][views]") {
  const Scratch scratch;
  std::mt19937 random(7);
  const auto random_id = [&random](std::size_t length) {
    std::string id;
    for (std::size_t i = 0; i < length; ++i) id += "\0ab\xff"[random() % 4];
    return id;
  };
  std::map<std::string, std::string> greatest;  // by the first three bytes, padded
  const auto kind_of = [](std::string id) { return (id += std::string(3, '\0')).substr(0, 3); };
  std::set<std::string> ids;
  for (int i = 0; i < 60; ++i) ids.insert(random_id(1 + random() % 6));
  for (const std::string& id : ids) greatest[kind_of(id)] = std::max(greatest[kind_of(id)], id);
  const auto views = sure(make_sealed_views(scratch / "views"));
  const auto put_ids = [&](const SealedViews::Put& put) {
    for (const std::string& id : ids) put(id, std::string(7, '\0') + '\x01');
  };
  sure(views->seal(
      {Seq{1}, 0}, [](const auto&) {}, put_ids, [](const auto&) {}));
  const GreatestIds found = sure(views->greatest_ids());
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = random_id(1 + random() % 6);
    const auto it = greatest.find(kind_of(id));
    REQUIRE(found.may_include(id) == (it != greatest.end() && id <= it->second));
  }
}

TEST_CASE("what an interrupted rebuild leaves is no harm", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  const std::string before = answers(data);
  const std::string views = data + "/views";
  const std::string left = generation_path(views, next_generation(views));
  fs::copy(generation_path(views, used_generation(views)), left, fs::copy_options::recursive);
  fs::remove(left + "/CURRENT");
  CHECK(answers(data) == before);
  CHECK(rebuilt(data).difference.empty());
  CHECK(answers(data) == before);
  CHECK(unused_generations(views).empty());
}

TEST_CASE("damaged views answer rightly or not at all, and admit nothing twice", "[engine][views]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data);
  std::vector<Event> late;
  {
    const auto engine = sure(Engine::open(data, EngineMode::write));
    const Day day = hire_members(*engine);
    for (int i = 0; i < 20; ++i) {  // few enough to stay in memory, of persons whose timelines are stored
      late.push_back(event_of("late-" + std::to_string(i), member(10 * i), day + 30,
                              TrainingCompleted{.course = "ethics", .category = TrainingCategory::basic}));
    }
    sure(engine->append_each(late, Recording::by_clock));
  }
  const std::string right = answers(data);
  for (Event& event : late) event.effective = *event.effective + 1;
  std::size_t damaged = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(data + "/views")) {
    if (entry.path().extension() != ".sst") continue;
    for (std::uintmax_t part = 0; part < 8; ++part, ++damaged) {
      const std::string copy = scratch / "copy";
      fs::remove_all(copy);
      fs::copy(data, copy, fs::copy_options::recursive);
      std::fstream file(copy / fs::relative(entry.path(), data), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(entry.file_size() * part / 8));
      const char flipped = static_cast<char>(file.peek() ^ 4);
      file.put(flipped);
      file.close();
      CAPTURE(entry.path(), part);
      std::string answer = right;
      try {
        answer = answers(copy);
      } catch (const std::runtime_error&) {  // refused
      }
      CHECK((answer == right));
      const auto engine = Engine::open(copy, EngineMode::write);
      const auto outcomes =
          engine ? (*engine)->append_each(late, Recording::by_clock) : std::unexpected(engine.error());
      for (const Outcome& o : outcomes.value_or(std::vector<Outcome>())) CHECK(o.kind != Outcome::Kind::appended);
    }
  }
  CHECK(damaged > 0);
}
