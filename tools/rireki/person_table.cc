#include "tools/rireki/person_table.h"

namespace rireki {

const std::vector<std::string>& person_header() {
  static const std::vector<std::string> titles = {"person",    "name",  "status", "employment", "unit",
                                                  "authority", "rank",  "grade",  "family",     "sex",
                                                  "age",       "hired", "since"};
  return titles;
}

std::vector<std::string> person_cells(const PersonRow& row) {
  static const Employment kNone_;
  const bool hired = row.state->employment.has_value();
  const Employment& job = hired ? *row.state->employment : kNone_;
  const Personal& p = row.personal;
  return {std::string(row.person),
          p.is_erased(PersonalCategory::identity) ? "erased" : p.name.value_or(""),
          std::string(to_text(row.status)),
          hired ? std::string(to_text(job.kind)) : "",
          cell(job.unit),
          cell(row.authority),
          cell(job.rank),
          job.grade == 0 ? "" : std::to_string(job.grade),
          cell(job.job_family),
          p.sex ? std::string(to_text(*p.sex)) : "",
          row.age ? std::to_string(*row.age) : "",
          hired ? to_iso(job.hired) : "",
          hired ? to_iso(job.rank_since) : ""};
}

std::string state_json(const PersonRow& row) {
  JsonWriter out;
  write_state(out, row);
  return std::move(out).str();
}

}  // namespace rireki
