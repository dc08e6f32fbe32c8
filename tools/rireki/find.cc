// find: people by name, kana or number.
#include "projections/find.h"

#include <CLI/CLI.hpp>

#include "tools/rireki/access.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/person_table.h"

namespace rireki {

namespace {

int run_find(const GlobalOptions& global, const MomentOptions& moment, const std::string& text) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  bool found = false;
  Output output(global, person_header(global.csv));
  AccessMoment read = moment_of(*question);
  read.hidden = text;  // which may be a name
  PersonalRows rows(global, *question->engine, std::move(read), output);
  const auto erased = find_people(*question->knowledge, text, question->as_of, [&](const PersonRow& row) {
    found = found || sight().shows(row.person);
    output.is_json() ? rows.row(row.person, state_json(row), {})
                     : rows.row(row.person, {}, person_cells(row, global.csv));
  });
  if (!erased) return report(erased.error());
  // The text may be a name: it is not repeated.
  if (!found && !global.json) remarks() << "nobody registered by that day is called or numbered so\n";
  if (auto r = rows.finish(); !r) return report(r.error());
  const bool sees_all = sight().persons == nullptr;  // else how many others were erased is not theirs to know
  say_moment(global, question->as_of, question->knowledge->seq, sees_all ? *erased : 0);
  return exit_done;
}

}  // namespace

void add_find(Commands& commands) {
  auto* command = commands.add("find", "People by a part of their name, kana or number",
                               "  rireki find 村上\n"
                               "  rireki find みさき --as-of R4.4.1         # also ミサキ, ﾐｻｷ; blanks do not matter\n"
                               "  rireki find 0017 --known-at 2023-04-15 --json\n");
  auto moment = std::make_shared<MomentOptions>();
  auto text = std::make_shared<std::string>();
  command->add_option("text", *text, "a part of a name, kana or number")->required();
  moment->add_to(*command, false);
  commands.runs(command, [=, &commands] { return run_find(commands.global(), *moment, *text); });
}

}  // namespace rireki
