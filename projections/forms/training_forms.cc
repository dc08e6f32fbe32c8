#include "projections/forms/training_forms.h"

#include <algorithm>

#include "events/calendar/era.h"
#include "events/types/text.h"
#include "projections/forms/words.h"

namespace rireki {

namespace {

constexpr std::size_t kLinesOnPaper = 6;

const WorkplaceTrainingFiled* filed_in(const Record& record) {
  const auto* correction = record.event.as<EventCorrected>();
  return correction == nullptr ? record.event.as<WorkplaceTrainingFiled>()
                               : std::get_if<WorkplaceTrainingFiled>(&correction->data.data->value);
}

Result<void> add_filed(const Knowledge& knowledge, const FormQuery& query, std::string_view unit,
                       std::vector<WorkplaceTrainingRow>& rows) {
  const auto packed = knowledge.source.timeline(SubjectKind::unit, unit);
  if (!packed) return std::unexpected(packed.error());
  const std::string bytes(packed->bytes);
  Timeline timeline;
  timeline.load(bytes, knowledge.seq);
  const auto form = query.name == FormName::workplace_training_plan ? TrainingForm::plan : TrainingForm::report;
  for (const Entry* e : timeline.valid()) {
    if (e->type != EventType::WorkplaceTrainingFiled || e->effective > query.as_of) continue;
    const auto record = knowledge.source.record(e->data_seq);
    if (!record) return std::unexpected(record.error());
    const WorkplaceTrainingFiled* filed = filed_in(*record);
    if (filed == nullptr || filed->form != form || filed->fiscal_year != query.fiscal_year) continue;
    rows.insert(rows.end(), filed->rows.begin(), filed->rows.end());
  }
  return {};
}

std::string number_ja(const std::optional<Count>& number, std::string_view unit) {
  return number ? std::to_string(*number) + std::string(unit) : "";
}

std::vector<std::string> planned(const WorkplaceTrainingRow& row) {
  const std::string sessions = number_ja(row.sessions, "回");
  const std::string whom = row.audience.value_or("");
  return {to_era_ja(row.date), row.title, row.purpose, row.content,
          whom + (whom.empty() || sessions.empty() ? "" : "　") + sessions};
}

std::vector<std::string> held(const WorkplaceTrainingRow& row) {
  return {to_era_ja(row.date),
          row.title,
          row.purpose,
          row.content,
          row.lecturer.value_or(""),
          row.effect.value_or(""),
          number_ja(row.participants, "")};
}

FormTable plan_table() {
  return {.key = "plan",
          .title = "",
          .columns = {{"date", "実施予定年月日", 18},
                      {"title", "研修名", 24},
                      {"purpose", "研修目的", 28},
                      {"content", "研修内容", 32},
                      {"audience", "対象者及び実施回数", 24}},
          .rows = {},
          .lines_least = kLinesOnPaper};
}

FormTable report_table() {
  return {.key = "report",
          .title = "",
          .columns = {{"date", "実施年月日", 18},
                      {"title", "研修名", 22},
                      {"purpose", "研修目的", 24},
                      {"content", "研修内容", 28},
                      {"lecturer", "講師", 14},
                      {"effect", "参加状況及び効果", 26},
                      {"participants", "参加人数（人）", 14, true}},
          .rows = {},
          .lines_least = kLinesOnPaper};
}

}  // namespace

std::string fiscal_year_ja(int year) {
  const std::string day = to_era_ja(from_civil({year, 12, 31}));
  const std::size_t end = day.find("年");
  return end == std::string::npos ? std::to_string(year) + "年度" : day.substr(0, end) + "年度";
}

Result<Form> training_form(const Knowledge& knowledge, const FormQuery& query) {
  const Units& units = knowledge.organisation.units;
  if (units.at(query.unit, query.as_of) == nullptr) {
    return fail(Code::usage, "--unit: there is no unit " + in_quotes(query.unit) + " on " + to_iso(query.as_of));
  }
  std::vector<WorkplaceTrainingRow> rows;
  for (const auto& [unit, spans] : units.all()) {
    if (!units.is_within(unit, query.unit, query.as_of)) continue;
    if (auto r = add_filed(knowledge, query, unit, rows); !r) return std::unexpected(r.error());
  }
  std::ranges::stable_sort(rows, {}, &WorkplaceTrainingRow::date);
  const bool is_plan = query.name == FormName::workplace_training_plan;
  FormTable table = is_plan ? plan_table() : report_table();
  for (const WorkplaceTrainingRow& row : rows) table.rows.push_back(is_plan ? planned(row) : held(row));
  return Form{
      .name = query.name,
      .mark = is_plan ? "（様式１）" : "（様式２）",
      .title = fiscal_year_ja(query.fiscal_year) + "　" + (is_plan ? "職場研修実施計画書" : "職場研修実施報告書"),
      .head = {{"department", "所属", unit_ja(knowledge.world(), query.unit, query.as_of)}},
      .tables = {std::move(table)},
      .persons = {}};
}

}  // namespace rireki
