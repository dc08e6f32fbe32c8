// due: what falls due.
#include "projections/due.h"

#include <CLI/CLI.hpp>

#include "events/types/json_writer.h"
#include "tools/rireki/access.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

constexpr int kWithinDefault = 30;
constexpr int kWithinMax = 36'600;

std::string row_json(const DueItem& item) {
  JsonWriter out;
  out.begin_object().key("kind").text(to_text(item.kind)).key("person").text(item.person);
  out.key("date").text(to_iso(item.date)).key("what").text(item.what).end_object();
  return std::move(out).str();
}

/// Only people are told what has been settled since: the contract fixes the columns of the other forms.
std::vector<std::string> row_cells(const DueItem& item, bool for_people) {
  std::vector<std::string> cells = {std::string(to_text(item.kind)), item.person, to_iso(item.date), item.what};
  if (for_people) cells.push_back(item.settled_by);
  return cells;
}

void say_unread(const Policy* policy) {
  if (policy == nullptr) return;
  for (const std::string& sentence : policy->unread) {
    remarks() << "a rule of the policy (version " << policy->version << ") is not used: " << sentence << '\n';
  }
}

int run_due(const GlobalOptions& global, const MomentOptions& moment, int within_days) {
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  const auto list = due(*question->knowledge, question->as_of, within_days);
  if (!list) return report(list.error());
  std::vector<std::string> header = {"kind", "person", "date", "what"};
  if (!global.csv) header.emplace_back("settled by");
  Output output(global, header);
  PersonalRows rows(global, *question->engine, moment_of(*question), output);
  for (const DueItem& item : list->items) rows.row(item.person, row_json(item), row_cells(item, !global.csv));
  if (auto r = rows.finish(); !r) return report(r.error());
  if (!global.json) say_unread(question->knowledge->organisation.policies.at(question->as_of));
  const bool sees_all = sight().persons == nullptr;  // else how many others were erased is not theirs to know
  say_moment(global, question->as_of, question->knowledge->seq, sees_all ? list->erased : 0);
  return exit_done;
}

}  // namespace

void add_due(Commands& commands) {
  auto* command = commands.add("due", "What falls due: terms, returns, retirements, trainings, probations, tenders",
                               "  rireki due\n"
                               "  rireki due --within 90 --as-of R5.1.1\n"
                               "  rireki due --as-of 2023-03-01 --known-at 2023-03-01 --json\n");
  auto moment = std::make_shared<MomentOptions>();
  auto within_days = std::make_shared<int>(kWithinDefault);
  whole_number(command
                   ->add_option("--within", *within_days,
                                "up to so many days after the as-of day; what is overdue is always shown")
                   ->capture_default_str(),
               0, kWithinMax);
  moment->add_to(*command, false);
  commands.runs(command, [=, &commands] { return run_due(commands.global(), *moment, *within_days); });
}

}  // namespace rireki
