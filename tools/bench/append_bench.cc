#include "tools/bench/append_bench.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <span>

#include "engine/engine.h"
#include "events/types/event_json.h"
#include "events/types/record_codec.h"
#include "tools/bench/raw_file.h"
#include "tools/bench/staff.h"

namespace rireki {

namespace {

constexpr std::size_t kRawFileBytes = std::size_t{64} << 20;
constexpr std::size_t kEventsPerSync = 8192;

/// A log with the staff in it, and the trainings that are appended one after the other.
class Bench {
 public:
  explicit Bench(const BenchOptions& options) : options_(options) {}

  Result<void> open() {
    const std::string data = options_.directory + "/data";
    if (auto r = Engine::create(data); !r) return r;
    auto engine = Engine::open(data, EngineMode::write);
    if (!engine) return std::unexpected(engine.error());
    engine_ = std::move(*engine);
    const auto outcomes = engine_->append_each(staff_events(options_.people), Recording::trusted);
    if (!outcomes) return std::unexpected(outcomes.error());
    for (const Outcome& outcome : *outcomes) {
      if (outcome.kind == Outcome::Kind::refused) return std::unexpected(outcome.error);
    }
    return grow();
  }

  [[nodiscard]] std::vector<Event> next_trainings(std::size_t count) {
    std::vector<Event> events;
    events.reserve(count);
    for (std::size_t i = 0; i < count; ++i) events.push_back(training_event(options_.people, done_++));
    return events;
  }

  [[nodiscard]] Engine& engine() { return *engine_; }

 private:
  /// Until the log is as long as it is to be.
  Result<void> grow() {
    while (engine_->last().value < options_.records) {
      const auto outcomes = engine_->append_each(next_trainings(kEventsPerSync), Recording::by_clock);
      if (!outcomes) return std::unexpected(outcomes.error());
    }
    return {};
  }

  const BenchOptions& options_;
  std::unique_ptr<Engine> engine_;
  int done_ = 0;
};

/// Callers who each append one event and wait for the answer, played by one thread: whoever was answered comes back at
/// once, and those who come back at the same moment are submitted together. They sleep until somebody is answered: on a
/// virtual machine a core that looks without end takes time from the disk.
class Callers {
 public:
  Callers(Engine& engine, std::size_t in_flight) : engine_(engine), in_flight_(in_flight), free_(in_flight) {}

