// Personal fields: unreadable without their keys, gone with them, and nothing else changes.
#include "engine/vault/vault.h"

#include <filesystem>
#include <fstream>
#include <random>

#include <catch2/catch.hpp>

#include "engine/audit.h"
#include "engine/data_directory.h"
#include "engine/engine.h"
#include "engine/proof/merkle_proof.h"
#include "events/types/event_json.h"
#include "projections/counts.h"
#include "projections/roster.h"
#include "tests/support/child.h"
#include "tests/support/scratch.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"

using namespace rireki;
namespace fs = std::filesystem;

namespace {

const std::string kName = "Zzyzx-Planted 見出花子";
const std::string kKana = "ミダシハナコ";
constexpr int kSteps = 5;  // of an erasure, between which a program may end

Event event_of(const std::string& json) {
  EventReader reader;
  return sure(reader.read(json));
}

Event registered(int number) {
  const std::string n = std::to_string(number);
  return event_of(R"({"id":"r)" + n + R"(","type":"PersonRegistered","subject":"P)" + n +
                  R"(","effective":"2020-04-01","data":{"name":")" + kName + n + R"(","kana":")" + kKana + n +
                  R"(","birth":"1990-05-05","sex":"female"}})");
}

Event corrected(int number) {
  const std::string n = std::to_string(number);
  return event_of(R"({"id":"c)" + n + R"(","type":"EventCorrected","subject":"P)" + n + R"(","data":{"target":"r)" + n +
                  R"(","cause":"clerical","data":{"name":")" + kName + n + R"( corrected","birth":"1990-05-06",)" +
                  R"("sex":"female"}}})");
}

Event erased(const std::string& person) {
  return event_of(R"({"id":"e-)" + person + R"(","type":"PersonalDataErased","subject":")" + person +
                  R"(","effective":"2022-04-01","data":{"categories":["identity","attributes","sensitive"],)" +
                  R"("basis":"asked for"}})");
}

void must_append(Engine& engine, std::vector<Event> events) {
  const std::size_t count = events.size();
  const auto outcomes = sure(engine.append_each(std::move(events), Recording::by_clock));
  for (std::size_t i = 0; i < count; ++i) {
    if (outcomes[i].kind != Outcome::Kind::appended) FAIL(outcomes[i].error.message);
  }
}

/// A log of some people, each registered and corrected.
void fill(const std::string& directory, int people) {
  const auto engine = made(directory);
  std::vector<Event> events;
  for (int i = 0; i < people; ++i) {
    events.push_back(registered(i));
    events.push_back(corrected(i));
  }
  must_append(*engine, std::move(events));
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The files of a directory that hold any of the texts.
std::vector<std::string> files_with(const std::string& directory, const std::vector<std::string>& texts) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    const std::string content = content_of(entry.path());
    if (std::ranges::any_of(texts, [&](const std::string& text) { return content.contains(text); })) {
      found.push_back(entry.path().string());
    }
  }
  return found;
}

std::vector<std::string> names_in(Engine& engine) {
  std::vector<std::string> names;
  auto organisation = sure(load_organisation(engine, engine.last(), engine.parsed_policies()));
  const Knowledge knowledge{engine, engine.last(), std::move(organisation)};
  sure(roster(knowledge, {from_civil({2023, 1, 1}), {}, true}, [&](const PersonRow& row) {
    names.push_back(row.personal.is_erased(PersonalCategory::identity) ? "erased" : row.personal.name.value_or("-"));
  }));
  return names;
}

std::vector<std::string> names_of(const std::string& directory) {
  return names_in(*opened(directory, EngineMode::read));
}

std::string message_of(const std::string& directory) {
  const auto engine = opened(directory, EngineMode::read);
  const auto record = engine->record(Seq{1});
  if (record) return "";
  CHECK(record.error().code == Code::integrity_error);
  return record.error().message;
}

/// One that ends the program at a step of an erasure.
std::unique_ptr<Engine> opened_to_end_at(const std::string& directory, int step) {
  Surroundings surroundings;
  surroundings.between_steps = [left = step]() mutable {
    if (left-- == 0) _exit(0);
  };
  return sure(Engine::open(directory, EngineMode::write, std::move(surroundings)));
}

/// After an erasure of P1 that was begun, all files and answers are as after one that was not interrupted, or, if
/// nothing of it is there, as before.
void check_converged(const std::string& directory) {
  {
    const auto engine = opened(directory, EngineMode::write);
    if (!sure(engine->find_id("e-P1"))) must_append(*engine, {erased("P1")});
    sure(engine->finish_erasures());
    CHECK(engine->vault().intended().empty());
  }
  CHECK(names_of(directory) == std::vector<std::string>{kName + "0 corrected", "erased", kName + "2 corrected"});
  CHECK_FALSE(fs::exists(directory + "/vault.old"));
  CHECK_FALSE(fs::exists(directory + "/vault.next"));
  const auto record = sure(opened(directory, EngineMode::read)->record(Seq{3}));
  CHECK(record.event.unread == 3);
  CHECK(to_json(record).contains(R"("name":"erased","kana":"erased","birth":"erased","sex":"erased")"));
  const auto verified = sure(verify(directory, true, [](Seq) {}));
  CAPTURE(verified.problems);
  CHECK(verified.problems.empty());
}

}  // namespace

