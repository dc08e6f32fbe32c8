// append: one event typed by a person.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "events/types/event_json.h"
#include "tools/rireki/data_builder.h"
#include "tools/rireki/envelope_options.h"
#include "tools/rireki/json_document.h"
#include "tools/rireki/moment.h"

namespace rireki {

namespace {

namespace json = boost::json;

struct AppendOptions {
  std::string type;
  std::string subject;
  std::string effective;
  std::vector<std::string> set;
  EnvelopeOptions envelope;
};

/// Reads an event as it was typed: its dates may be of an era, and what is wrong with them is said of that.
Result<Event> read_typed(const json::object& event, std::optional<EventType> type, const Settings& settings) {
  EventReader reader;
  auto read = reader.read(json::serialize(event));
  if (read || read.error().code != Code::invalid_date || !type) return read;
  const auto faults = date_faults(*type, settings);
  const auto fault = std::ranges::find(faults, read.error().field, &Error::field);
  return fault == faults.end() ? read : std::unexpected(*fault);
}

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
  auto data = type ? parse_document(build_data(*type, *settings)) : json::value(json::object());
  if (!data) return std::unexpected(data.error());
  event["data"] = std::move(*data);
  if (options.envelope.line) event["line"] = *options.envelope.line;
  return read_typed(event, type, *settings);
}

int run_append(const GlobalOptions& global, const AppendOptions& options) {
  auto event = typed_event(options);
  if (!event) return report(event.error());
  const auto recorder = recorder_for(global, options.envelope);
  if (!recorder) return report(recorder.error());
  return append_events(global, **recorder, {std::move(*event)}, options.envelope);
}

}  // namespace

void add_append(Commands& commands) {
  auto* command = commands.add(
      "append", "Appends one event",
      "  rireki append Promoted --subject P002584 --effective R7.4.1 --set rank=chief --set grade=3\n"
      "  rireki append Separated --subject P002945 --effective 2025-03-31 --set reason=voluntary --dry-run\n"
      "\n`rireki types` lists the types of events, `rireki types TYPE` the fields of one.\n");
  auto options = std::make_shared<AppendOptions>();
  command->add_option("type", options->type, "event type, such as Promoted (`rireki types` lists them)")->required();
  command->add_option("--subject", options->subject, "a person's number, a unit's code, or org")->required();
  command->add_option("--effective", options->effective, "the day from which it is true; of an ending the last day");
  whole_number(command->add_option("--line", options->envelope.line, "order among events of the same day"), 0,
               kLineMax);
  command
      ->add_option("--set", options->set,
                   "a field of the type, key=value; may be repeated; items of a list stand between commas: key=a,b")
      ->expected(1)
      ->take_all();
  options->envelope.add_to(*command);
  commands.runs_anywhere(command, [=, &commands] { return run_append(commands.global(), *options); });
}

}  // namespace rireki
