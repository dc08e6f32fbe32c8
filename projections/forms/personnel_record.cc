#include "projections/forms/personnel_record.h"

#include <algorithm>

#include "events/calendar/era.h"
#include "events/types/text.h"
#include "projections/forms/words.h"
#include "projections/history.h"
#include "projections/roster.h"

namespace rireki {

namespace {

void add_identity(const PersonRow& row, Form& form) {
  const auto attributes = [&](std::string text) {
    return row.personal.is_erased(PersonalCategory::attributes) ? std::string(kErasedJa) : text;
  };
  form.head = {{"person", "職員番号", std::string(row.person)},
               {"name", "氏名", text_or_erased(row.personal.name, row.personal, PersonalCategory::identity)},
               {"kana", "ふりがな", text_or_erased(row.personal.kana, row.personal, PersonalCategory::identity)},
               {"birth", "生年月日", attributes(row.personal.birth ? to_era_ja(*row.personal.birth) : "")},
               {"sex", "性別", attributes(row.personal.sex ? std::string(word_ja(*row.personal.sex)) : "")}};
}

void add_employment(const PersonRow& row, const World& world, Form& form) {
  if (!row.state->employment) return;
  const Employment& job = *row.state->employment;
  const auto& gone = row.state->separation;
  const Day day = gone && !row.state->employed ? std::min(gone->last_day, row.day) : row.day;
  form.head.insert(form.head.end(),
                   {{"hired", "採用年月日", to_era_ja(job.hired)},
                    {"first_hired", "初任年月日", row.state->first_hired ? to_era_ja(*row.state->first_hired) : ""},
                    {"employment", "任用形態", std::string(word_ja(job.kind))},
                    {"term_end", "任期満了年月日", job.term_end ? to_era_ja(*job.term_end) : ""},
                    {"unit", "所属", unit_ja(world, plain(job.unit), day)},
                    {"rank", "職名", rank_ja(world, plain(job.rank), day)},
                    {"post", "補職", plain(job.post)},
                    {"grade", "級号給", grade_ja(job)},
                    {"job_family", "職種", family_ja(world, plain(job.job_family), day)},
                    {"authority", "任命権者", authority_ja(world, plain(row.authority), day)}});
  if (row.state->employed || !gone) return;
  form.head.push_back({"last_day", "退職年月日", to_era_ja(gone->last_day)});
  form.head.push_back({"reason", "退職事由", reason_ja(world, gone->reason, gone->last_day)});
}

FormTable orders_table() {
  return {.key = "orders",
          .title = "発令",
          .columns = {{"date", "発令年月日", 18},
                      {"matter", "発令事項", 36},
                      {"place", "所属・職名・補職", 40},
                      {"grade", "級号給", 12},
                      {"authority", "任命権者", 14},
                      {"order", "発令番号", 14}},
          .rows = {}};
}

FormTable trainings_table() {
  return {.key = "trainings",
          .title = "研修・資格",
          .columns = {{"date", "修了年月日", 18},
                      {"course", "研修名・資格名", 36},
                      {"category", "区分", 12},
                      {"hours", "時間", 10},
                      {"provider", "実施機関", 24}},
          .rows = {}};
}

FormTable discipline_table() {
  return {.key = "discipline",
          .title = "懲戒",
          .columns = {{"date", "処分年月日", 18}, {"kind", "処分", 14}, {"until", "満了年月日", 18}},
          .rows = {}};
}

std::string hours_ja(const std::optional<Count>& minutes) {
  if (!minutes) return "";
  return std::to_string(*minutes / 60) + "時間" + (*minutes % 60 == 0 ? "" : std::to_string(*minutes % 60) + "分");
}

/// Reads a career into the record's tables.
class RecordFold {
 public:
  explicit RecordFold(const World& world) : world_(world) {}

  void see(const HistoryRow& row) {
    const Day day = row.entry.effective;
    if (const auto* e = std::get_if<TrainingCompleted>(&row.data.value)) {
      trainings_.rows.push_back({to_era_ja(day), course_ja(world_, e->course, day), std::string(word_ja(e->category)),
                                 hours_ja(e->minutes), e->provider.value_or("")});
    } else if (const auto* d = std::get_if<DisciplineImposed>(&row.data.value)) {
      const bool is_erased = ((row.erased | row.unread) & bit_of(PersonalCategory::sensitive)) != 0;
      discipline_.rows.push_back({to_era_ja(day), std::string(is_erased ? kErasedJa : word_ja(d->kind)),
                                  d->until ? to_era_ja(*d->until) : ""});
    } else if (is_appointment(row.entry.type)) {
      add_order(row);
    }
    authority_ = row.state == nullptr ? authority_ : plain(row.state->authority);
  }

  void add_lapse(const PersonRow& row) {
    const auto& gone = row.state->separation;
    if (row.state->employed || !gone || !gone->derived) return;
    orders_.rows.push_back({to_era_ja(gone->last_day), leaving_ja(world_, gone->reason, gone->last_day),
                            place_ja(row, world_, gone->last_day), grade_ja(*row.state->employment),
                            authority_ja(world_, plain(row.authority), gone->last_day), ""});
  }

  std::vector<FormTable> take() && { return {std::move(orders_), std::move(trainings_), std::move(discipline_)}; }

 private:
  void add_order(const HistoryRow& row) {
    const Day day = row.entry.effective;
    const std::string authority = row.state == nullptr ? "" : plain(row.state->authority);
    const bool has_job = row.state != nullptr && row.state->state->employment;
    orders_.rows.push_back({to_era_ja(day), matter_ja(row.data, world_, day, authority != authority_),
                            has_job ? place_ja(*row.state, world_, day) : "",
                            has_job ? grade_ja(*row.state->state->employment) : "",
                            authority_ja(world_, authority, day), row.record.event.order_ref.value_or("")});
  }

  World world_;
  std::string authority_;  // before the event at hand
  FormTable orders_ = orders_table();
  FormTable trainings_ = trainings_table();
  FormTable discipline_ = discipline_table();
};

}  // namespace

Result<Form> personnel_record(const Knowledge& knowledge, const FormQuery& query) {
  const World world = knowledge.world();
  Form form{.name = query.name, .mark = "", .title = "人事記録", .head = {}, .tables = {}, .persons = {query.person}};
  RecordFold fold(world);
  const auto seen = history(knowledge, query.person, query.as_of, false, [&](const HistoryRow& row) { fold.see(row); });
  if (!seen) return std::unexpected(seen.error());
  const auto found = person(knowledge, query.person, query.as_of, [&](const PersonRow& row) {
    add_identity(row, form);
    add_employment(row, world, form);
    fold.add_lapse(row);
  });
  if (!found) return std::unexpected(found.error());
  if (form.head.empty()) {
    return fail(Code::usage, "no person " + code_in_quotes(query.person) + " is registered on " + to_iso(query.as_of));
  }
  form.head.push_back({"as_of", "現在日", to_era_ja(query.as_of)});
  form.tables = std::move(fold).take();
  return form;
}

}  // namespace rireki
