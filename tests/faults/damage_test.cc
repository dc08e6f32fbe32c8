// Single bits that flip and files that are cut, anywhere in the truth. Each time the data directory is refused, or the
// whole log is as it was; a record that is missing or different never goes unseen.
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <random>

#include <catch2/catch.hpp>

#include "tests/faults/workload.h"
#include "tests/support/scratch.h"

using namespace rireki;
using namespace rireki::faults;
namespace fs = std::filesystem;

namespace {

/// Files by what they are: "wal", "sst", "MANIFEST", "CURRENT", "OPTIONS", "IDENTITY", "guard".
using Kinds = std::map<std::string, std::vector<std::string>>;

std::string kind_of(const std::string& name) {
  if (name.ends_with(".log")) return "wal";
  if (name.ends_with(".sst")) return "sst";
  return name.substr(0, name.find('-'));
}

Kinds kinds_in(const std::string& directory) {
  Kinds kinds;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string path = entry.path().string().substr(directory.size());
    const std::string name = entry.path().filename();
    if (!path.starts_with("/log/") && path != "/guard") continue;
    if (entry.is_regular_file() && entry.file_size() > 0 && name != "LOCK" && !name.starts_with("LOG")) {
      kinds[kind_of(name)].push_back(path);
    }
  }
  for (auto& [kind, paths] : kinds) std::ranges::sort(paths);
  return kinds;
}

/// Table files, a manifest with some history, and a write-ahead log of more than one block.
std::string make_whole(const std::string& directory) {
  sure(Engine::create(directory));
  int batch = 0;
  const auto append = [&](int batches, int size, int note_characters) {
    const auto engine = opened(directory, EngineMode::write, standing_clock());
    for (int end = batch + batches; batch < end; ++batch) {
      std::vector<Event> events;
      for (int i = 0; i < size; ++i) events.push_back(registration(batch, i, note_characters));
      REQUIRE(sure(engine->append(events, Recording::by_clock)).back().kind == Outcome::Kind::appended);
    }
  };
  append(10, 3, 0);
  append(2, 100, 2000);  // 1.2 MiB: flushed when it is closed
  append(5, 1, 50);
  append(40, 3, 200);  // 75 KiB stay in the write-ahead log
  return whole_log(*opened(directory, EngineMode::read));
}

struct Trial {
  std::string path;
  bool cut = false;
  std::uint64_t at = 0;  // the bit that flips, or the length that is left

  void hurt(const std::string& directory) const {
    if (cut) return fs::resize_file(directory + path, at);
    std::fstream stream(directory + path, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at / 8));
    const char flipped = static_cast<char>(stream.get() ^ (1 << at % 8));
    stream.seekp(static_cast<std::streamoff>(at / 8));
    stream.put(flipped);
  }
};

std::string to_text(const Trial& trial) {
  return trial.path + (trial.cut ? " cut to byte " : " with flipped bit ") + std::to_string(trial.at) + " ";
}

/// The kinds of files in turn, the places at random; CURRENT, IDENTITY and the guard are so small that they wear out.
std::vector<Trial> trials_of(const std::string& directory, std::uint64_t count, std::uint64_t seed) {
  const Kinds kinds = kinds_in(directory);
  std::vector<std::string> turns;
  for (const auto& [kind, paths] : kinds) turns.insert(turns.end(), kind == "wal" || kind == "MANIFEST" ? 3 : 1, kind);
  std::mt19937_64 random(seed);
  std::vector<Trial> trials;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto& paths = kinds.at(turns[i % turns.size()]);
    Trial trial{.path = paths[random() % paths.size()], .cut = random() % 3 == 0};
    const std::uint64_t bytes = fs::file_size(directory + trial.path);
    trial.at = random() % (trial.cut ? bytes : bytes * 8);
    trials.push_back(trial);
  }
  return trials;
}

enum class Verdict : std::uint8_t { refused, refused_in_reading, harmless, wrong };

Verdict verdict_of(const std::string& directory, EngineMode mode, const std::string& log) {
  const auto engine = Engine::open(directory, mode);
  if (!engine) {
    const bool clear = engine.error().code == Code::integrity_error || engine.error().code == Code::io_error;
    return clear && !engine.error().message.empty() ? Verdict::refused : Verdict::wrong;
  }
  try {
    return whole_log(**engine) == log ? Verdict::harmless : Verdict::wrong;
  } catch (const std::exception& e) {
    const std::string_view what(e.what());
    return what.starts_with("INTEGRITY_ERROR") || what.starts_with("IO_ERROR") ? Verdict::refused_in_reading
                                                                               : Verdict::wrong;
  }
}

}  // namespace

TEST_CASE("a flipped bit or a cut in the log or its guard is refused or harmless", "[faults]") {
  const Scratch scratch;
  const std::string whole = scratch / "whole";
  const std::string log = make_whole(whole);
  const Kinds kinds = kinds_in(whole);
  for (const char* kind : {"wal", "sst", "MANIFEST", "CURRENT", "OPTIONS", "IDENTITY", "guard"}) {
    CAPTURE(kind);
    REQUIRE(kinds.contains(kind));
  }
  const std::uint64_t seed = seed_of_test();
  const auto trials = trials_of(whole, in_full() ? 2000 : 200, seed);
  std::mutex mutex;
  std::map<std::string, std::array<int, 4>> verdicts;
  const std::string wrong = try_all(trials.size(), [&](std::size_t i, int place) {
    const std::string hurt = scratch / ("hurt-" + std::to_string(place));
    copy_directory(whole, hurt);
    trials[i].hurt(hurt);
    const Kinds before = kinds_in(hurt);
    const Verdict read = verdict_of(hurt, EngineMode::read, log);
    const Verdict written = verdict_of(hurt, EngineMode::write, log);
    // A refused write-ahead log stays: what is left of it may be of use.
    const std::string kind = kind_of(fs::path(trials[i].path).filename());
    const bool touched = kind == "wal" && read == Verdict::refused && kinds_in(hurt) != before;
    {
      const std::lock_guard lock(mutex);
      auto& counts = verdicts[kind];
      ++counts[static_cast<std::size_t>(read)];
      ++counts[static_cast<std::size_t>(written)];
    }
    const bool is_wrong = read == Verdict::wrong || written == Verdict::wrong || touched;
    return is_wrong ? to_text(trials[i]) + (touched ? "touched" : "") : "";
  });
  std::string table;
  for (const auto& [kind, counts] : verdicts) {
    table += kind + ": refused " + std::to_string(counts[0]) + ", refused in reading " + std::to_string(counts[1]) +
             ", harmless " + std::to_string(counts[2]) + "\n";
  }
  INFO("seed " << seed << "\n" << table);
  CHECK(wrong == "");
  CHECK(verdicts["wal"][0] > 0);
  CHECK(verdicts["sst"][0] > 0);
  if (in_full()) WARN(table);
}
