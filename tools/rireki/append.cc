// append, void, correct: one event (or one batch) typed by a person.
#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "events/calendar/era.h"
#include "events/types/event_json.h"
#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/rireki/data_builder.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/recorder.h"

namespace rireki {

namespace {

namespace json = boost::json;

constexpr int kCascadeRoundsMax = 100;

/// The envelope as typed.
struct EnvelopeOptions {
  std::string id;
  std::string line;
  std::string actor;
  std::string approved_by;
  std::string order_ref;
  std::string note;
  std::optional<std::uint64_t> expect;
  bool dry_run = false;

  void add_to(CLI::App& command) {
    command.add_option("--id", id, "the event's own id (default: made up); repeating it is harmless");
    command.add_option("--actor", actor, "who records it (default: the login name)");
    command.add_option("--approved-by", approved_by, "the second person who approves it");
    command.add_option("--order-ref", order_ref, "number of the appointment order (辞令)");
    command.add_option("--note", note, "a note; it is stored in clear, so keep personal matters out of it");
    command.add_option("--expect", expect, "refuse unless the subject's version is this one");
    command.add_flag("--dry-run", dry_run, "say what would happen; append nothing");
  }

  void write(json::object& event) const {
    if (!id.empty()) event["id"] = id;
    if (!actor.empty()) event["actor"] = actor;
    if (!approved_by.empty()) event["approved_by"] = approved_by;
    if (!order_ref.empty()) event["order_ref"] = order_ref;
    if (!note.empty()) event["note"] = note;
  }

