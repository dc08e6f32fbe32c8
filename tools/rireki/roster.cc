// roster: everyone of a day.
#include "projections/roster.h"

#include <CLI/CLI.hpp>

#include "tools/rireki/access.h"
#include "tools/rireki/filter_options.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/person_table.h"
#include "tools/rireki/table_xlsx.h"

namespace rireki {

namespace {

struct RosterOptions {
  bool all = false;
  std::string xlsx;
  std::uint64_t skip = 0;
  std::uint64_t rows_max = UINT64_MAX;
};

Result<void> write_roster(const Question& question, std::vector<std::vector<std::string>> rows,
                          const std::string& path) {
  XlsxTable table{
      .name = "roster", .ground = ground_of(question), .header = person_header(false), .rows = std::move(rows)};
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    if (table.header[i] != "age" && table.header[i] != "grade") table.text_columns.push_back(i);
  }
  return write_xlsx(table, path);
}

int run_roster(const GlobalOptions& global, const MomentOptions& moment, const FilterOptions& filters,
               const RosterOptions& options) {
  auto filter = filters.filter(false);
  if (!filter) return report(filter.error());
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  Output output(global, person_header(global.csv));
  PersonalRows rows(global, *question->engine, moment_of(*question), output);
  std::int64_t erased = 0;
  std::vector<std::vector<std::string>> printed;
  RosterQuery query{.as_of = question->as_of,
                    .filter = std::move(*filter),
                    .all = options.all,
                    .may_show = [](std::string_view person) { return sight().shows(person); },
                    .skip = options.skip,
                    .rows_max = options.rows_max};
  const auto done = roster(*question->knowledge, std::move(query), [&](const PersonRow& row) {
    erased += row.personal.erased != 0 ? 1 : 0;
    if (!options.xlsx.empty()) printed.push_back(person_cells(row, false));
    output.is_json() ? rows.row(row.person, state_json(row), {})
                     : rows.row(row.person, {}, person_cells(row, global.csv));
  });
  if (!done) return report(done.error());
  if (auto r = rows.finish(); !r) return report(r.error());
  if (!options.xlsx.empty()) {
    if (auto r = write_roster(*question, std::move(printed), options.xlsx); !r) return report(r.error());
  }
  filters.say_undefined(global, *question);
  say_moment(global, question->as_of, question->knowledge->seq, erased + *done);
  return exit_done;
}

}  // namespace

void add_roster(Commands& commands) {
  auto* command = commands.add("roster", "Everyone employed on a day, sorted by person",
                               "  rireki roster --as-of 2023-04-01\n"
                               "  rireki roster --as-of R5.3.31 --known-at 2023-04-15 --where unit=U-132 --json\n");
  auto moment = std::make_shared<MomentOptions>();
  auto filters = std::make_shared<FilterOptions>();
  auto options = std::make_shared<RosterOptions>();
  moment->add_to(*command, false);
  filters->add_to(*command);
  command->add_flag("--all", options->all, "also the separated and the registered");
  with_file(command->add_option("--xlsx", options->xlsx, "also write a workbook to this file"));
  command->add_option("--skip", options->skip, "leave out so many rows at the beginning");
  whole_number(command->add_option("--limit", options->rows_max, "at most so many rows"), 1);
  commands.runs(command, [=, &commands] { return run_roster(commands.global(), *moment, *filters, *options); });
}

}  // namespace rireki
