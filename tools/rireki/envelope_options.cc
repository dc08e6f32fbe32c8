#include "tools/rireki/envelope_options.h"

#include <iostream>

#include <CLI/CLI.hpp>

#include "events/types/json_writer.h"

namespace rireki {

namespace {

/// What a void is of; empty: the event is none.
std::string voided_by(const Event& event) {
  const auto* voided = event.as<EventVoided>();
  return voided == nullptr ? std::string() : voided->target.text;
}

}  // namespace

void EnvelopeOptions::add_to(CLI::App& command) {
  command.add_option("--id", id, "the event's own id (default: made up); repeating it is harmless");
  command.add_option("--actor", actor, "who records it (default: the login name)");
  command.add_option("--approved-by", approved_by, "the second person who approves it");
  command.add_option("--order-ref", order_ref, "number of the appointment order (辞令)");
  command.add_option("--note", note, "a note; it is stored in clear, so keep personal matters out of it");
  command.add_option("--expect", expect, "refuse unless the subject's version is this one");
  command.add_flag("--dry-run", dry_run, "say what would happen; append nothing");
}

void EnvelopeOptions::write(boost::json::object& event) const {
  if (!id.empty()) event["id"] = id;
  if (!actor.empty()) event["actor"] = actor;
  if (!approved_by.empty()) event["approved_by"] = approved_by;
  if (!order_ref.empty()) event["order_ref"] = order_ref;
  if (!note.empty()) event["note"] = note;
}

std::optional<Version> EnvelopeOptions::expected() const {
  return expect ? std::optional(Version{*expect}) : std::nullopt;
}

void sign(std::vector<Event>& events, const Recorder& recorder) {
  const std::string who = recorder.actor();
  for (Event& event : events) {
    if (!event.actor && !who.empty()) event.actor = who;
  }
}

int print_outcomes(const GlobalOptions& global, const std::vector<Outcome>& outcomes,
                   const std::vector<std::string>& voided, bool dry_run) {
  int status = exit_done;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    if (outcome.kind == Outcome::Kind::refused) status = report(outcome.error);
    for (const Warning w : outcome.warnings) std::cerr << "warning: " << to_text(w) << '\n';
    if (outcome.kind != Outcome::Kind::appended && outcome.kind != Outcome::Kind::duplicate) continue;
    const bool is_new = outcome.kind == Outcome::Kind::appended;
    if (global.json) {
      JsonWriter out;
      out.begin_object().key("seq").integer(static_cast<std::int64_t>(outcome.seq.value));
      if (is_new) out.key("version").integer(static_cast<std::int64_t>(outcome.version.value));
      if (!voided[i].empty()) out.key("voids").text(voided[i]);
      out.key("duplicate").boolean(!is_new).key("dry_run").boolean(dry_run).end_object();
      std::cout << out.str() << '\n';
    } else {
      std::cout << (dry_run  ? "would be"
                    : is_new ? "appended as"
                             : "is already there as")
                << " seq " << outcome.seq.value << (voided[i].empty() ? "" : ", voids ") << voided[i] << '\n';
    }
  }
  return status;
}

int append_events(const GlobalOptions& global, Recorder& recorder, std::vector<Event> events,
                  const EnvelopeOptions& envelope) {
  sign(events, recorder);
  std::vector<std::string> voided;
  for (const Event& event : events) voided.push_back(voided_by(event));
  const auto outcomes = recorder.append(std::move(events), envelope.expected());
  if (!outcomes) return report(outcomes.error());
  return print_outcomes(global, *outcomes, voided, envelope.dry_run);
}

}  // namespace rireki
