#include "tools/rireki/person_table.h"

#include <array>
#include <span>

#include "events/calendar/age.h"

namespace rireki {

namespace {

std::string number_cell(const std::optional<int>& number) { return number ? std::to_string(*number) : std::string(); }
std::string day_cell(const std::optional<Day>& day) { return day ? to_iso(*day) : std::string(); }

/// 0: unset.
std::string set_number_cell(int number) { return number == 0 ? std::string() : std::to_string(number); }

std::string truth_cell(const std::optional<bool>& truth) { return !truth ? "" : *truth ? "true" : "false"; }

template <Enumeration E>
std::string code_cell(std::uint8_t code) {
  return code == kNone ? std::string() : std::string(to_text(static_cast<E>(code)));
}

/// Without an employment: one of which nothing is given.
const Employment& job_of(const PersonRow& row) {
  static const Employment kNothing;
  return row.state->employment ? *row.state->employment : kNothing;
}

std::optional<Day> day_of_job(const PersonRow& row, Day Employment::*member) {
  return row.state->employment ? std::optional(job_of(row).*member) : std::nullopt;
}

const Separation* separation_of(const PersonRow& row) {
  return row.state->separation && !row.state->employed ? &*row.state->separation : nullptr;
}

/// A personal field, or that it was erased.
std::string personal_cell(const PersonRow& row, PersonalCategory category, const std::optional<std::string>& text) {
  return row.personal.is_erased(category) ? "erased" : text.value_or("");
}

std::string assignments_cell(const State& state) {
  std::string all;
  for (const OpenAssignment& a : state.assignments) {
    all += (all.empty() ? "" : "; ") + std::string(a.id) + " " + std::string(to_text(a.kind));
    if (given(a.unit)) all += " " + std::string(a.unit);
    all += " " + to_iso(a.since);
  }
  return all;
}

struct Column {
  const char* title;
  std::string (*cell)(const PersonRow& row);
};

std::string sex_cell(const PersonRow& row) {
  const auto& sex = row.personal.sex;
  return personal_cell(row, PersonalCategory::attributes,
                       sex ? std::optional(std::string(to_text(*sex))) : std::nullopt);
}

std::string birth_cell(const PersonRow& row) {
  const auto& birth = row.personal.birth;
  return personal_cell(row, PersonalCategory::attributes, birth ? std::optional(to_iso(*birth)) : std::nullopt);
}

using Row = const PersonRow&;

constexpr std::size_t kShown = 13;  // to people; the rest is for spreadsheets

constexpr auto kColumns = std::to_array<Column>({
    {"person", [](Row r) { return std::string(r.person); }},
    {"name", [](Row r) { return personal_cell(r, PersonalCategory::identity, r.personal.name); }},
    {"status", [](Row r) { return std::string(to_text(r.status)); }},
    {"employment", [](Row r) { return r.state->employment ? std::string(to_text(job_of(r).kind)) : std::string(); }},
    {"unit", [](Row r) { return cell(job_of(r).unit); }},
    {"authority", [](Row r) { return cell(r.authority); }},
    {"rank", [](Row r) { return cell(job_of(r).rank); }},
    {"grade", [](Row r) { return set_number_cell(job_of(r).grade); }},
    {"family", [](Row r) { return cell(job_of(r).job_family); }},
    {"sex", sex_cell},
    {"age", [](Row r) { return number_cell(r.age); }},
    {"hired", [](Row r) { return day_cell(day_of_job(r, &Employment::hired)); }},
    {"since", [](Row r) { return day_cell(day_of_job(r, &Employment::rank_since)); }},
    {"post", [](Row r) { return cell(job_of(r).post); }},
    {"rank_class", [](Row r) { return cell(r.rank_class); }},
    {"manager", [](Row r) { return truth_cell(r.manager); }},
    {"step", [](Row r) { return set_number_cell(job_of(r).step); }},
    {"job_group", [](Row r) { return cell(r.job_group); }},
    {"birth", birth_cell},
    {"age_band", [](Row r) { return r.age ? age_band(*r.age) : std::string(); }},
    {"first_hired", [](Row r) { return day_cell(r.state->first_hired); }},
    {"service_years", [](Row r) { return number_cell(r.service_years); }},
    {"unit_since", [](Row r) { return day_cell(day_of_job(r, &Employment::unit_since)); }},
    {"term_end", [](Row r) { return day_cell(job_of(r).term_end); }},
    {"work_pattern", [](Row r) { return r.state->employment ? code_cell<Pattern>(job_of(r).pattern) : std::string(); }},
    {"track", [](Row r) { return code_cell<CareerTrack>(r.state->track); }},
    {"absence", [](Row r) { return r.state->absence ? std::string(r.state->absence->id) : std::string(); }},
    {"absence_kind",
     [](Row r) { return r.state->absence ? std::string(to_text(r.state->absence->kind)) : std::string(); }},
    {"absence_since", [](Row r) { return r.state->absence ? to_iso(r.state->absence->since) : std::string(); }},
    {"secondment_host", [](Row r) { return r.state->secondment ? std::string(r.state->secondment->host) : ""; }},
    {"secondment_since", [](Row r) { return r.state->secondment ? to_iso(r.state->secondment->since) : ""; }},
    {"assignments", [](Row r) { return assignments_cell(*r.state); }},
    {"separated", [](Row r) { return separation_of(r) ? to_iso(separation_of(r)->last_day) : std::string(); }},
    {"separated_reason", [](Row r) { return separation_of(r) ? std::string(separation_of(r)->reason) : ""; }},
    {"separated_derived",
     [](Row r) { return truth_cell(separation_of(r) ? std::optional(separation_of(r)->derived) : std::nullopt); }},
});

std::span<const Column> columns(bool is_whole) {
  return std::span(kColumns).first(is_whole ? kColumns.size() : kShown);
}

}  // namespace

std::vector<std::string> person_header(bool is_whole) {
  std::vector<std::string> titles;
  for (const Column& column : columns(is_whole)) titles.emplace_back(column.title);
  return titles;
}

std::vector<std::string> person_cells(const PersonRow& row, bool is_whole) {
  std::vector<std::string> cells;
  cells.reserve(columns(is_whole).size());
  for (const Column& column : columns(is_whole)) cells.push_back(column.cell(row));
  return cells;
}

std::string state_json(const PersonRow& row) {
  JsonWriter out;
  write_state(out, row);
  return std::move(out).str();
}

}  // namespace rireki
