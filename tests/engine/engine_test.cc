// One data directory, its one writer and its readers: what lasts, what is refused, what is found out.
#include "engine/engine.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <regex>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/child.h"
#include "tests/support/scratch.h"
#include "tests/support/set_clock.h"
#include "tests/support/story.h"
#include "tests/support/whole_answer.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

Event registered(int number, std::size_t note_bytes = 0) {
  Event event;
  event.id = "id-" + std::to_string(number);
  event.subject = "P" + std::to_string(1'000'000 + number);
  event.effective = from_civil({2020, 4, 1});
  if (note_bytes > 0) event.note = std::string(note_bytes, static_cast<char>('a' + number % 26));
  event.data.value = PersonRegistered{"Name " + std::to_string(number), {}, from_civil({1990, 1, 2}), Sex::female, {}};
  return event;
}

std::vector<Event> registered_range(int from, int to, std::size_t note_bytes = 0) {
  std::vector<Event> events;
  for (int i = from; i < to; ++i) events.push_back(registered(i, note_bytes));
  return events;
}

/// Appends, and returns the outcomes' kinds as letters: a, d, r, w.
std::string appended(Engine& engine, std::vector<Event> events) {
  const auto outcomes = engine.append(std::move(events), Recording::by_clock);
  if (!outcomes) return outcomes.error().message;
  std::string kinds;
  for (const Outcome& o : *outcomes) kinds += "adrw"[static_cast<std::size_t>(o.kind)];
  return kinds;
}

std::vector<std::uint64_t> seqs(Engine& engine) {
  std::vector<std::uint64_t> result;
  const auto read = engine.read(Seq{1}, engine.last(), [&](const Record& record) {
    result.push_back(record.seq.value);
    return true;
  });
  REQUIRE(read.has_value());
  return result;
}

std::vector<std::uint64_t> one_to(std::uint64_t last) {
  std::vector<std::uint64_t> result;
  for (std::uint64_t i = 1; i <= last; ++i) result.push_back(i);
  return result;
}

std::size_t persons_in_views(Engine& engine) {
  std::size_t n = 0;
  REQUIRE(engine.each_timeline(SubjectKind::person, [&](std::string_view, const PackedTimeline&) { ++n; }).has_value());
  return n;
}

Error refusal_to_open(const std::string& directory, EngineMode mode) {
  const auto engine = Engine::open(directory, mode);
  REQUIRE_FALSE(engine.has_value());
  return engine.error();
}

