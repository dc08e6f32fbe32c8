#include "tools/bench/careers.h"

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <numeric>
#include <unordered_map>
#include <vector>

#include "engine/engine.h"
#include "events/types/record_codec.h"
#include "tools/bench/working_life.h"
#include "tools/demo/city.h"

namespace rireki {

namespace {

constexpr int kDepartments = 20;
constexpr int kSweeps = 4;          // monthly attendance is recorded between quarters of the others
constexpr int kRecordedAhead = 22;  // days before it is effective
constexpr int kLastOffset = 115;    // the last day of a round on which something ordinary is effective
constexpr std::size_t kBatchBytes = std::size_t{4} << 20;
constexpr std::size_t kBatchesInFlight = 4;

Event policy_event() {
  Event policy;
  generate_city({.people = 12}, [&](Event event) {
    if (event.type() != EventType::PolicyAdopted || !policy.id.empty()) return;
    policy = std::move(event);
  });
  return policy;
}

/// The careers side by side, in the order in which things are recorded.
class Workforce {
 public:
  Workforce(const CareersOptions& options, const std::function<void(Event&)>& take) : mix_(options.mix), take_(take) {
    for (int person = 0; person < options.people; ++person) careers_.emplace_back(person);
    stride_ = static_cast<std::size_t>(static_cast<double>(options.people) * 0.618) | 1U;
    while (std::gcd(stride_, careers_.size()) != 1) stride_ += 2;
  }

  void found() {
    Event policy = policy_event();
    record(policy, kCareersFirst - kRecordedAhead, 0);
    for (int i = 0; i < kDepartments; ++i) establish("D-%02d", i, "");
    for (int i = 0; i < kUnits; ++i) {
      char parent[16];
      std::snprintf(parent, sizeof parent, "D-%02d", i % kDepartments);
      establish("U-%04d", i, parent);
    }
  }

  void live(int round) {
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      // What changes place on 1 April is recorded by then, all of it.
      if (round % 3 != 0) step_from_to(round, sweep, sweep + 1);
      if (round % 3 == 0 && sweep == 0) step_from_to(round, 0, kSweeps);
      if (mix_ == Mix::attendance) attend(round, sweep);
    }
  }

 private:
  /// The person at a place of a round's order: another one each time.
  std::size_t at(int round, std::size_t place) const {
    return (place * stride_ + static_cast<std::size_t>(round) * 7919) % careers_.size();
  }

  void establish(const char* format, int number, std::string_view parent) {
    char code[16];
    std::snprintf(code, sizeof code, format, number);
    Event event;
    event.id = event.subject = code;
    event.effective = kCareersFirst;
    OrgUnitEstablished unit;
    unit.name = "第" + std::to_string(number + 1) + (parent.empty() ? "部" : "課");
    if (parent.empty()) unit.authority = number % 5 == 4 ? "hospital" : number % 5 == 3 ? "education" : "mayor";
    if (!parent.empty()) unit.parent = {std::string(parent)};
    event.data.value = std::move(unit);
    record(event, kCareersFirst - kRecordedAhead, 1);
  }

  void step_from_to(int round, int from, int to) {
    const std::size_t size = careers_.size();
    for (std::size_t i = size * from / kSweeps; i < size * to / kSweeps; ++i) step(round, i);
  }

  /// On 1 April all change places together; in the other rounds one after the other.
  void step(int round, std::size_t place) {
    const std::size_t person = at(round, place);
    WorkingLife& career = careers_[person];
    const auto offset = static_cast<int>(place * kLastOffset / careers_.size());
    const bool is_april = round % 3 == 0;
    const Day day = round_start(round) + (is_april ? 0 : 1 + offset);
    const Day recorded = round_start(round) + 1 - kRecordedAhead + (is_april ? offset / 6 : offset);
    const auto ms = static_cast<std::int64_t>(place % 1'000'000);
    if (const auto it = to_correct_.find(person); it != to_correct_.end()) {
      Event event;
      career.correction(it->second, event);
      to_correct_.erase(it);
      record(event, recorded, ms);
    }
    Event event;
    if (career.registers(round)) {
      career.registration(day, event);
      record(event, recorded, ms);
    }
    if (!career.next(round, day, event)) return;
    if (career.is_corrected(round, event)) to_correct_.emplace(person, event);
    record(event, recorded, ms);
  }

  /// The month before, of everyone.
  void attend(int round, int sweep) {
    const Month month{month_of(round_start(round)).index + sweep - 1};
    const Day recorded = last_day(month) + 10;
    Event event;
    for (std::size_t i = 0; i < careers_.size(); ++i) {
      if (!careers_[i].attends(round)) continue;
      careers_[i].attendance(month, event);
      record(event, recorded, static_cast<std::int64_t>(i % 1'000'000));
    }
  }

  void record(Event& event, Day day, std::int64_t ms) {
    last_recorded_ = std::max(last_recorded_, day.days * kDayMs + ms);
    event.recorded = Instant{last_recorded_};
    event.actor = "hr-officer-1";
    take_(event);
  }

  Mix mix_;
  const std::function<void(Event&)>& take_;
  std::vector<WorkingLife> careers_;
  std::size_t stride_ = 1;
  std::unordered_map<std::size_t, Event> to_correct_;
  std::int64_t last_recorded_ = INT64_MIN;
};

/// Hands records to the Log in large batches, a few at a time.
class Appender {
 public:
  explicit Appender(Log& log) : log_(log) {}

  void add(const Event& event) {
    encode_record(event, *event.recorded, batch_->bytes);
    batch_->ends.push_back(batch_->bytes.size());
    if (batch_->bytes.size() >= kBatchBytes) send();
  }

  Result<Seq> finish() {
    send();
    wait_below(1);
    return error_ ? Result<Seq>(std::unexpected(*error_)) : sent_;
  }

 private:
  void send() {
    wait_below(kBatchesInFlight);
    const Seq before = sent_;
    sent_.value += batch_->size();
    {
      const std::lock_guard lock(mutex_);
      ++in_flight_;
    }
    log_.append({std::exchange(batch_, std::make_shared<RecordBatch>()), before}, [this](const Result<Appended>& done) {
      const std::lock_guard lock(mutex_);
      if (!done && !error_) error_ = done.error();
      --in_flight_;
      landed_.notify_one();
    });
  }

  void wait_below(std::size_t count) {
    std::unique_lock lock(mutex_);
    landed_.wait(lock, [&] { return in_flight_ < count; });
  }

  Log& log_;
  std::shared_ptr<RecordBatch> batch_ = std::make_shared<RecordBatch>();
  Seq sent_;
  std::mutex mutex_;
  std::condition_variable landed_;
  std::size_t in_flight_ = 0;
  std::optional<Error> error_;
};

}  // namespace

std::string career_code(int person) {
  char code[16];
  std::snprintf(code, sizeof code, "P%07d", person + 1);
  return code;
}

void generate_careers(const CareersOptions& options, const std::function<void(Event&)>& take) {
  Workforce workforce(options, take);
  workforce.found();
  for (int round = 0; round < kRounds; ++round) workforce.live(round);
}

Result<Seq> write_careers(const CareersOptions& options, const std::string& directory) {
  if (auto r = Engine::create(directory); !r) return std::unexpected(r.error());
  const auto log = open_rocks_log(DataDirectory{directory}.log_place(), OpenMode::write);
  if (!log) return std::unexpected(log.error());
  Appender appender(**log);
  generate_careers(options, [&](Event& event) { appender.add(event); });
  return appender.finish();
}

}  // namespace rireki