  /// Until all events are appended: seconds.
  double append(std::vector<Event> events) {
    std::vector<Engine::Append> appends(events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      appends[i].batch.push_back(std::move(events[i]));
      appends[i].done = [this](const Result<std::vector<Outcome>>& outcomes) { take(outcomes); };
    }
    return seconds([&] {
      for (std::span<Engine::Append> left(appends); !left.empty();) {
        const std::size_t count = take_free(left.size());
        engine_.submit(left.first(count), Recording::by_clock);
        left = left.subspan(count);
      }
      wait_for_all();
    });
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  void take(const Result<std::vector<Outcome>>& outcomes) {
    const std::lock_guard lock(mutex_);
    if (!outcomes || outcomes->front().kind != Outcome::Kind::appended) {
      error_ = outcomes ? outcomes->front().error : outcomes.error();
    }
    ++free_;
    if (free_ >= awaited_) answered_.notify_one();  // under the lock: whoever waits for all ends this object
  }

  void wait_for(std::unique_lock<std::mutex>& lock, std::size_t count) {
    awaited_ = count;
    answered_.wait(lock, [&] { return free_ >= count; });
    awaited_ = SIZE_MAX;
  }

  /// Waits until somebody was answered; all who were come back together, up to `most`.
  std::size_t take_free(std::size_t most) {
    std::unique_lock lock(mutex_);
    wait_for(lock, 1);
    const std::size_t taken = std::min(free_, most);
    free_ -= taken;
    return taken;
  }

  void wait_for_all() {
    std::unique_lock lock(mutex_);
    wait_for(lock, in_flight_);
  }

  Engine& engine_;
  const std::size_t in_flight_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::size_t free_;  // callers who wait for no answer
  std::size_t awaited_ = SIZE_MAX;
  std::optional<Error> error_;
};

/// Appends `count` events, one each, with at most `in_flight` unanswered: events a second.
double append_rate(Bench& bench, std::size_t count, std::size_t in_flight, std::optional<Error>& error) {
  Callers callers(bench.engine(), in_flight);
  const double taken = callers.append(bench.next_trainings(count));
  if (callers.error()) error = callers.error();
  return static_cast<double>(count) / taken;
}

double raw_rate(RawFile& file, std::size_t count, std::size_t group, std::string_view record) {
  std::string bytes;
  for (std::size_t i = 0; i < group; ++i) bytes += record;
  const double taken = seconds([&] {
    for (std::size_t i = 0; i < count; i += group) file.write(bytes);
  });
  return static_cast<double>(count) / taken;
}

std::string encoded_training(int people) {
  const Event event = training_event(people, 1);
  std::string bytes;
  encode_record(event, Instant{0}, bytes);
  return bytes;
}

std::string json_lines(const std::vector<Event>& events) {
  std::string text;
  for (const Event& event : events) (text += to_json(event)) += '\n';
  return text;
}

/// Calls `visit` for each line of a text.
template <class Visit>
void each_line(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    visit(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

double import_rate(Bench& bench, const std::string& text, std::size_t count, std::optional<Error>& error) {
  const double taken = seconds([&] {
    EventReader reader;
    std::vector<Event> events;
    const auto append = [&] {
      const auto outcomes = bench.engine().append_each(std::exchange(events, {}), Recording::by_clock);
      if (!outcomes) error = outcomes.error();
    };
    each_line(text, [&](std::string_view line) {
      auto event = reader.read(line);
      if (!event) error = event.error();
      if (event) events.push_back(std::move(*event));
      if (events.size() == kEventsPerSync) append();
    });
    append();
  });
  return static_cast<double>(count) / taken;
}

double copy_rate(RawFile& file, const std::string& text, std::size_t count, std::string_view record) {
  const double taken = seconds([&] {
    std::string bytes;
    std::size_t lines = 0;
    each_line(text, [&](std::string_view) {
      bytes += record;
      if (++lines % kEventsPerSync == 0) file.write(std::exchange(bytes, {}));
    });
    file.write(bytes);
  });
  return static_cast<double>(count) / taken;
}

}  // namespace

Result<std::vector<Figure>> bench_append(const BenchOptions& options) {
  Bench bench(options);
  if (auto r = bench.open(); !r) return std::unexpected(r.error());
  RawFile file(options.directory + "/raw", kRawFileBytes);
  const std::string record = encoded_training(options.people);
  std::optional<Error> error;
  std::vector<Figure> figures;
  for (const std::size_t in_flight : {1, 16, 64, 256}) {
    const std::size_t count = in_flight == 1 ? 500 : in_flight * 200;
    figures.push_back(compare(
        "append_" + std::to_string(in_flight), "events/s", options.rounds,
        [&] { return append_rate(bench, count, in_flight, error); },
        [&] { return raw_rate(file, count, in_flight, record); }));
    if (error) return std::unexpected(*error);
  }
  return figures;
}

Result<double> engine_rate(const BenchOptions& options, std::size_t in_flight) {
  Bench bench(options);
  if (auto r = bench.open(); !r) return std::unexpected(r.error());
  std::optional<Error> error;
  std::vector<double> rates;
  for (int round = 0; round < options.rounds && !error; ++round) {
    rates.push_back(append_rate(bench, in_flight * 200, in_flight, error));
  }
  if (error) return std::unexpected(*error);
  return median(std::move(rates));
}

Result<std::vector<Figure>> bench_import(const BenchOptions& options) {
  Bench bench(options);
  if (auto r = bench.open(); !r) return std::unexpected(r.error());
  RawFile file(options.directory + "/raw", kRawFileBytes);
  const std::string record = encoded_training(options.people);
  constexpr std::size_t kCount = 100'000;
  std::optional<Error> error;
  std::string text;
  std::vector<Figure> figures;
  figures.push_back(compare(
      "import", "events/s", options.rounds, [&] { return import_rate(bench, text, kCount, error); },
      [&] {
        text = json_lines(bench.next_trainings(kCount));
        return copy_rate(file, text, kCount, record);
      }));
  if (error) return std::unexpected(*error);
  return figures;
}

}  // namespace rireki
