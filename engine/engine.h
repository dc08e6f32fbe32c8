// The front door: one data directory (data_directory.h), opened for reading, writing or rehearsing.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "engine/access/access_log.h"
#include "engine/backup.h"
#include "engine/clock/clock_watch.h"
#include "engine/data_directory.h"
#include "engine/log/rocks_log.h"
#include "engine/outbox.h"
#include "engine/vault/vault.h"
#include "engine/views/rebuild.h"
#include "engine/views/timeline_store.h"
#include "events/lifecycle/organisation.h"
#include "events/lifecycle/outcome.h"
#include "projections/staff_source.h"

namespace rireki {

class Admission;
struct StagedEntry;

/// `rehearse` judges and appends in memory only: a dry run over any number of batches. It needs no lock.
enum class EngineMode : std::uint8_t { read, write, rehearse };

/// How `recorded` is given to what is appended.
enum class Recording : std::uint8_t {
  by_clock,  // now, but never less than the last record's
  trusted    // each event brings its own
};

/// What an Engine stands on; tests put others in their place.
struct Surroundings {
  std::unique_ptr<Clock> clock = system_clock();
  std::shared_ptr<rocksdb::FileSystem> log_files = nullptr;  // null: the system's
  std::function<void()> between_steps = nullptr;             // of an erasure
};

class SpanStore;

/// Appends may be submitted from any thread. A question asked while appends are under way must hold the engine
/// (`hold`); it includes everything that was acknowledged when it took hold.
class Engine final : public StaffSource {
 public:
  /// Makes a data directory with its keys, all of it or nothing: with `first` as its first Record, recorded when it
  /// says or else now, or empty. Interrupted, it is begun anew by the next call, and nothing else opens the directory.
  /// Errors: IO_ERROR, also if there is a log already; why `first` is refused.
  [[nodiscard]] static Result<void> create(const std::string& directory, std::optional<Event> first = {});

  /// Opens a data directory that is whole. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] static Result<std::unique_ptr<Engine>> open(const std::string& directory, EngineMode mode,
                                                            Surroundings surroundings = {});

  /// Waits until everything submitted is answered.
  ~Engine() override;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Called once, on another thread or before `submit` returns; must not call the engine. Everything `appended` in it
  /// is on disk. Errors (of the whole call): IO_ERROR, INTEGRITY_ERROR; nothing of it counts as appended then.
  using Done = std::function<void(Result<std::vector<Outcome>>)>;

  /// All of a batch or nothing of it, judged as a whole and answered by itself.
  struct Append {
    std::vector<Event> batch;
    std::optional<Version> expected = {};
    Done done;
  };

  /// Judges the appends one after the other. Whoever has several at hand (a server, those of one turn) submits them
  /// together: that costs each a fraction. What is submitted at the same time shares one sync. Takes what is in them.
  void submit(std::span<Append> appends, Recording recording);
  void submit(std::vector<Event> batch, Recording recording, std::optional<Version> expected, Done done);

  /// Appends each event that is admitted, judged one after the other.
  void submit_each(std::vector<Event> events, Recording recording, Done done);

  /// `submit`, and waits for the answer.
  [[nodiscard]] Result<std::vector<Outcome>> append(std::vector<Event> batch, Recording recording,
                                                    std::optional<Version> expected = {});

  /// `submit_each`, and waits for the answer.
  [[nodiscard]] Result<std::vector<Outcome>> append_each(std::vector<Event> events, Recording recording);

  /// Destroys the keys of whom the durable `PersonalDataErased` name, which opening for writing and closing do as well.
  /// When it has returned, nobody can read those fields. Errors: IO_ERROR, INTEGRITY_ERROR; to be repeated then.
  [[nodiscard]] Result<void> finish_erasures();

  /// Adds a backup to `target`, which may hold earlier ones, while appends go on: the Log first, then the Vault
  /// (backup.h). Needs the engine open for writing, and not held. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] Result<BackedUp> back_up(const std::string& target);

  /// A checkpoint of the Log as it is, signed. Needs the engine open for writing, and not held. Errors: IO_ERROR,
  /// INTEGRITY_ERROR.
  [[nodiscard]] Result<std::string> signed_checkpoint();

  /// Judges a batch without appending it.
  [[nodiscard]] Result<std::vector<Outcome>> judge(std::vector<Event> batch, Recording recording,
                                                   std::optional<Version> expected = {});

  /// While held, nothing is judged, and nothing that a question reads moves.
  [[nodiscard]] std::unique_lock<std::mutex> hold() { return std::unique_lock(mutex_); }

  /// While the engine is held: once this has passed, reads of questions fail with IO_ERROR. time_point::max(): never.
  void answer_until(std::chrono::steady_clock::time_point until);
  [[nodiscard]] bool is_late() const;

  /// Errors: IO_ERROR once nothing more is acknowledged, until the program is started again. Any thread.
  [[nodiscard]] Result<void> can_append() { return outbox_.not_failed(); }

  /// The last durable seq. Any thread.
  [[nodiscard]] Seq last() const { return log_->last(); }

  /// Size and root of the tree over the durable records. Not while appends are under way.
  [[nodiscard]] TreeHead head() { return log_->head(); }

  /// The last seq known at an instant, or at the end of a day in the newest policy's zone.
  [[nodiscard]] Result<Seq> known_at(Instant instant) { return log_->last_known_at(instant); }
  [[nodiscard]] Result<Seq> known_at(Day day);

  /// The last instant of a day in the newest policy's zone.
  [[nodiscard]] Result<Instant> end_of(Day day);

