// accesses: who has read personal fields, when and why.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "tools/rireki/access.h"

namespace rireki {

namespace {

namespace json = boost::json;

struct AccessesOptions {
  std::string person;
  std::string from;
  std::string to;
};

/// Which entries are wanted.
struct AccessFilter {
  std::string person;  // empty: of anybody
  Instants period;

  [[nodiscard]] bool admits(const json::object& entry) const {
    const auto at = parse_instant(entry.at("at").as_string());
    if (!at || *at < period.from || period.to < *at) return false;
    const json::value& persons = entry.at("persons");
    if (person.empty() || persons.is_null()) return true;
    return std::ranges::find(persons.as_array(), json::value(person)) != persons.as_array().end();
  }
};

std::string text_of(const json::value& value) {
  if (value.is_null()) return "";
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

std::string persons_of(const json::value& persons) {
  if (persons.is_null()) return "all that the question admits";
  std::string text(persons.as_array().front().as_string());
  const std::size_t more = persons.as_array().size() - 1;
  return more == 0 ? text : text + " and " + std::to_string(more) + " more";
}

void print(Output& output, std::uint64_t number, json::object entry) {
  std::vector<std::string> cells = {std::to_string(number)};
  for (const char* key : {"at", "actor", "purpose", "query", "as_of", "known_at"}) {
    cells.push_back(text_of(entry.at(key)));
  }
  cells.push_back(persons_of(entry.at("persons")));
  json::object row;
  row["entry"] = number;
  for (auto& [key, value] : entry) row[key] = std::move(value);
  output.row(json::serialize(row), std::move(cells));
}

int run_accesses(const GlobalOptions& global, const AccessesOptions& options) {
  const auto engine = open_to_read(global);
  if (!engine) return report(engine.error());
  const auto period = instants_of(**engine, {options.from, options.to, "--from", "--to"});
  if (!period) return report(period.error());
  const AccessFilter filter{.person = options.person, .period = *period};
  Output output(global, {"entry", "at", "actor", "purpose", "query", "as_of", "known_at", "persons"});
  Result<void> result;
  const AccessPlace place = (*engine)->data_directory().access_place();
  const auto read = each_access(place, [&](std::uint64_t number, std::string_view line) {
    boost::system::error_code ec;
    const json::value entry = json::parse(line, ec);
    if (ec || !entry.is_object()) {
      if (result) {
        result = fail(Code::integrity_error, place.log() + ": entry " + std::to_string(number) + " cannot be read");
      }
    } else if (filter.admits(entry.as_object())) {
      print(output, number, entry.as_object());
    }
    return true;  // the others can still be read
  });
  if (!read) return report(read.error());
  output.finish();
  return result ? int{exit_done} : report(result.error());
}

}  // namespace

void add_accesses(Commands& commands) {
  auto* command =
      commands.add("accesses", "Who has read personal fields, when and why",
                   "  rireki accesses P000017\n"
                   "  rireki accesses --from R8.4.1\n"
                   "  rireki accesses --from 2026-04-01T00:00:00+09:00 --json\n"
                   "\nEvery answer that shows personal fields is recorded before it leaves, with the reason\n"
                   "that --purpose gives. Lists of more than 1,000 people are recorded by their question,\n"
                   "and shown here for everybody. `rireki verify` checks the entries.\n");
  auto options = std::make_shared<AccessesOptions>();
  with_text(command->add_option("person", options->person, "reads of this person's fields (default: of anybody's)"));
  with_text(command->add_option("--from", options->from, "read on this day or later: a date or an instant"));
  with_text(command->add_option("--to", options->to, "read on this day or before: a date or an instant"));
  commands.runs(command, [=, &commands] { return run_accesses(commands.global(), *options); });
}

}  // namespace rireki