TEST_CASE("personal fields are in clear in no file, and are read with the keys", "[engine][vault]") {
  const Scratch scratch;
  fill(scratch / "data", 3);
  {
    const auto engine = opened(scratch / "data", EngineMode::write);
    CHECK(names_in(*engine).at(1) == kName + "1 corrected");
    CHECK(sure(engine->record(Seq{1})).event.as<PersonRegistered>()->kana == kKana + "0");
    // In the write-ahead log, too, while the writer is there.
    CHECK(files_with(scratch / "data", {kName, kKana, "Zzyzx", "corrected"}) == std::vector<std::string>{});
  }
  CHECK(files_with(scratch / "data", {kName, kKana, "Zzyzx", "corrected"}) == std::vector<std::string>{});
  CHECK((fs::status(scratch / "data" + "/master.key").permissions() & fs::perms::mask) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK((fs::status(scratch / "data" + "/vault").permissions() & fs::perms::group_all) == fs::perms::none);
}

TEST_CASE("the same event again is a duplicate, and with another name it is none", "[engine][vault]") {
  const Scratch scratch;
  const auto engine = made(scratch / "data");
  must_append(*engine, {registered(1)});
  CHECK(sure(engine->append({registered(1)}, Recording::by_clock)).front().kind == Outcome::Kind::duplicate);
  Event other = registered(1);
  std::get<PersonRegistered>(other.data.value).name = "another";
  CHECK(sure(engine->append({other}, Recording::by_clock)).front().error.code == Code::id_reused);
  must_append(*engine, {erased("P1")});
  sure(engine->finish_erasures());
  CHECK(sure(engine->append({registered(1)}, Recording::by_clock)).front().kind == Outcome::Kind::duplicate);
}

TEST_CASE("an erasure takes away what is personal, and no proof", "[engine][vault]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data, 3);
  const std::string proof = sure(prove_record(data, Seq{3}));
  const std::string bytes = sure(record_bytes(data, Seq{3}));
  const std::string vault_before = content_of(data + "/vault");
  {
    const auto engine = opened(data, EngineMode::write);
    must_append(*engine, {erased("P1")});
    sure(engine->finish_erasures());
  }
  check_converged(data);
  CHECK(sure(record_bytes(data, Seq{3})) == bytes);
  CHECK(sure(prove_consistency(data, 6, 7)).contains("old 6"));
  CHECK(proof.contains("index 2"));
  // Not one wrapped key of the person is left, in whatever file.
  sure(each_vault_entry(vault_before, "before", [&](const VaultEntry& entry) {
    if (entry.kind != VaultEntryKind::key) return;
    const bool is_kept = !files_with(data, {std::string(entry.bytes)}).empty();
    CHECK(is_kept == (entry.person != "P1"));
  }));
  CHECK(sure(opened(data, EngineMode::write)->append({corrected(1)}, Recording::by_clock)).front().kind ==
        Outcome::Kind::duplicate);
  Event another = corrected(1);
  another.id = "another";
  CHECK(sure(opened(data, EngineMode::write)->append({another}, Recording::by_clock)).front().error.code ==
        Code::person_erased);
}

TEST_CASE("an older vault put back does not bring back what was erased", "[engine][vault]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data, 3);
  const std::string before = content_of(data + "/vault");
  {
    const auto engine = opened(data, EngineMode::write);
    must_append(*engine, {erased("P1")});
  }
  std::ofstream(data + "/vault", std::ios::binary) << before;
  CHECK(names_of(data).at(1) == "erased");
  CHECK(sure(opened(data, EngineMode::read)->record(Seq{3})).event.unread == 3);
  check_converged(data);
  fs::remove(data + "/erasures");
  CHECK_FALSE(sure(verify(data, true, [](Seq) {})).problems.empty());
}

TEST_CASE("a key that is missing without a tombstone is named", "[engine][vault]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data, 2);
  std::ofstream(data + "/vault", std::ios::binary) << vault_magic();
  const std::string message = message_of(data);
  CAPTURE(message);
  CHECK(message.contains("P0"));
  CHECK(message.contains("identity"));
  const auto verified = sure(verify(data, false, [](Seq) {}));
  CHECK(verified.first_bad == Seq{1});
  fs::remove(data + "/vault");
  CHECK(message_of(data).contains("is missing"));
}

TEST_CASE("no bit of the vault and of the register changes unseen", "[engine][vault]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data, 2);
  {
    const auto engine = opened(data, EngineMode::write);
    must_append(*engine, {erased("P1")});
  }
  sure(verify(data, true, [](Seq) {}));
  std::mt19937_64 random(7);
  for (const std::string file : {"/vault", "/erasures", "/master.key"}) {
    const std::string whole = content_of(data + file);
    for (int i = 0; i < 40; ++i) {
      std::string changed = whole;
      changed[random() % (whole.size() - 1)] ^= static_cast<char>(1U << (random() % 8));
      std::ofstream(data + file, std::ios::binary) << changed;
      CAPTURE(file, i);
      const auto verified = verify(data, true, [](Seq) {});
      const bool is_seen = !verified || !verified->problems.empty();
      // A digit of the master key may change its case.
      if (!is_seen) CHECK((std::string_view(file) == "/master.key" && names_of(data).at(0) == kName + "0 corrected"));
    }
    for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{8}, std::size_t{0}}) {
      std::ofstream(data + file, std::ios::binary) << whole.substr(0, size);
      const auto verified = verify(data, true, [](Seq) {});
      CAPTURE(file, size);
      const bool is_seen = !verified || !verified->problems.empty();
      if (!is_seen) CHECK((std::string_view(file) != "/vault" && names_of(data).at(1) == "erased"));
    }
    std::ofstream(data + file, std::ios::binary) << whole;
  }
  CHECK(sure(verify(data, true, [](Seq) {})).problems.empty());
}

