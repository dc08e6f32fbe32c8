// correct: an event's data replaced, keeping what was recorded before.
#include <set>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "events/types/event_json.h"
#include "events/types/text.h"
#include "tools/rireki/data_builder.h"
#include "tools/rireki/envelope_options.h"
#include "tools/rireki/json_document.h"
#include "tools/rireki/moment.h"

namespace rireki {

namespace {

namespace json = boost::json;

struct CorrectOptions {
  std::string id;
  std::string effective;
  std::string cause = "clerical";
  std::vector<std::string> set;
  std::vector<std::string> unset;
  EnvelopeOptions envelope;
};

/// The present data with changes.
Result<json::object> replacement_of(const std::string& present, const std::string& changes,
                                    const std::vector<std::string>& unset) {
  auto document = parse_document(present);
  if (!document) return std::unexpected(document.error());
  const auto changed = parse_document(changes);
  if (!changed) return std::unexpected(changed.error());
  json::object& replacement = document->as_object();
  for (const auto& [key, value] : changed->as_object()) replacement[key] = value;
  for (const std::string& key : unset) replacement.erase(key);
  return std::move(replacement);
}

Result<Event> correction_of(Recorder& recorder, const Target& target, const CorrectOptions& options,
                            const Settings& settings) {
  if (const auto faults = date_faults(target.type, settings); !faults.empty()) return std::unexpected(faults.front());
  const auto holding = recorder.holding(target);
  if (!holding) return std::unexpected(holding.error());
  const auto replacement = replacement_of(holding->data, build_data(target.type, settings), options.unset);
  if (!replacement) return std::unexpected(replacement.error());
  json::object event;
  options.envelope.write(event);
  event["type"] = "EventCorrected";
  event["subject"] = target.subject;
  json::object body = {{"target", target.id}, {"data", *replacement}, {"cause", options.cause}};
  // A correction stands over the original: what an earlier one gave holds on only if this one gives it again.
  if (holding->effective) body["effective"] = to_iso(*holding->effective);
  if (holding->line) body["line"] = *holding->line;
  if (!options.effective.empty()) {
    const auto day = typed_day("--effective", options.effective);
    if (!day) return fail(Code::invalid_date, day.error().message);
    body["effective"] = to_iso(*day);
  }
  if (options.envelope.line) body["line"] = *options.envelope.line;
  event["data"] = body;
  EventReader reader;
  return reader.read(json::serialize(event));
}

/// Errors: USAGE.
Result<void> refuse_no_change(const CorrectOptions& options) {
  const bool changes =
      !options.set.empty() || !options.unset.empty() || !options.effective.empty() || options.envelope.line;
  if (changes) return {};
  return fail(Code::usage, "correct " + code_in_quotes(options.id) +
                               ": nothing is different; give --set, --unset, --effective or --line");
}

/// Errors: USAGE.
Result<void> refuse_repetitions(const Settings& settings, const std::vector<std::string>& unset) {
  std::set<std::string> keys;
  for (const std::string& key : unset) {
    if (settings.contains(key)) return fail(Code::usage, "--set and --unset: " + code_in_quotes(key) + " stands twice");
    if (!keys.insert(key).second) return fail(Code::usage, "--unset: " + code_in_quotes(key) + " stands twice");
  }
  return {};
}

/// Errors: USAGE.
Result<void> refuse_unknown_fields(EventType type, const std::vector<std::string>& unset) {
  for (const std::string& key : unset) {
    if (is_field_of(type, key)) continue;
    return fail(Code::usage, "--unset: " + std::string(to_text(type)) + " has no field " + code_in_quotes(key));
  }
  return {};
}

int run_correct(const GlobalOptions& global, const CorrectOptions& options) {
  if (!from_text<CorrectionCause>(options.cause)) {
    return report({Code::usage, "--cause: clerical, late_information or migration"});
  }
  if (auto r = refuse_no_change(options); !r) return report(r.error());
  const auto settings = parse_settings(options.set);
  if (!settings) return report(settings.error());
  if (auto r = refuse_repetitions(*settings, options.unset); !r) return report(r.error());
  const auto recorder = recorder_for(global, options.envelope);
  if (!recorder) return report(recorder.error());
  const auto target = (*recorder)->target_with(options.id);
  if (!target) return report(target.error());
  if (auto r = refuse_unknown_fields(target->type, options.unset); !r) return report(r.error());
  auto event = correction_of(**recorder, *target, options, *settings);
  if (!event) return report(event.error());
  return append_events(global, **recorder, {std::move(*event)}, options.envelope);
}

}  // namespace

void add_correct(Commands& commands) {
  auto* command = commands.add("correct", "Replaces the data of an event, keeping what was recorded before",
                               "  rireki correct demo-028459 --set grade=4 --cause clerical\n"
                               "  rireki correct demo-028459 --effective 2024-04-15 --unset unit\n");
  auto options = std::make_shared<CorrectOptions>();
  command->add_option("id", options->id, "the event's id")->required();
  command
      ->add_option("--set", options->set, "a field that is different, key=value (a list as key=a,b); the others stay")
      ->expected(1)
      ->take_all();
  command->add_option("--unset", options->unset, "a field to leave out")->expected(1)->take_all();
  command->add_option("--effective", options->effective, "the right date, if that was wrong");
  whole_number(command->add_option("--line", options->envelope.line, "the right line, if that was wrong"), 0, kLineMax);
  command->add_option("--cause", options->cause, "clerical, late_information or migration")->capture_default_str();
  options->envelope.add_to(*command);
  commands.runs_anywhere(command, [=, &commands] { return run_correct(commands.global(), *options); });
}

}  // namespace rireki
