// What `append`, `void` and `correct` have in common: the envelope as typed, and how events with it are recorded.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "tools/rireki/command.h"
#include "tools/rireki/recorder.h"

namespace rireki {

constexpr std::uint64_t kLineMax = UINT16_MAX;

struct EnvelopeOptions {
  std::string id;
  std::optional<std::uint64_t> line;
  std::string actor;
  std::string approved_by;
  std::string order_ref;
  std::string note;
  std::optional<std::uint64_t> expect;
  bool dry_run = false;
  bool propose = false;

  /// All but `line`, which each command words itself.
  void add_to(CLI::App& command);

  /// Into an event as JSON: what was given, without `line`.
  void write(boost::json::object& event) const;

  [[nodiscard]] std::optional<Version> expected() const;
};

/// What events with this envelope go to. Errors: USAGE for an approval that cannot be given there in this way; as
/// `open_recorder`.
[[nodiscard]] Result<std::unique_ptr<Recorder>> recorder_for(const GlobalOptions& global,
                                                             const EnvelopeOptions& envelope);

/// Names who records what says nothing of it.
void sign(std::vector<Event>& events, const Recorder& recorder);

/// What became of each event; `voided`: what each of them voids, if it does. The exit status.
int print_outcomes(const GlobalOptions& global, const std::vector<Outcome>& outcomes,
                   const std::vector<std::string>& voided, bool dry_run);

/// Signs and appends a batch, or judges it in a dry run, or proposes it to a service, and prints what became of each
/// event; the exit status. Where that cannot be printed, standard error says what is recorded.
int append_events(const GlobalOptions& global, Recorder& recorder, std::vector<Event> events,
                  const EnvelopeOptions& envelope);

}  // namespace rireki
