// Somebody changes files of a data directory, or of what was handed out: bits, cuts, swaps, copies, earlier versions.
// Each time it is found out and named, or nothing that anybody can ask has changed. Nothing is silent.
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>

#include <catch2/catch.hpp>

#include "engine/audit.h"
#include "engine/data_directory.h"
#include "tests/faults/workload.h"
#include "tests/support/scratch.h"
#include "tests/tools/command_runner.h"

using namespace rireki;
using namespace rireki::faults;
namespace fs = std::filesystem;

namespace {

constexpr const char* kExport = "/export";  // in the data directory, so that one copy has all

using Paths = std::vector<std::string>;

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(const std::string& path, std::string_view content) { std::ofstream(path, std::ios::binary) << content; }

/// What a file is: "wal", "sst", "MANIFEST", "guard", "vault", "accesses", "export", "views" …
std::string kind_of(const std::string& path) {
  const std::string first = path.substr(1, path.find('/', 1) - 1);
  if (first != "log") return first;
  const std::string name = fs::path(path).filename();
  if (name.ends_with(".log")) return "wal";
  if (name.ends_with(".sst")) return "sst";
  return name.substr(0, name.find('-'));
}

std::map<std::string, Paths> kinds_in(const std::string& directory) {
  std::map<std::string, Paths> kinds;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string path = entry.path().string().substr(directory.size());
    const std::string name = entry.path().filename();
    if (!entry.is_regular_file() || entry.file_size() == 0 || name == "LOCK" || name.starts_with("LOG")) continue;
    kinds[kind_of(path)].push_back(path);
  }
  for (auto& [kind, paths] : kinds) std::ranges::sort(paths);
  return kinds;
}

void append(const std::string& directory, int first_batch, int batches, int size, int note_characters) {
  const auto engine = opened(directory, EngineMode::write, standing_clock());
  for (int batch = first_batch; batch < first_batch + batches; ++batch) {
    std::vector<Event> events;
    for (int i = 0; i < size; ++i) events.push_back(registration(batch, i, note_characters));
    REQUIRE(sure(engine->append(events, Recording::by_clock)).back().kind == Outcome::Kind::appended);
  }
}

void erase(const std::string& directory, const std::string& person) {
  const auto engine = opened(directory, EngineMode::write, standing_clock());
  Event event;
  event.subject = person;
  event.effective = from_civil({2021, 4, 1});
  event.data.value = PersonalDataErased{
      {PersonalCategory::identity, PersonalCategory::attributes, PersonalCategory::sensitive}, "asked"};
  REQUIRE(sure(engine->append({event}, Recording::by_clock)).back().kind == Outcome::Kind::appended);
}

void read_somebody(const std::string& directory, int times) {
  const auto engine = opened(directory, EngineMode::read);
  for (int i = 0; i < times; ++i) {
    engine->accesses().add("{\"entry\":\"" + std::to_string(engine->last().value) + "/" + std::to_string(i) + "\"}");
    sure(engine->accesses().record());
  }
}

/// A city as it was, and as it is: people came, somebody was erased, somebody has looked, tiles were handed out.
void make_versions(const std::string& earlier, const std::string& whole) {
  sure(Engine::create(earlier));
  append(earlier, 0, 12, 3, 0);
  append(earlier, 20, 2, 60, 2000);  // flushed when it is closed
  append(earlier, 30, 20, 2, 100);
  read_somebody(earlier, 3);
  sure(export_tiles(earlier, earlier + kExport, [](Seq) {}));
  REQUIRE(sure(verify(earlier, true, [](Seq) {})).problems.empty());
  copy_directory(earlier, whole);
  append(whole, 50, 3, 60, 2000);
  erase(whole, "P1001");
  append(whole, 60, 30, 2, 150);
  read_somebody(whole, 2);
  sure(export_tiles(whole, whole + kExport, [](Seq) {}));
  REQUIRE(sure(verify(whole, true, [](Seq) {})).problems.empty());
}

enum class Deed : std::uint8_t { flip, cut, swap, copy_over, double_end, roll_back, remove };
constexpr int kDeeds = 7;

struct Trial {
  Deed deed{};
  std::string path;
  std::string other;     // of swap and copy_over
  std::uint64_t at = 0;  // a bit, or a length

  [[nodiscard]] std::string text() const {
    constexpr const char* kNames[] = {"flipped at bit", "cut to byte",      "swapped", "copied over",
                                      "doubled from",   "as it was before", "removed"};
    return path + " " + kNames[static_cast<int>(deed)] + " " + std::to_string(at) + " " + other;
  }

  void commit(const std::string& directory, const std::string& earlier) const {
    const std::string file = directory + path;
    std::string bytes = content_of(file);
    switch (deed) {
      case Deed::flip:
        bytes[at / 8] = static_cast<char>(bytes[at / 8] ^ 1 << at % 8);
        return put(file, bytes);
      case Deed::cut:
        return fs::resize_file(file, at);
      case Deed::swap:
        put(file, content_of(directory + other));
        return put(directory + other, bytes);
      case Deed::copy_over:
        return put(file, content_of(directory + other));
      case Deed::double_end:
        return put(file, bytes + bytes.substr(at));
      case Deed::roll_back:
        if (fs::exists(earlier + path)) return put(file, content_of(earlier + path));
        [[fallthrough]];
      case Deed::remove:
        fs::remove(file);
    }
  }
};

