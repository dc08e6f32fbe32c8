// units: the unit tree with its headcounts and quotas.
#include <CLI/CLI.hpp>

#include "events/types/json_writer.h"
#include "projections/unit_tree.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

std::string row_json(const UnitRow& row) {
  JsonWriter out;
  const auto text_or_null = [&](std::string_view key, std::string_view text) {
    out.key(key);
    text.empty() ? out.null() : out.text(text);
  };
  out.begin_object().key("unit").text(row.unit).key("name").text(row.name);
  text_or_null("parent", row.parent);
  text_or_null("authority", row.authority);
  out.key("headcount").integer(row.headcount).key("quota");
  row.quota ? out.integer(*row.quota) : out.null();
  out.end_object();
  return std::move(out).str();
}

std::vector<std::string> row_cells(const UnitRow& row, bool indented) {
  const std::string indent(indented ? 2 * static_cast<std::size_t>(row.depth) : 0, ' ');
  return {indent + std::string(row.unit), std::string(row.name),         std::string(row.parent),
          std::string(row.authority),     std::to_string(row.headcount), row.quota ? std::to_string(*row.quota) : ""};
}

int run_units(const GlobalOptions& global, const MomentOptions& moment) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  const auto rows = unit_tree(*question->knowledge, question->as_of);
  if (!rows) return report(rows.error());
  Output output(global, {"unit", "name", "parent", "authority", "headcount", "quota"});
  for (const UnitRow& row : *rows) output.row(row_json(row), row_cells(row, !global.csv));
  output.finish();
  say_moment(global, question->as_of, question->knowledge->seq);
  return exit_done;
}

}  // namespace

void add_units(Commands& commands) {
  auto* command = commands.add("units", "The unit tree, with headcounts and establishment quotas (定数)",
                               "  rireki units --as-of R5.4.1\n"
                               "  rireki units --as-of 2023-04-01 --known-at 2023-04-15 --csv\n");
  auto moment = std::make_shared<MomentOptions>();
  moment->add_to(*command, false);
  commands.runs(command, [=, &commands] { return run_units(commands.global(), *moment); });
}

}  // namespace rireki