  /// The civil day of an instant in the newest policy's zone, of all or of those that a question knows.
  [[nodiscard]] Result<Day> local_day(Instant instant);
  [[nodiscard]] Day local_day(Instant instant, const PolicyBook& known) const;

  /// Today in the newest policy's zone.
  [[nodiscard]] Result<Day> today();

  /// Records from..to in order, as `Log::read`.
  [[nodiscard]] Result<void> read(Seq from, Seq to, const std::function<bool(const Record&)>& visit);

  /// A Record's bytes as they lie in the Log. Errors: as `record`.
  [[nodiscard]] Result<std::string> record_bytes(Seq seq);

  /// Records from..to as bytes.
  [[nodiscard]] Result<void> read_bytes(Seq from, Seq to, const Log::Visit& visit) {
    return log_->read(from, to, visit);
  }

  [[nodiscard]] Vault& vault() { return *vault_; }

  /// Where reads of personal fields are recorded, in every mode. Any thread.
  [[nodiscard]] AccessLog& accesses() { return accesses_; }

  [[nodiscard]] const DataDirectory& data_directory() const { return data_; }

  // TimelineSource: everything admitted so far, also what is not durable yet: ask as known at `last`.
  [[nodiscard]] Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) override;
  [[nodiscard]] Result<void> each_timeline(SubjectKind kind, const Visit& visit) override;
  [[nodiscard]] Result<Record> record(Seq seq) override;
  [[nodiscard]] Result<std::optional<Seq>> find_id(std::string_view id) override;

  // StaffSource, as known at `last` or before.
  [[nodiscard]] Result<Staff> staff(Seq known) override;
  [[nodiscard]] Result<const PersonalColumns*> personal_columns() override;
  [[nodiscard]] Result<const DestroyedKeys*> destroyed_keys() override;
  [[nodiscard]] Result<void> can_keep(std::string_view person, std::uint8_t categories) override;
  [[nodiscard]] Result<const AbsenceFacts*> absence_facts() override;
  [[nodiscard]] Result<void> each_record(std::span<const Seq> seqs,
                                         const std::function<void(const Record&)>& visit) override;

  /// Units, Policies and closed periods as known at a seq. The newest are kept, and shared by all questions. Errors:
  /// INTEGRITY_ERROR.
  [[nodiscard]] Result<std::shared_ptr<const Organisation>> organisation(Seq known);

  /// Documents parsed so far, shared by all questions.
  [[nodiscard]] ParsedPolicies& parsed_policies() { return parsed_; }

 private:
  using Answer = Result<std::vector<Outcome>>;
  struct Judged {
    Answer answer;
    Done done;
  };

  Engine(DataDirectory data, EngineMode mode, Surroundings surroundings);

  Result<void> open_files();
  Result<void> open_views(std::unique_ptr<SealedViews> sealed, const OpenLog& open_log);
  Result<void> open_store(std::unique_ptr<SealedViews> sealed);
  Result<std::unique_ptr<SealedViews>> views_made_anew(const OpenLog& open_log);
  Result<void> note_checkpoint();
  Result<std::vector<Erasure>> due_erasures();
  template <class Use>
  Result<void> visit_bytes(Seq seq, const Use& use);
  Result<bool> has_stated(std::string_view person, PersonalCategory category);
  Result<void> seal(TimelineStore::Sealing sealing);
  Result<void> follow_rebuild();

  // engine_appends.cc
  Result<void> begin_writing();
  Result<Instant> moment();
  Result<Submission> submission(Event& event, Recording recording, const Result<Instant>& now);
  Result<std::vector<Submission>> submissions(std::span<Event> batch, Recording recording,
                                              std::optional<Version> expected, const Result<Instant>& now);
  void foresee(std::span<const Event* const> events);
  Answer judge_batch(std::span<Event> batch, Recording recording, std::optional<Version> expected,
                     const Result<Instant>& now);
  Answer judge_and_stage(std::span<Submission> batch, Recording recording);
  Answer hold_to_retention(std::span<Submission> batch, std::vector<Outcome> outcomes);
  void stage(const Submission& submission, const StagedEntry& entry);
  [[nodiscard]] bool must_wait(const Answer& answer) const;
  std::vector<Judged> judge_window(std::span<Append> window, Recording recording, const Result<Instant>& now);
  std::vector<Judged> send(std::vector<Judged> judged, TimelineStore::Sealing sealing);
  void send_added(std::vector<Judged> waiting);
  [[nodiscard]] Result<void> in_time() const;
  Result<std::string> zone();

  EngineMode mode_;
  DataDirectory data_;
  AccessLog accesses_;
  std::unique_ptr<Clock> clock_;
  std::shared_ptr<rocksdb::FileSystem> log_files_;
  std::unique_ptr<TimeZones> zones_;
  std::unique_ptr<ClockWatch> watch_;  // of a writer
  std::unique_ptr<Vault> vault_;

  std::mutex mutex_;  // of everything below, up to `log_`
  std::unique_ptr<TimelineStore> store_;
  Generation generation_ = 0;  // of the views in `store_`
  std::unique_ptr<SpanStore> spans_;
  std::unique_ptr<Admission> admission_;  // from the first append on
  ParsedPolicies parsed_;
  std::shared_ptr<const Organisation> organisation_;  // as known at `organised_` and later
  Seq organised_;
  std::optional<std::string> zone_;  // of the newest Policy admitted
  Seq reorganised_;                  // the last Record admitted that is not of a person
  Instant last_recorded_;
  std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::time_point::max();
  Outbox outbox_;  // rehearsing, nothing is sent

  std::unique_ptr<Log> log_;  // last: its thread answers until it ends
};

}  // namespace rireki