/// The kinds of files in turn, and the deeds at random.
std::vector<Trial> trials_of(const std::string& directory, std::uint64_t count, std::uint64_t seed) {
  const auto kinds = kinds_in(directory);
  Paths turns;
  for (const auto& [kind, paths] : kinds) turns.push_back(kind);
  std::mt19937_64 random(seed);
  std::vector<Trial> trials;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Paths& paths = kinds.at(turns[i % turns.size()]);
    const Paths& others = kinds.at(turns[random() % turns.size()]);
    Trial trial{.deed = static_cast<Deed>(random() % kDeeds), .path = paths[random() % paths.size()]};
    if (random() % 2 == 0) trial.deed = Deed::flip;
    const bool has_other = trial.deed == Deed::swap || trial.deed == Deed::copy_over;
    // Mostly by one of its own kind, which fits best.
    const Paths& from = random() % 4 == 0 ? others : paths;
    if (has_other) trial.other = from[random() % from.size()];
    const std::uint64_t bytes = fs::file_size(directory + trial.path);
    trial.at = random() % (trial.deed == Deed::flip ? bytes * 8 : bytes);
    trials.push_back(trial);
  }
  return trials;
}

/// All that can be asked of a data directory.
std::string all_answers(const std::string& directory) {
  const auto engine = opened(directory, EngineMode::read);
  std::string all = whole_log(*engine);
  sure(each_access(engine->data_directory().access_place(), [&](std::uint64_t, std::string_view entry) {
    all += entry;
    return true;
  }));
  all += whole_answer(*engine);
  return all + (sure(engine->find_id("batch-60.1")) ? "found" : "not found");
}

/// Everything that looks at a directory, with what it finds said of the unharmed one.
class Watchman {
 public:
  explicit Watchman(const std::string& whole)
      : answers_(all_answers(whole)), key_(content_of(whole + "/verifier.key")) {}

  enum class Verdict : std::uint8_t { found_out, harmless, silent, unnamed };

  [[nodiscard]] Verdict judge(const Trial& trial, const std::string& directory, const Scratch& scratch) const {
    if (kind_of(trial.path) == "export" || kind_of(trial.other.empty() ? trial.path : trial.other) == "export") {
      if (const auto verdict = judge_export(directory, scratch); verdict != Verdict::harmless) return verdict;
    }
    const auto verified = verify(directory, true, [](Seq) {});
    if (!verified) return named(verified.error().message);
    if (!verified->problems.empty()) return named(verified->problems.front());
    try {
      return all_answers(directory) == answers_ ? Verdict::harmless : Verdict::silent;
    } catch (const std::exception& e) {
      return named(e.what());
    }
  }

 private:
  [[nodiscard]] Verdict judge_export(const std::string& directory, const Scratch& scratch) const {
    const std::string key = directory + ".key";
    const std::lock_guard lock(running_);  // the runner asserts, which one thread may do at a time
    put(key, key_);
    const auto program = (fs::path(running::command_path()).parent_path() / "rireki-verify").string();
    const running::Ran ran = running::Process(scratch, {program, "export", directory + kExport, "--key", key}).wait();
    if (ran.status == 0) return Verdict::harmless;  // all of it was signed, so it is as it was or is
    return named(ran.err);
  }

  /// A sentence that names something.
  static Verdict named(const std::string& sentence) {
    for (const char* thing : {"record", "log", "guard", "checkpoint", "vault", "key", "erasure", "tombstone", "views",
                              "RocksDB", "tile", "export", "signed"}) {
      if (sentence.contains(thing)) return Verdict::found_out;
    }
    return Verdict::unnamed;
  }

  std::string answers_;
  std::string key_;
  mutable std::mutex running_;
};

}  // namespace

TEST_CASE("whatever is done to the files of a data directory is found out, or changes nothing",
          "[faults][slow][tampering]") {
  const Scratch scratch;
  const std::string earlier = scratch / "earlier";
  const std::string whole = scratch / "whole";
  make_versions(earlier, whole);
  const auto kinds = kinds_in(whole);
  for (const char* kind : {"wal", "sst", "MANIFEST", "CURRENT", "export", "checkpoint", "guard", "vault", "erasures",
                           "accesses", "views", "master.key", "signing.key", "verifier.key", "verified"}) {
    CAPTURE(kind);
    REQUIRE(kinds.contains(kind));
  }
  const Watchman watchman(whole);
  const std::uint64_t seed = seed_of_test();
  const auto trials = trials_of(whole, in_full() ? 10'000 : 1'000, seed);
  std::mutex mutex;
  std::map<std::string, std::array<int, 4>> verdicts;
  const std::string wrong = try_all(trials.size(), [&](std::size_t i, int place) {
    const std::string hurt = scratch / ("hurt-" + std::to_string(place));
    copy_directory(whole, hurt);
    trials[i].commit(hurt, earlier);
    const auto verdict = watchman.judge(trials[i], hurt, scratch);
    const std::lock_guard lock(mutex);
    ++verdicts[kind_of(trials[i].path)][static_cast<std::size_t>(verdict)];
    const bool is_wrong = verdict == Watchman::Verdict::silent || verdict == Watchman::Verdict::unnamed;
    return is_wrong ? trials[i].text() + (verdict == Watchman::Verdict::silent ? ": SILENT" : ": unnamed") : "";
  });
  std::string table;
  for (const auto& [kind, counts] : verdicts) {
    table += kind + ": found out " + std::to_string(counts[0]) + ", harmless " + std::to_string(counts[1]) + "\n";
  }
  INFO("seed " << seed << "\n" << table);
  CHECK(wrong == "");
  for (const char* kind : {"wal", "sst", "export", "checkpoint", "vault", "accesses"}) CHECK(verdicts[kind][0] > 0);
  if (in_full()) WARN(table);
}
