// The front door: one data directory, opened for reading, writing or rehearsing.
//
//   DIR/log/         the Log (RocksDB), the truth
//   DIR/views/       stored timelines and ids (RocksDB), derived: may be deleted
//   DIR/signing.key  Ed25519 private key, PKCS #8 PEM, mode 0600
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/clock/clock.h"
#include "engine/log/log.h"
#include "engine/views/timeline_store.h"
#include "events/lifecycle/admission.h"

namespace rireki {

/// `rehearse` judges and appends in memory only: a dry run over any number of batches. It needs no lock.
enum class EngineMode : std::uint8_t { read, write, rehearse };

/// How `recorded` is given to what is appended.
enum class Recording : std::uint8_t {
  by_clock,  // now, but never less than the last record's
  trusted    // each event brings its own
};

class Engine final : public TimelineSource {
 public:
  /// Makes an empty data directory with its signing key. Errors: IO_ERROR, also if there is a log already.
  [[nodiscard]] static Result<void> create(const std::string& directory);

  /// Opens a data directory. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] static Result<std::unique_ptr<Engine>> open(const std::string& directory, EngineMode mode,
                                                            std::unique_ptr<Clock> clock = system_clock());

  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Appends all of a batch or nothing of it, judged as a whole, with one sync. On return everything that is `appended`
  /// is on disk. Errors (of the whole call): IO_ERROR, INTEGRITY_ERROR; nothing of it counts as appended then.
  [[nodiscard]] Result<std::vector<Outcome>> append(std::vector<Event> batch, Recording recording,
                                                    std::optional<Version> expected = {});

  /// Appends each event that is admitted, judged one after the other, with one sync for all. Otherwise as `append`.
  [[nodiscard]] Result<std::vector<Outcome>> append_each(std::vector<Event> events, Recording recording);

  /// Judges a batch without appending it.
  [[nodiscard]] Result<std::vector<Outcome>> judge(std::vector<Event> batch, Recording recording,
                                                   std::optional<Version> expected = {});

  /// The last durable seq.
  [[nodiscard]] Seq last() const { return log_->last(); }

  /// The last seq known at an instant, or at the end of a day in the newest policy's zone.
  [[nodiscard]] Result<Seq> known_at(Instant instant) { return log_->last_known_at(instant); }
  [[nodiscard]] Result<Seq> known_at(Day day);

  /// The civil day of an instant in the newest policy's zone.
  [[nodiscard]] Result<Day> local_day(Instant instant);

  /// Today in the newest policy's zone.
  [[nodiscard]] Result<Day> today();

  /// Records from..to in order, as `Log::read`.
  [[nodiscard]] Result<void> read(Seq from, Seq to, const std::function<bool(const Record&)>& visit);

  // TimelineSource: everything appended so far.
  [[nodiscard]] Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) override;
  [[nodiscard]] Result<void> each_timeline(SubjectKind kind, const Visit& visit) override;
  [[nodiscard]] Result<Record> record(Seq seq) override;
  [[nodiscard]] Result<std::optional<Seq>> find_id(std::string_view id) override;

  /// Documents parsed so far, shared by all questions.
  [[nodiscard]] ParsedPolicies& parsed_policies() { return parsed_; }

 private:
  Engine(EngineMode mode, std::unique_ptr<Clock> clock);

  Result<void> open_in(const std::string& directory);
  Result<void> begin_writing();
  Submission submission(Event event, Recording recording);
  Result<std::vector<Outcome>> judge_and_stage(std::span<Submission> batch);
  Result<void> commit(TimelineStore::Sealing sealing);
  [[nodiscard]] Seq next() const { return Seq{log_->last().value + pending_.size() + 1}; }
  Result<std::string> zone();

  EngineMode mode_;
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<TimeZones> zones_;
  std::unique_ptr<Log> log_;
  std::unique_ptr<TimelineStore> store_;
  std::unique_ptr<Admission> admission_;  // from the first append on
  ParsedPolicies parsed_;
  Instant last_recorded_;
  RecordBatch pending_;  // admitted, not yet durable (rehearsing: never)
  std::string failure_;  // why nothing more is acknowledged
};

}  // namespace rireki