TEST_CASE("child: an erasure that ends at a step", "[.]") {
  const std::string data = Child::directory();
  const auto engine = opened_to_end_at(data, std::stoi(content_of(data + ".step")));
  must_append(*engine, {erased("P1")});
  sure(engine->finish_erasures());
  Child::say("done\n");
  _exit(0);
}

TEST_CASE("an erasure that ends at any step is finished by the next opening", "[engine][vault]") {
  const Scratch scratch;
  for (int step = 0; step <= kSteps; ++step) {
    const std::string data = scratch / ("data-" + std::to_string(step));
    fill(data, 3);
    std::ofstream(data + ".step") << step;
    Child child("child: an erasure that ends at a step", data);
    child.await_lines(1);
    child.end();
    CAPTURE(step);
    CHECK(child.text() == (step < kSteps ? "" : "done\n"));
    CHECK(names_of(data).at(1) == "erased");
    check_converged(data);
  }
}

TEST_CASE("an erasure that is killed at any moment is finished by the next", "[engine][vault]") {
  const Scratch scratch;
  const bool in_full = std::getenv("RIREKI_TEST_FULL") != nullptr;
  std::mt19937_64 random(std::random_device{}());
  fill(scratch / "whole", 3);
  for (int i = 0; i < (in_full ? 200 : 20); ++i) {
    const std::string data = scratch / "data";
    fs::remove_all(data);
    fs::copy(scratch / "whole", data, fs::copy_options::recursive);
    std::ofstream(data + ".step") << kSteps;
    Child child("child: an erasure that ends at a step", data);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 120'000));
    child.end();
    CAPTURE(i);
    check_converged(data);
  }
}

TEST_CASE("another master key is refused before it wraps anything", "[engine][vault]") {
  const Scratch scratch;
  const std::string data = scratch / "data";
  fill(data, 2);
  fill(scratch / "other", 2);
  const std::string vault = content_of(data + "/vault");
  const std::string own = content_of(data + "/master.key");
  std::ofstream(data + "/master.key", std::ios::binary) << content_of(scratch / "other/master.key");
  const auto refused = Engine::open(data, EngineMode::write);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == Code::integrity_error);
  CHECK(refused.error().message.contains("was not wrapped by this master key"));
  CHECK(content_of(data + "/vault") == vault);
  std::ofstream(data + "/master.key", std::ios::binary) << own;
  must_append(*opened(data, EngineMode::write), {registered(7)});
  CHECK(names_of(data).size() == 3);
}

TEST_CASE("an erasure that fails amid its files loses no key, and is done when it is asked again", "[engine][vault]") {
  const Scratch scratch;
  for (const int step : {2, 3, 4}) {  // the new file is written; the old one has its second name; the new one its place
    for (const bool appends_between : {false, true}) {
      const std::string data = scratch / ("data-" + std::to_string(step) + (appends_between ? "-append" : ""));
      CAPTURE(step, appends_between);
      fill(data, 3);
      {
        Surroundings surroundings;
        surroundings.between_steps = [left = step, data]() mutable {  // the next step misses its file
          if (left-- == 0) fs::remove(data + (fs::exists(data + "/vault.next") ? "/vault.next" : "/vault.old"));
        };
        const auto engine = sure(Engine::open(data, EngineMode::write, std::move(surroundings)));
        must_append(*engine, {erased("P1")});
        CHECK_FALSE(engine->finish_erasures().has_value());
        CHECK(verify(data, true, [](Seq) {})->problems.empty() == (step == 4));
        if (appends_between) CHECK_FALSE(engine->append({registered(7)}, Recording::by_clock).has_value());
        CHECK(engine->finish_erasures().has_value());
        if (!appends_between) must_append(*engine, {registered(7)});
      }
      std::vector<std::string> names = {kName + "0 corrected", "erased", kName + "2 corrected"};
      if (!appends_between) names.push_back(kName + "7");
      CHECK(names_of(data) == names);
      CHECK(sure(verify(data, true, [](Seq) {})).problems.empty());
      CHECK_FALSE(fs::exists(data + "/vault.old"));
      CHECK_FALSE(fs::exists(data + "/vault.next"));
    }
  }
}
