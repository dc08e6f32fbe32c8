// Where the events that a command has are recorded: its data directory, or the service of --server.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "tools/rireki/command.h"
#include "tools/server/import_report.h"

namespace rireki {

/// An event that is there already and is to be corrected or voided.
struct Target {
  Seq seq;
  std::string id;
  std::string subject;
  EventType type{};
};

/// What holds of an event now: its own, or of its last correction that is not voided.
struct Holding {
  std::string data;              // JSON
  std::optional<Day> effective;  // as the correction gives it; none: the event's own
  std::optional<Count> line;
};

/// Errors of all of them: IO_ERROR, INTEGRITY_ERROR; of a service whatever it refuses a request with.
class Recorder {
 public:
  virtual ~Recorder() = default;

  /// Who records what names no actor; empty: whoever asks the service.
  [[nodiscard]] virtual std::string actor() const = 0;

  /// Errors: UNKNOWN_TARGET if no event has this id.
  [[nodiscard]] virtual Result<Target> target_with(const std::string& id) = 0;
  [[nodiscard]] virtual Result<Target> target_at(Seq seq) = 0;

  [[nodiscard]] virtual Result<Holding> holding(const Target& target) = 0;

  /// What appending a batch would do.
  [[nodiscard]] virtual Result<std::vector<Outcome>> judge(std::vector<Event> batch) = 0;

  /// Appends all of a batch or nothing of it; in a dry run judges it.
  [[nodiscard]] virtual Result<std::vector<Outcome>> append(std::vector<Event> batch,
                                                            std::optional<Version> expected) = 0;

  /// Appends each event that is admitted; in a dry run judges it. Lines of the report count the events from 1. Whoever
  /// calls again before the answer is there has his events judged after these.
  [[nodiscard]] virtual std::future<Result<ImportReport>> append_each(std::vector<Event> events) = 0;

  /// Where the log ends.
  [[nodiscard]] virtual Seq last() = 0;
};

/// Opens what the options name. Errors: USAGE for what a service does not do; as Engine::open.
[[nodiscard]] Result<std::unique_ptr<Recorder>> open_recorder(const GlobalOptions& global, bool dry_run,
                                                              Recording recording = Recording::by_clock);

}  // namespace rireki