std::vector<fs::path> files_in(const std::string& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (entry.is_regular_file() && entry.file_size() > 0 && name != "LOCK" && !name.starts_with("LOG")) {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

void flip_byte(const fs::path& file, std::uintmax_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const char flipped = static_cast<char>(stream.get() ^ 0x5A);
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(flipped);
}

/// What is amiss with the answer; damage that is found out while it is read is not.
std::string answer_or_integrity_error(const std::string& directory, EngineMode mode, const std::string& answer) {
  const auto engine = Engine::open(directory, mode);
  if (!engine) return "not opened: " + engine.error().message;
  try {
    return whole_answer(**engine) == answer ? "" : "another answer";
  } catch (const std::exception& e) {
    return std::string(e.what()).starts_with("INTEGRITY_ERROR: reading the stored timelines") ? "" : e.what();
  }
}

void copy(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

}  // namespace

TEST_CASE("child: tries to write", "[.]") {
  const auto engine = Engine::open(Child::directory(), EngineMode::write);
  Child::say(engine ? "opened\n" : std::string(to_text(engine.error().code)) + " " + engine.error().message + "\n");
}

TEST_CASE("seq has no gaps over refusals, duplicates and batches") {
  const Scratch scratch;
  auto engine = made(scratch / "data");
  CHECK(engine->last() == Seq{0});
  CHECK(appended(*engine, {registered(1)}) == "a");
  Event second_registration = registered(1);
  second_registration.id = "other";
  CHECK(appended(*engine, {second_registration}) == "r");
  CHECK(appended(*engine, {registered(2), registered(3), registered(4)}) == "aaa");
  CHECK(appended(*engine, {registered(5), second_registration, registered(6)}) == "wrw");
  CHECK(appended(*engine, {registered(2), registered(7), registered(1)}) == "dad");
  CHECK(appended(*engine, {}).empty());
  const auto each = engine->append_each({registered(5), second_registration, registered(6)}, Recording::by_clock);
  REQUIRE(each.has_value());
  CHECK((*each)[0].seq == Seq{6});
  CHECK((*each)[1].kind == Outcome::Kind::refused);
  CHECK((*each)[2].seq == Seq{7});
  CHECK(seqs(*engine) == one_to(7));
  const auto judged = engine->judge({registered(8)}, Recording::by_clock);
  REQUIRE(judged.has_value());
  CHECK(judged->front().kind == Outcome::Kind::appended);
  CHECK(engine->last() == Seq{7});
  engine.reset();
  engine = opened(scratch / "data", EngineMode::write);
  CHECK(seqs(*engine) == one_to(7));
  CHECK(appended(*engine, {registered(8)}) == "a");
  CHECK(seqs(*engine) == one_to(8));
}

TEST_CASE("a subject's version counts its own records") {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  CHECK(appended(*engine, {registered(1), registered(2)}) == "aa");
  Event change = registered(1);
  change.id = "change";
  change.data.value = PersonDetailsChanged{.name = "New"};
  const auto outcomes = engine->append({change}, Recording::by_clock, Version{1});
  REQUIRE(outcomes.has_value());
  CHECK(outcomes->front().version == Version{2});
  change.id = "change-2";
  change.line = 1;
  const auto stale = engine->append({change}, Recording::by_clock, Version{1});
  REQUIRE(stale.has_value());
  CHECK(stale->front().error.code == Code::concurrent_change);
}

TEST_CASE("a data directory is made once and must be there to be opened") {
  const Scratch scratch;
  CHECK(refusal_to_open(scratch / "data", EngineMode::write).code == Code::io_error);
  CHECK(refusal_to_open(scratch / "data", EngineMode::read).code == Code::io_error);
  REQUIRE(Engine::create(scratch / "data").has_value());
  const auto again = Engine::create(scratch / "data");
  REQUIRE_FALSE(again.has_value());
  CHECK(again.error().code == Code::io_error);
  CHECK(opened(scratch / "data", EngineMode::read)->last() == Seq{0});
  const auto key = fs::status(scratch / "data/signing.key").permissions();
  CHECK((key & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
}

TEST_CASE("a second writer is refused, in this process and in another") {
  const Scratch scratch;
  auto engine = made(scratch / "data");
  CHECK(appended(*engine, {registered(1)}) == "a");
  const Error here = refusal_to_open(scratch / "data", EngineMode::write);
  CHECK(here.code == Code::io_error);
  CHECK_THAT(here.message, Catch::Contains("one process writes a data directory at a time"));
  Child other("child: tries to write", scratch / "data");
  other.await_lines(1);
  CHECK_THAT(other.text(), Catch::Contains("IO_ERROR another process is writing " + scratch.path()));
  CHECK(appended(*engine, {registered(2)}) == "a");
  engine.reset();
  CHECK(opened(scratch / "data", EngineMode::write)->last() == Seq{2});
}

TEST_CASE("readers stand beside the writer, each at its own seq") {
  const Scratch scratch;
  const auto writer = made(scratch / "data");
  CHECK(appended(*writer, registered_range(0, 3)) == "aaa");
  const auto early = opened(scratch / "data", EngineMode::read);
  CHECK(appended(*writer, registered_range(3, 5)) == "aa");
  const auto late = opened(scratch / "data", EngineMode::read);
  CHECK(seqs(*early) == one_to(3));
  CHECK(persons_in_views(*early) == 3);
  CHECK(seqs(*late) == one_to(5));
  CHECK(persons_in_views(*late) == 5);
  CHECK(whole_answer(*late) == whole_answer(*writer));
  CHECK(whole_answer(*late, Seq{3}) == whole_answer(*early));
}

TEST_CASE("damaged views are found out or built again, and can always be deleted", "[slow]") {
  const Scratch scratch;
  {
    const auto engine = made(scratch / "whole");
    for (int i = 0; i < 300; i += 100) CHECK(appended(*engine, registered_range(i, i + 100)).size() == 100);
  }
  const std::string answer = whole_answer(*opened(scratch / "whole", EngineMode::read));
  std::mt19937 random(20240401);
  for (int i = 0; i < 24; ++i) {
    copy(scratch / "whole", scratch / "hurt");
    const auto files = files_in(scratch / "hurt/views");
    REQUIRE_FALSE(files.empty());
    const fs::path file = files[static_cast<std::size_t>(i) % files.size()];
    const int how = i / static_cast<int>(files.size()) % 3;
    if (how == 0) flip_byte(file, random() % fs::file_size(file));
    if (how == 1) fs::resize_file(file, fs::file_size(file) / 2);
    if (how == 2) fs::remove(file);
    CAPTURE(file.filename().string(), how);
    for (const EngineMode mode : {EngineMode::read, EngineMode::write, EngineMode::read}) {
      CHECK(answer_or_integrity_error(scratch / "hurt", mode, answer) == "");
    }
    fs::remove_all(scratch / "hurt/views");
    CHECK(whole_answer(*opened(scratch / "hurt", EngineMode::write)) == answer);
  }
}

TEST_CASE("views of another log are not used") {
  const Scratch scratch;
  for (const std::string name : {"a", "b", "longer"}) {
    const auto engine = made(scratch / name);
    const int from = name == "b" ? 50 : 0;
    CHECK(appended(*engine, registered_range(from, from + 10)).size() == 10);
    if (name == "longer") CHECK(appended(*engine, registered_range(10, 20)).size() == 10);
  }
  const std::string answer = whole_answer(*opened(scratch / "a", EngineMode::read));
  for (const std::string other : {"b", "longer"}) {
    for (const EngineMode mode : {EngineMode::read, EngineMode::write}) {
      copy(scratch / (other + "/views"), scratch / "a/views");
      CAPTURE(other, mode == EngineMode::write);
      const auto engine = opened(scratch / "a", mode);
      CHECK(persons_in_views(*engine) == 10);
      CHECK(whole_answer(*engine) == answer);
      CHECK_FALSE(engine->find_id("id-55").value().has_value());
      CHECK(engine->find_id("id-5").value().has_value());
    }
  }
}

TEST_CASE("recorded never decreases, whatever the clock says") {
  const Scratch scratch;
  const auto now = std::make_shared<Instant>(Instant{1'700'000'000'000});
  auto engine = made(scratch / "data", std::make_unique<SetClock>(now));
  CHECK(appended(*engine, {registered(1)}) == "a");
  now->ms -= 3'600'000;
  CHECK(appended(*engine, {registered(2), registered(3)}) == "aa");
  engine.reset();
  engine = opened(scratch / "data", EngineMode::write, std::make_unique<SetClock>(now));
  CHECK(appended(*engine, {registered(4)}) == "a");
  now->ms += 7'200'000;
  CHECK(appended(*engine, {registered(5)}) == "a");
  std::vector<std::int64_t> recorded;
  REQUIRE(engine->read(Seq{1}, engine->last(), [&](const Record& record) {
    recorded.push_back(record.recorded.ms - 1'700'000'000'000);
    return true;
  }));
  CHECK(recorded == std::vector<std::int64_t>{0, 0, 0, 0, 3'600'000});
  CHECK(engine->known_at(Instant{1'700'000'000'000}) == Seq{4});
  CHECK(engine->known_at(Instant{1'700'000'000'000 - 1}) == Seq{0});
}

TEST_CASE("a trusted import keeps its times and refuses to go back") {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  constexpr std::int64_t kNoon = 1'585'710'000'000;  // 2020-04-01
  const auto at = [](int number, std::int64_t ms) {
    Event event = registered(number);
    event.recorded = Instant{kNoon + ms};
    return event;
  };
  const auto outcomes = engine->append_each({at(1, 1000), at(2, 1000), at(3, 999), at(4, 1001)}, Recording::trusted);
  REQUIRE(outcomes.has_value());
  CHECK((*outcomes)[1].kind == Outcome::Kind::appended);
  CHECK((*outcomes)[2].error.code == Code::recorded_out_of_order);
  CHECK((*outcomes)[3].seq == Seq{3});
  CHECK(engine->known_at(Instant{kNoon + 1000}) == Seq{2});
}

TEST_CASE("an event without an id gets a UUID of version 7") {
  const Scratch scratch;
  const auto now = std::make_shared<Instant>(Instant{1'700'000'000'000});
  const auto engine = made(scratch / "data", std::make_unique<SetClock>(now));
  std::vector<Event> events = registered_range(0, 50);
  for (Event& event : events) event.id.clear();
  CHECK(appended(*engine, events).size() == 50);
  std::set<std::string> ids;
  REQUIRE(engine->read(Seq{1}, engine->last(), [&](const Record& record) {
    ids.insert(record.event.id);
    return true;
  }));
  CHECK(ids.size() == 50);
  // 1,700,000,000,000 ms = 0x018bcfe56800.
  const std::regex form("018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (const std::string& id : ids) {
    CAPTURE(id);
    CHECK(std::regex_match(id, form));
    CHECK(engine->find_id(id).value().has_value());
  }
}

TEST_CASE("a rehearsal needs no lock and leaves no trace") {
  const Scratch scratch;
  const auto writer = made(scratch / "data");
  CHECK(appended(*writer, {registered(1)}) == "a");
  const auto rehearsal = opened(scratch / "data", EngineMode::rehearse);
  CHECK(appended(*rehearsal, {registered(2)}) == "a");
  CHECK(appended(*rehearsal, {registered(2)}) == "d");
  CHECK(appended(*writer, {registered(2)}) == "a");
  CHECK(seqs(*writer) == one_to(2));
}
