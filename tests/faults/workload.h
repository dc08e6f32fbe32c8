// A fixed piece of work on a data directory, what it was told, and what must be found there afterwards.
#pragma once

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "tests/support/set_clock.h"
#include "tests/support/sure.h"
#include "tests/support/whole_answer.h"

namespace rireki::faults {

/// RIREKI_TEST_FULL=1: all that takes long, instead of a part of it.
inline bool in_full() {
  const char* full = std::getenv("RIREKI_TEST_FULL");
  return full != nullptr && std::string_view(full) == "1";
}

/// What chance is drawn from: another number each time, told when a test fails; RIREKI_TEST_SEED=N repeats one.
inline std::uint64_t seed_of_test() {
  const char* seed = std::getenv("RIREKI_TEST_SEED");
  return seed != nullptr ? std::stoull(seed) : std::random_device()();
}

/// Tries 0 to `count` - 1, a few at a time, for they mostly wait. What is amiss comes as lines.
inline std::string try_all(std::size_t count, const std::function<std::string(std::size_t trial, int place)>& amiss) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::string all;
  std::vector<std::thread> threads;
  for (int place = 0; place < 4; ++place) {
    threads.emplace_back([&, place] {
      for (std::size_t i = next++; i < count; i = next++) {
        const std::string found = amiss(i, place);
        const std::lock_guard lock(mutex);
        if (!found.empty()) all += found + "\n";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return all;
}

inline void copy_directory(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

inline std::unique_ptr<Clock> standing_clock() {
  return std::make_unique<SetClock>(std::make_shared<Instant>(Instant{1'700'000'000'000}));
}

/// The registration of a person; the id tells the batch. The note has three bytes a character.
inline Event registration(int batch, int number, int note_characters = 0) {
  Event event;
  event.id = "batch-" + std::to_string(batch) + "." + std::to_string(number);
  event.subject = "P" + std::to_string(batch * 1000 + number);
  event.effective = from_civil({2020, 4, 1});
  event.data.value = PersonRegistered{"職員" + event.id, {}, from_civil({1990, 1, 2}), Sex::female, {}};
  std::string note;
  for (int i = 0; i < note_characters; ++i) note += "記";
  if (!note.empty()) event.note = std::move(note);
  return event;
}

/// A batch that was submitted, and the seq of its first event once that was acknowledged.
struct Batch {
  std::vector<Event> events;
  Seq acknowledged_as;
};

/// Batches by number, and in which order they go: what stands in one burst is under way at the same time, and a session
/// ends with closing.
class Workload {
 public:
  Workload() {
    add_session({{1}, {3}, {kLarge}, {1, 2, 1, 5, 1, 1}});
    add_session({{2}, {kHuge}, {1}});
    add_session({{1, 1, 3}, {1}});
  }

  /// Works until a session fails; that one is gone through to its end. True: all was acknowledged.
  bool run(const std::string& directory, const std::shared_ptr<rocksdb::FileSystem>& files) {
    for (const auto& session : sessions_) {
      if (!run_session(session, directory, files)) return false;
    }
    return true;
  }

  [[nodiscard]] const std::map<int, Batch>& batches() const { return batches_; }
  /// The refusals, in the order in which they came, and what was acknowledged after the first of them: nothing, ever.
  [[nodiscard]] const std::vector<Error>& errors() const { return errors_; }
  [[nodiscard]] int acknowledged_after_error() const { return acknowledged_after_error_; }
  [[nodiscard]] std::size_t acknowledged() const {
    std::size_t n = 0;
    for (const auto& [number, batch] : batches_) n += batch.acknowledged_as.value > 0 ? batch.events.size() : 0;
    return n;
  }

 private:
  static constexpr int kLarge = 10;  // events with long notes: 60 KiB, more than one group holds
  static constexpr int kHuge = 200;  // 1.2 MiB, after which closing flushes
  using Burst = std::vector<int>;
  using Answer = Result<std::vector<Outcome>>;

  void add_session(const std::vector<Burst>& sizes) {
    auto& session = sessions_.emplace_back();
    for (const Burst& burst : sizes) {
      auto& numbers = session.emplace_back();
      for (const int size : burst) {
        const int number = static_cast<int>(batches_.size()) + 1;
        numbers.push_back(number);
        for (int i = 0; i < size; ++i) {
          batches_[number].events.push_back(registration(number, i, size >= kLarge ? 2000 : 0));
        }
      }
    }
  }

  bool run_session(const std::vector<Burst>& session, const std::string& directory,
                   const std::shared_ptr<rocksdb::FileSystem>& files) {
    auto engine = Engine::open(directory, EngineMode::write, {standing_clock(), files});
    if (!engine) {
      errors_.push_back(engine.error());
      return false;
    }
    for (const Burst& burst : session) {
      std::vector<std::future<Answer>> answers;
      for (const int number : burst) answers.push_back(submit(**engine, batches_[number].events));
      for (std::size_t i = 0; i < burst.size(); ++i) note(batches_[burst[i]], answers[i].get());
    }
    return errors_.empty();
  }

  static std::future<Answer> submit(Engine& engine, const std::vector<Event>& events) {
    auto promise = std::make_shared<std::promise<Answer>>();
    engine.submit(events, Recording::by_clock, {}, [promise](Answer answer) { promise->set_value(std::move(answer)); });
    return promise->get_future();
  }

  void note(Batch& batch, const Answer& answer) {
    if (!answer) {
      errors_.push_back(answer.error());
      return;
    }
    if (!errors_.empty()) ++acknowledged_after_error_;
    batch.acknowledged_as = answer->front().seq;
  }

  std::map<int, Batch> batches_;
  std::vector<std::vector<Burst>> sessions_;
  std::vector<Error> errors_;
  int acknowledged_after_error_ = 0;
};

/// What is amiss with the records of a log after this work, or "".
inline std::string amiss_in_log(Engine& engine, const Workload& work) {
  std::map<std::string, Record> present;
  std::uint64_t next = 1;
  std::string amiss;
  sure(engine.read(Seq{1}, engine.last(), [&](const Record& record) {
    if (record.seq.value != next++) amiss += "a gap before seq " + std::to_string(record.seq.value) + "; ";
    if (!present.emplace(record.event.id, record).second) amiss += record.event.id + " is there twice; ";
    return true;
  }));
  if (next != engine.last().value + 1) amiss += "the end is missing; ";
  for (const auto& [number, batch] : work.batches()) {
    const std::string name = "batch " + std::to_string(number);
    std::size_t found = 0;
    for (std::size_t i = 0; i < batch.events.size(); ++i) {
      const auto it = present.find(batch.events[i].id);
      if (it == present.end()) continue;
      ++found;
      if (!same_content(it->second.event, batch.events[i])) amiss += name + " is not what was sent; ";
      const bool moved = batch.acknowledged_as.value > 0 && it->second.seq.value != batch.acknowledged_as.value + i;
      if (moved) amiss += name + " has another seq; ";
      if (sure(engine.find_id(it->first)) != it->second.seq) amiss += name + " is not found by id; ";
    }
    if (found != 0 && found != batch.events.size()) amiss += name + " is there in part; ";
    if (found == 0 && batch.acknowledged_as.value > 0) amiss += name + " was acknowledged and is lost; ";
  }
  return amiss;
}

/// What is amiss with a data directory after this work was cut off, or "": it opens for a reader and a writer, holds
/// all that was acknowledged, takes more, and is the same with views that are built anew.
inline std::string amiss_after(const std::string& directory, const Workload& work) {
  try {
    std::string amiss = amiss_in_log(*opened(directory, EngineMode::read), work);
    Seq last;
    {
      const auto engine = opened(directory, EngineMode::write, standing_clock());
      last = Seq{engine->last().value + 2};
      const auto outcomes = sure(engine->append({registration(999, 0), registration(999, 1)}, Recording::by_clock));
      if (outcomes.back().seq != last) amiss += "more was not taken; ";
    }
    std::filesystem::remove_all(directory + "/views");
    const auto engine = opened(directory, EngineMode::write);
    if (engine->last() != last) amiss += "more was not kept; ";
    return amiss + amiss_in_log(*engine, work);
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace rireki::faults
