// person, history: one person, on a day and through the years.
#include <CLI/CLI.hpp>

#include "events/types/event_json.h"
#include "events/types/text.h"
#include "projections/history.h"
#include "projections/roster.h"
#include "tools/rireki/access.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"
#include "tools/rireki/person_table.h"
#include "tools/rireki/plain_words.h"

namespace rireki {

namespace {

/// An empty answer is no failure, but people wonder. Whom the asker may not see is told of as nobody is.
void say_unknown(const std::string& person) {
  remarks() << "no person " << code_in_quotes(person) << " is registered on that day, as known then\n";
}

int run_person(const GlobalOptions& global, const MomentOptions& moment, const std::string& who) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  bool found = false;
  Output output(global, person_header(global.csv));
  PersonalRows rows(global, *question->engine, moment_of(*question), output);
  const auto done = person(*question->knowledge, who, question->as_of, [&](const PersonRow& row) {
    found = sight().shows(who);
    output.is_json() ? rows.row(who, state_json(row), {}) : rows.row(who, {}, person_cells(row, global.csv));
  });
  if (!done) return report(done.error());
  if (!found) say_unknown(who);
  if (auto r = rows.finish(); !r) return report(r.error());
  say_moment(global, question->as_of, question->knowledge->seq);
  return exit_done;
}

/// What people see; spreadsheets get the rest, too, with the whole state.
std::vector<std::string> history_header(bool is_whole) {
  std::vector<std::string> header = {"seq",  "effective", "event", "和名",     "status",
                                     "unit", "rank",      "grade", "recorded", "corrected by"};
  if (!is_whole) return header;
  header.insert(header.end(), {"id", "line", "recorded at", "voided by", "data"});
  for (const std::string& title : person_header(true)) header.push_back("state " + title);
  return header;
}

std::vector<std::string> history_cells(const HistoryRow& row, Day recorded) {
  std::string corrections;
  for (const Seq seq : row.corrected_by) corrections += (corrections.empty() ? "" : " ") + std::to_string(seq.value);
  if (row.voided_by.value != 0) corrections = "void " + std::to_string(row.voided_by.value);
  std::vector<std::string> cells = {std::to_string(row.entry.seq.value),
                                    to_iso(row.entry.effective),
                                    std::string(to_text(row.entry.type)),
                                    std::string(traits_of(row.entry.type).name_ja),
                                    "",
                                    "",
                                    "",
                                    "",
                                    to_iso(recorded),
                                    corrections};
  if (row.state == nullptr) return cells;
  cells[4] = std::string(to_text(row.state->status));
  if (!row.state->state->employment) return cells;
  const Employment& job = *row.state->state->employment;
  cells[5] = cell(job.unit);
  cells[6] = cell(job.rank);
  cells[7] = job.grade == 0 ? "" : std::to_string(job.grade);
  return cells;
}

std::vector<std::string> whole_history_cells(const HistoryRow& row, Day recorded) {
  std::vector<std::string> cells = history_cells(row, recorded);
  const bool is_void = row.voided_by.value != 0;
  cells.insert(cells.end(), {row.record.event.id, std::to_string(row.entry.line), to_text(row.record.recorded),
                             is_void ? std::to_string(row.voided_by.value) : std::string(),
                             to_json(row.data, row.erased, row.unread, sight().withheld)});
  std::vector<std::string> state =
      row.state == nullptr ? std::vector<std::string>(person_header(true).size()) : person_cells(*row.state, true);
  cells.insert(cells.end(), std::move_iterator(state.begin()), std::move_iterator(state.end()));
  return cells;
}

int run_history(const GlobalOptions& global, const MomentOptions& moment, const std::string& who, bool with_void) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  bool found = false;
  Output output(global, history_header(global.csv));
  PersonalRows rows(global, *question->engine, moment_of(*question), output);
  const auto done = history(*question->knowledge, who, question->as_of, with_void, [&](const HistoryRow& row) {
    found = sight().shows(who);
    if (output.is_json()) return rows.row(who, to_json(row, sight().withheld), {});
    const Day recorded = question->engine->local_day(row.record.recorded, question->knowledge->organisation.policies);
    rows.row(who, {}, global.csv ? whole_history_cells(row, recorded) : history_cells(row, recorded));
  });
  if (!done) return report(done.error());
  if (!found) say_unknown(who);
  if (auto r = rows.finish(); !r) return report(r.error());
  say_moment(global, question->as_of, question->knowledge->seq);
  return exit_done;
}

}  // namespace

bool answer_plain_person(const GlobalOptions& global, PlainWords& words) {
  const MomentOptions moment = words.take_moment();
  const std::string who = words.only_argument();
  if (!who.empty()) run_person(global, moment, who);
  return !who.empty();
}

bool answer_plain_history(const GlobalOptions& global, PlainWords& words) {
  const MomentOptions moment = words.take_moment();
  const bool with_void = words.take_flag("--with-void");
  const std::string who = words.only_argument();
  if (!who.empty()) run_history(global, moment, who, with_void);
  return !who.empty();
}

void add_person(Commands& commands) {
  auto* command = commands.add("person", "One person's state on a day", "  rireki person P000017 --as-of R5.4.1\n");
  auto moment = std::make_shared<MomentOptions>();
  auto who = std::make_shared<std::string>();
  with_text(command->add_option("person", *who, "the person's number"))->required();
  moment->add_to(*command, false);
  commands.runs(command, [=, &commands] { return run_person(commands.global(), *moment, *who); });
}

void add_history(Commands& commands) {
  auto* command = commands.add("history", "A career, event by event, with the state after each",
                               "  rireki history P000017\n"
                               "  rireki history P000017 --with-void --known-at seq:1200 --json\n");
  auto moment = std::make_shared<MomentOptions>();
  auto who = std::make_shared<std::string>();
  auto with_void = std::make_shared<bool>(false);
  with_text(command->add_option("person", *who, "the person's number"))->required();
  command->add_flag("--with-void", *with_void, "also voided events");
  moment->add_to(*command, false);
  commands.runs(command, [=, &commands] { return run_history(commands.global(), *moment, *who, *with_void); });
}

}  // namespace rireki
