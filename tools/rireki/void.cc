// void: an event that never happened, and with --cascade all that cannot stand without it.
#include <algorithm>
#include <functional>

#include <CLI/CLI.hpp>

#include "events/types/event.h"
#include "tools/rireki/envelope_options.h"

namespace rireki {

namespace {

constexpr int kCascadeRoundsMax = 100;

struct VoidOptions {
  std::string id;
  std::string cause = "rescinded";
  bool cascade = false;
  EnvelopeOptions envelope;
};

Event void_of(const Target& target, VoidCause cause, const EnvelopeOptions& envelope) {
  Event event;
  event.subject = target.subject;
  if (!envelope.actor.empty()) event.actor = envelope.actor;
  if (!envelope.approved_by.empty()) event.approved_by = envelope.approved_by;
  if (!envelope.order_ref.empty()) event.order_ref = envelope.order_ref;
  if (!envelope.note.empty()) event.note = envelope.note;
  event.data.value = EventVoided{{target.id}, cause};
  return event;
}

/// The target and all that cannot stand without it, in reverse order of recording. The id that was given is that of the
/// target's void: once that is there, nothing of the batch is new.
Result<std::vector<Event>> cascade_of(Recorder& recorder, const Target& first, VoidCause cause,
                                      const EnvelopeOptions& envelope) {
  std::vector<Target> targets = {first};
  for (int round = 0; round < kCascadeRoundsMax; ++round) {
    std::vector<Event> batch;
    std::ranges::sort(targets, std::greater<>(), &Target::seq);
    for (const Target& target : targets) {
      batch.push_back(void_of(target, cause, envelope));
      if (target.seq == first.seq) batch.back().id = envelope.id;
    }
    sign(batch, recorder);
    const auto outcomes = recorder.judge(batch);
    if (!outcomes) return std::unexpected(outcomes.error());
    const std::size_t before = targets.size();
    for (const Outcome& outcome : *outcomes) {
      for (const Seq seq : outcome.dependents) {
        if (std::ranges::find(targets, seq, &Target::seq) != targets.end()) continue;
        const auto target = recorder.target_at(seq);
        if (!target) return std::unexpected(target.error());
        targets.push_back(*target);
      }
    }
    if (targets.size() == before) return batch;
  }
  return fail(Code::void_has_dependents, "too many events depend on it; void them step by step");
}

int run_void(const GlobalOptions& global, const VoidOptions& options) {
  const auto cause = from_text<VoidCause>(options.cause);
  if (!cause) return report({Code::usage, "--cause: rescinded, duplicate, wrong_person or not_started"});
  const auto recorder = recorder_for(global, options.envelope);
  if (!recorder) return report(recorder.error());
  const auto target = (*recorder)->target_with(options.id);
  if (!target) return report(target.error());
  if (!options.cascade) {
    Event event = void_of(*target, *cause, options.envelope);
    event.id = options.envelope.id;
    return append_events(global, **recorder, {std::move(event)}, options.envelope);
  }
  auto batch = cascade_of(**recorder, *target, *cause, options.envelope);
  if (!batch) return report(batch.error());
  return append_events(global, **recorder, std::move(*batch), options.envelope);
}

}  // namespace

void add_void(Commands& commands) {
  auto* command = commands.add("void", "Declares an event as never having happened",
                               "  rireki void demo-028219 --cause rescinded\n"
                               "  rireki void demo-000123 --cascade --dry-run\n");
  auto options = std::make_shared<VoidOptions>();
  command->add_option("id", options->id, "the event's id")->required();
  command->add_option("--cause", options->cause, "rescinded, duplicate, wrong_person or not_started")
      ->capture_default_str();
  command->add_flag("--cascade", options->cascade, "also void the events that would not fit without it");
  options->envelope.add_to(*command);
  commands.runs_anywhere(command, [=, &commands] { return run_void(commands.global(), *options); });
}

}  // namespace rireki