  [[nodiscard]] std::optional<Version> expected() const {
    return expect ? std::optional(Version{*expect}) : std::nullopt;
  }
};

/// What a void is of; empty: the event is none.
std::string voided_by(const Event& event) {
  const auto* voided = event.as<EventVoided>();
  return voided == nullptr ? std::string() : voided->target.text;
}

/// `voided`: what each of the events voids, if it does.
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

/// Reads an event as it was typed: its dates may be of an era, and what is wrong with them is said of that.
Result<Event> read_typed(const json::object& event, std::optional<EventType> type, const Settings& settings) {
  EventReader reader;
  auto read = reader.read(json::serialize(event));
  if (read || read.error().code != Code::invalid_date || !type) return read;
  const auto faults = date_faults(*type, settings);
  const auto fault = std::ranges::find(faults, read.error().field, &Error::field);
  return fault == faults.end() ? read : std::unexpected(*fault);
}

/// Names who records what says nothing of it.
void sign(std::vector<Event>& events, const Recorder& recorder) {
  const std::string who = recorder.actor();
  for (Event& event : events) {
    if (!event.actor && !who.empty()) event.actor = who;
  }
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

// --- append --------------------------------------------------------------------------------------------------------

struct AppendOptions {
  std::string type;
  std::string subject;
  std::string effective;
  std::vector<std::string> set;
  EnvelopeOptions envelope;
};

Result<Event> typed_event(const AppendOptions& options) {
  json::object event;
  options.envelope.write(event);
  event["type"] = options.type;
  event["subject"] = options.subject;
  if (!options.effective.empty()) {
    const auto day = typed_day("--effective", options.effective);
    if (!day) return fail(Code::invalid_date, day.error().message);
    event["effective"] = to_iso(*day);
  }
  const auto settings = parse_settings(options.set);
  if (!settings) return std::unexpected(settings.error());
  const auto type = event_type(options.type);
  event["data"] = type ? json::parse(build_data(*type, *settings)) : json::object();
  if (!options.envelope.line.empty()) event["line"] = json::parse(options.envelope.line);
  return read_typed(event, type, *settings);
}

int run_append(const GlobalOptions& global, const AppendOptions& options) {
  auto event = typed_event(options);
  if (!event) return report(event.error());
  const auto recorder = open_recorder(global, options.envelope.dry_run);
  if (!recorder) return report(recorder.error());
  return append_events(global, **recorder, {std::move(*event)}, options.envelope);
}

// --- void ----------------------------------------------------------------------------------------------------------

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

/// The target and all that cannot stand without it, in reverse order of recording.
Result<std::vector<Event>> cascade_of(Recorder& recorder, const Target& first, VoidCause cause,
                                      const EnvelopeOptions& envelope) {
  std::vector<Target> targets = {first};
  for (int round = 0; round < kCascadeRoundsMax; ++round) {
    std::vector<Event> batch;
    std::ranges::sort(targets, std::greater<>(), &Target::seq);
    for (const Target& target : targets) batch.push_back(void_of(target, cause, envelope));
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
  const auto recorder = open_recorder(global, options.envelope.dry_run);
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

// --- correct -------------------------------------------------------------------------------------------------------

struct CorrectOptions {
  std::string id;
  std::string effective;
  std::string cause = "clerical";
  std::vector<std::string> set;
  std::vector<std::string> unset;
  EnvelopeOptions envelope;
};

Result<Event> correction_of(Recorder& recorder, const Target& target, const CorrectOptions& options) {
  const auto settings = parse_settings(options.set);
  if (!settings) return std::unexpected(settings.error());
  if (const auto faults = date_faults(target.type, *settings); !faults.empty()) return std::unexpected(faults.front());
  const auto holding = recorder.holding(target);
  if (!holding) return std::unexpected(holding.error());
  json::value present = json::parse(holding->data);
  json::object& replacement = present.as_object();
  const json::value changes = json::parse(build_data(target.type, *settings));
  for (const auto& [key, value] : changes.as_object()) replacement[key] = value;
  for (const std::string& key : options.unset) replacement.erase(key);
  json::object event;
  options.envelope.write(event);
  event["type"] = "EventCorrected";
  event["subject"] = target.subject;
  json::object body = {{"target", target.id}, {"data", replacement}, {"cause", options.cause}};
  // A correction stands over the original: what an earlier one gave holds on only if this one gives it again.
  if (holding->effective) body["effective"] = to_iso(*holding->effective);
  if (holding->line) body["line"] = *holding->line;
  if (!options.effective.empty()) {
    const auto day = typed_day("--effective", options.effective);
    if (!day) return fail(Code::invalid_date, day.error().message);
    body["effective"] = to_iso(*day);
  }
  if (!options.envelope.line.empty()) body["line"] = json::parse(options.envelope.line);
  event["data"] = body;
  EventReader reader;
  return reader.read(json::serialize(event));
}

/// Errors: USAGE.
Result<void> refuse_no_change(const CorrectOptions& options) {
  const bool changes =
      !options.set.empty() || !options.unset.empty() || !options.effective.empty() || !options.envelope.line.empty();
  if (changes) return {};
  return fail(Code::usage, "correct " + in_quotes(options.id) +
                               ": nothing is different; give --set, --unset, --effective or --line");
}

/// Errors: USAGE.
Result<void> refuse_unknown_fields(EventType type, const std::vector<std::string>& unset) {
  for (const std::string& key : unset) {
    if (is_field_of(type, key)) continue;
    return fail(Code::usage, "--unset: " + std::string(to_text(type)) + " has no field " + in_quotes(key));
  }
  return {};
}

int run_correct(const GlobalOptions& global, const CorrectOptions& options) {
  if (auto r = refuse_no_change(options); !r) return report(r.error());
  const auto recorder = open_recorder(global, options.envelope.dry_run);
  if (!recorder) return report(recorder.error());
  const auto target = (*recorder)->target_with(options.id);
  if (!target) return report(target.error());
  if (auto r = refuse_unknown_fields(target->type, options.unset); !r) return report(r.error());
  auto event = correction_of(**recorder, *target, options);
  if (!event) return report(event.error());
  return append_events(global, **recorder, {std::move(*event)}, options.envelope);
}

}  // namespace

void add_append(Commands& commands) {
  auto* command = commands.add(
      "append", "Appends one event",
      "  rireki append Promoted --subject P000123 --effective R5.4.1 --set rank=chief --set grade=3\n"
      "  rireki append Separated --subject P000123 --effective 2024-03-31 --set reason=voluntary --dry-run\n");
  auto options = std::make_shared<AppendOptions>();
  command->add_option("type", options->type, "event type, such as Promoted")->required();
  command->add_option("--subject", options->subject, "a person's number, a unit's code, or org")->required();
  command->add_option("--effective", options->effective, "the day from which it is true; of an ending the last day");
  command->add_option("--line", options->envelope.line, "order among events of the same day")
      ->check(CLI::Range(0, 65535));
  command->add_option("--set", options->set, "a field of the type, key=value; may be repeated")
      ->expected(1)
      ->take_all();
  options->envelope.add_to(*command);
  commands.runs_anywhere(command, [=, &commands] { return run_append(commands.global(), *options); });
}

void add_void(Commands& commands) {
  auto* command = commands.add("void", "Declares an event as never having happened",
                               "  rireki void demo-000123 --cause rescinded\n"
                               "  rireki void demo-000123 --cascade --dry-run\n");
  auto options = std::make_shared<VoidOptions>();
  command->add_option("id", options->id, "the event's id")->required();
  command->add_option("--cause", options->cause, "rescinded, duplicate, wrong_person or not_started")
      ->capture_default_str();
  command->add_flag("--cascade", options->cascade, "also void the events that would not fit without it");
  options->envelope.add_to(*command);
  commands.runs_anywhere(command, [=, &commands] { return run_void(commands.global(), *options); });
}

void add_correct(Commands& commands) {
  auto* command = commands.add("correct", "Replaces the data of an event, keeping what was recorded before",
                               "  rireki correct demo-000123 --set grade=4 --cause clerical\n"
                               "  rireki correct demo-000123 --effective 2023-04-15 --unset post\n");
  auto options = std::make_shared<CorrectOptions>();
  command->add_option("id", options->id, "the event's id")->required();
  command->add_option("--set", options->set, "a field that is different, key=value; the others stay")
      ->expected(1)
      ->take_all();
  command->add_option("--unset", options->unset, "a field to leave out")->expected(1)->take_all();
  command->add_option("--effective", options->effective, "the right date, if that was wrong");
  command->add_option("--line", options->envelope.line, "the right line, if that was wrong")
      ->check(CLI::Range(0, 65535));
  command->add_option("--cause", options->cause, "clerical, late_information or migration")->capture_default_str();
  options->envelope.add_to(*command);
  commands.runs_anywhere(command, [=, &commands] { return run_correct(commands.global(), *options); });
}

}  // namespace rireki
