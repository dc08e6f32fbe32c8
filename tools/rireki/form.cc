// form: what HR files on paper, as a workbook and as text.
#include <ostream>

#include <CLI/CLI.hpp>

#include "events/types/text.h"
#include "projections/forms/appointments.h"
#include "projections/forms/personnel_record.h"
#include "projections/forms/scorecard_form.h"
#include "projections/forms/training_forms.h"
#include "tools/rireki/access.h"
#include "tools/rireki/form_xlsx.h"
#include "tools/rireki/scorecard_question.h"

namespace rireki {

namespace {

constexpr std::size_t kNamedMax = 1'000;  // beyond that the access log says: everybody

struct FormOptions {
  std::string name;
  std::string person;
  std::string unit;
  std::string xlsx;
};

Result<FormName> typed_name(const std::string& text) {
  if (const auto name = from_text<FormName>(text)) return *name;
  std::string known;
  for (const std::string_view one : names(FormName{})) known += (known.empty() ? "" : ", ") + std::string(one);
  return fail(Code::usage, in_quotes(text) + " is no form; there are: " + known);
}

bool is_of_training(FormName name) {
  return name == FormName::workplace_training_plan || name == FormName::workplace_training_report;
}

/// What a form needs must be given, and what it does not need must not.
Result<void> judge(const FormOptions& options, FormName name) {
  const auto needs = [&](bool is_needed, const std::string& given, const std::string& what) -> Result<void> {
    if (is_needed && given.empty()) return fail(Code::usage, options.name + " needs " + what);
    if (!is_needed && !given.empty()) return fail(Code::usage, options.name + " takes no " + what);
    return {};
  };
  if (auto r = needs(name == FormName::personnel_record, options.person, "person"); !r) return r;
  return needs(is_of_training(name), options.unit, "--unit");
}

Result<Form> make_form(const GlobalOptions& global, const Question& question, const MomentOptions& moment,
                       const FormOptions& options, FormName name) {
  const auto years = scorecard_query(question, moment);
  if (!years) return std::unexpected(years.error());
  FormQuery query{.name = name,
                  .as_of = question.as_of,
                  .person = options.person,
                  .unit = options.unit,
                  .fiscal_year = years->last_year};
  switch (name) {
    case FormName::workplace_training_plan:
    case FormName::workplace_training_report:
      // Of a year that is over reports come in later: without a day asked for, all that were filed.
      if (moment.as_of.empty()) query.as_of = std::max(query.as_of, years->today);
      return training_form(*question.knowledge, query);
    case FormName::personnel_record:
      return personnel_record(*question.knowledge, query);
    case FormName::appointments:
      return appointments(*question.knowledge, query);
    case FormName::scorecard:
      break;
  }
  const auto card = scorecard(*question.knowledge, *years);
  if (!card) return std::unexpected(card.error());
  say_unmeasurable(global, *card);
  return scorecard_form(*card, question.as_of);
}

std::string head_json(const Form& form) {
  JsonWriter out;
  out.begin_object().key("form").text(to_text(form.name)).key("title").text(form.title);
  for (const FormLine& line : form.head) out.key(line.key).text(line.text);
  return out.end_object().str();
}

std::string row_json(const Form& form, const FormTable& table, const std::vector<std::string>& cells) {
  JsonWriter out;
  out.begin_object().key("form").text(to_text(form.name)).key("table").text(table.key);
  for (std::size_t i = 0; i < cells.size(); ++i) out.key(table.columns[i].key).text(cells[i]);
  return out.end_object().str();
}

void print_head(const GlobalOptions& global, const Form& form) {
  if (global.json) answers() << head_json(form) << '\n';
  if (global.json || global.csv) return;
  if (!form.mark.empty()) answers() << form.mark << '\n';
  answers() << form.title << "\n\n";
  std::size_t widest = 0;
  for (const FormLine& line : form.head) widest = std::max(widest, display_width(line.title));
  for (const FormLine& line : form.head) {
    answers() << line.title << std::string(widest - display_width(line.title) + 2, ' ') << line.text << '\n';
  }
}

void print_form(const GlobalOptions& global, const Form& form) {
  print_head(global, form);
  for (const FormTable& table : form.tables) {
    if (!global.json && !global.csv) answers() << '\n' << table.title << (table.title.empty() ? "" : "\n");
    std::vector<std::string> titles;
    for (const FormColumn& column : table.columns) titles.push_back(column.title);
    Output output(global, std::move(titles));
    for (const auto& cells : table.rows) output.row(row_json(form, table, cells), cells);
    output.finish();
  }
}

int run_form(const GlobalOptions& global, const MomentOptions& moment, const FormOptions& options) {
  const auto name = typed_name(options.name);
  if (!name) return report(name.error());
  if (const auto fits = judge(options, *name); !fits) return report(fits.error());
  const auto question = ask(global, moment);
  if (!question) return report(question.error());
  const auto form = make_form(global, *question, moment, options, *name);
  if (!form) return report(form.error());
  if (!form->persons.empty()) {
    const bool are_few = form->persons.size() <= kNamedMax;
    const auto noted = note_access(global, *question->engine, moment_of(*question),
                                   are_few ? form->persons : std::vector<std::string>{});
    if (!noted) return report(noted.error());
  }
  if (!options.xlsx.empty()) {
    if (const auto written = write_xlsx(*form, options.xlsx); !written) return report(written.error());
  }
  print_form(global, *form);
  say_moment(global, question->as_of, question->knowledge->seq, form->erased);
  return exit_done;
}

}  // namespace

void add_form(Commands& commands) {
  auto* command = commands.add("form", "The forms that HR files: workplace training, personnel record, appointments",
                               "  rireki form personnel_record P000017 --xlsx record.xlsx\n"
                               "  rireki form appointments --as-of R5.4.1 --xlsx appointments.xlsx\n"
                               "  rireki form workplace_training_plan --unit U-110 --fiscal-year 2023\n"
                               "  rireki form workplace_training_report --unit U-110 --fiscal-year 2023 --json\n"
                               "  rireki form scorecard --fiscal-year 2021..2023 --xlsx scorecard.xlsx\n");
  auto moment = std::make_shared<MomentOptions>();
  auto options = std::make_shared<FormOptions>();
  command
      ->add_option("form", options->name,
                   "workplace_training_plan (様式1), workplace_training_report (様式2), personnel_record (人事記録), "
                   "appointments (発令一覧) or scorecard (指標一覧)")
      ->required();
  command->add_option("person", options->person, "whose personnel record");
  command->add_option("--unit", options->unit, "the department that has planned or reported, with all under it");
  with_file(command->add_option("--xlsx", options->xlsx, "also write a workbook to this file"));
  moment->add_to(*command, false);
  moment->add_fiscal_year(*command);
  commands.runs(command, [=, &commands] { return run_form(commands.global(), *moment, *options); });
}

}  // namespace rireki
