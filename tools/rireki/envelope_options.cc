#include "tools/rireki/envelope_options.h"

#include <cerrno>
#include <iostream>
#include <system_error>

#include <CLI/CLI.hpp>

#include "events/types/json_writer.h"
#include "tools/rireki/remote_proposal.h"

namespace rireki {

namespace {

/// What a void is of; empty: the event is none.
std::string voided_by(const Event& event) {
  const auto* voided = event.as<EventVoided>();
  return voided == nullptr ? std::string() : voided->target.text;
}

/// In JSON the fields of a correction's replacement are called "data.data.name"; who typed them has called them "name".
void name_as_typed(Error& error) {
  constexpr std::string_view kPath = "data.data.";
  for (std::string* text : {&error.message, &error.field}) {
    for (std::size_t at = text->find(kPath); at != std::string::npos; at = text->find(kPath, at)) {
      text->erase(at, kPath.size());
    }
  }
}

/// Errors: USAGE for an approval that cannot be given here in this way.
Result<void> refuse_approval(const GlobalOptions& global, const EnvelopeOptions& envelope) {
  const bool is_at_service = !global.server.empty();
  if (envelope.propose && !is_at_service) {
    return fail(Code::usage, "--propose: proposals wait in a service: give --server, or here --approved-by");
  }
  if (envelope.approved_by.empty() || !is_at_service) return {};
  return fail(Code::usage, "--approved-by: at a service a second person approves what is proposed: give --propose");
}

/// An answer that cannot be printed must not look like events that were not recorded.
void say_what_is_recorded(Recorder& recorder, const std::vector<Outcome>& outcomes) {
  errno = 0;
  if (std::cout.flush()) return;
  std::cerr << "rireki: standard output cannot be written";
  if (errno != 0) std::cerr << ": " << std::generic_category().message(errno);
  std::cerr << '\n';
  for (const Outcome& outcome : outcomes) {
    if (outcome.kind != Outcome::Kind::appended && outcome.kind != Outcome::Kind::duplicate) continue;
    const auto target = recorder.target_at(outcome.seq);
    std::cerr << "rireki: the event is recorded as seq " << outcome.seq.value;
    if (target) std::cerr << " with the id " << target->id;
    std::cerr << '\n';
  }
}

}  // namespace

void EnvelopeOptions::add_to(CLI::App& command) {
  command.add_option("--id", id, "the event's own id (default: made up); repeating it is harmless");
  command.add_option("--actor", actor, "who records it (default: the login name)");
  command.add_option("--approved-by", approved_by, "the second person who approves it");
  command.add_option("--order-ref", order_ref, "number of the appointment order (辞令)");
  command.add_option("--note", note, "a note; it is stored in clear, so keep personal matters out of it");
  command.add_option("--expect", expect, "refuse unless the subject's version is this one");
  auto* judging = command.add_flag("--dry-run", dry_run, "say what would happen; append nothing");
  command.add_flag("--propose", propose, "with --server: a second person is to approve it; append nothing")
      ->excludes(judging);
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

Result<std::unique_ptr<Recorder>> recorder_for(const GlobalOptions& global, const EnvelopeOptions& envelope) {
  if (auto r = refuse_approval(global, envelope); !r) return std::unexpected(r.error());
  return open_recorder(global, envelope.dry_run);
}

int append_events(const GlobalOptions& global, Recorder& recorder, std::vector<Event> events,
                  const EnvelopeOptions& envelope) {
  if (envelope.propose) return propose(global, events, envelope.expected());
  sign(events, recorder);
  std::vector<std::string> voided;
  for (const Event& event : events) voided.push_back(voided_by(event));
  auto outcomes = recorder.append(std::move(events), envelope.expected());
  if (!outcomes) return report(outcomes.error());
  for (Outcome& outcome : *outcomes) {
    name_as_typed(outcome.error);
    const bool needs_another = outcome.error.code == Code::approval_missing && !global.server.empty();
    if (needs_another) outcome.error.message += "; --propose has a second person approve it";
  }
  const int status = print_outcomes(global, *outcomes, voided, envelope.dry_run);
  if (!envelope.dry_run) say_what_is_recorded(recorder, *outcomes);
  return status;
}

}  // namespace rireki
