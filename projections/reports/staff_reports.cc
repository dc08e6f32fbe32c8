#include "projections/reports/staff_reports.h"

#include <algorithm>
#include <map>

#include "projections/reports/movements.h"
#include "projections/reports/row_evidence.h"

namespace rireki {

namespace {

/// In the order of the ladder, highest first; what is no class of the Policy comes last.
std::vector<std::string> classes_of(const Policy* policy, const std::vector<CountRow>& rows) {
  std::vector<std::string> classes;
  const auto add_class = [&](const std::string& name) {
    const bool is_there = std::ranges::any_of(rows, [&](const CountRow& r) { return to_text(r.key[0]) == name; });
    if (is_there && std::ranges::find(classes, name) == classes.end()) classes.push_back(name);
  };
  if (policy != nullptr) {
    for (auto rank = policy->ranks.rbegin(); rank != policy->ranks.rend(); ++rank) add_class(rank->class_id);
  }
  for (const CountRow& row : rows) add_class(to_text(row.key[0]));
  return classes;
}

/// The persons of those rows by sex, all of them and the women's part.
template <class Holds>
void add_sexes(Reporting& reporting, const std::vector<CountRow>& rows, const Holds& holds, const About& about,
               const PopulationOf& population) {
  std::map<std::string, std::int64_t> by_sex;
  std::int64_t all = 0;
  for (const CountRow& row : rows) {
    if (!holds(row)) continue;
    by_sex[to_text(row.key[2])] += row.count;
    all += row.count;
  }
  const Day day = reporting.query().as_of;
  for (const auto& [sex, persons] : by_sex) {
    About own = about;
    own.emplace_back("sex", text_value(sex));
    reporting.add("staff", std::move(own), day, population).numerator = persons;
  }
  reporting.add("staff", about, day, population).numerator = all;
  ReportRow& share = reporting.add("women_share", about, day, population);
  share.scale = kPercent;
  share.numerator = by_sex["female"];
  share.denominator = all;
}

/// Behind each row the persons of its day; behind a part of them those of whom it is a part.
Result<void> note_all_heads(Reporting& reporting, std::string_view part_of_all = {}) {
  for (ReportRow& row : reporting.rows()) {
    const auto conditions = row.figure == part_of_all ? Conditions{} : conditions_of(row.about);
    if (auto r = note_heads(reporting, row, reporting.asked(false), row.as_of, conditions); !r) return r;
  }
  return {};
}

Result<void> leavers_of(Reporting& reporting, const Reporting::Year& year) {
  auto asked = reporting.asked(true);
  if (!asked) return std::unexpected(asked.error());
  if (auto r = asked->filter.add_where("reason_class=voluntary", true); !r) return r;
  const auto counts = count(reporting.knowledge(), {.what = CountOf::separations,
                                                    .as_of = reporting.query().as_of,
                                                    .from = year.first,
                                                    .to = year.last,
                                                    .filter = std::move(asked->filter),
                                                    .by = {Attribute::authority}});
  if (!counts) return std::unexpected(counts.error());
  reporting.note_erased(counts->erased);
  std::int64_t all = 0;
  const About of_year = {{"fiscal_year", std::int64_t{year.fiscal_year}}};
  const auto put = [&](About about, std::int64_t persons) {
    auto conditions = conditions_of(about);
    conditions.emplace_back("reason_class=voluntary");
    ReportRow& row = reporting.add("left", std::move(about), year.until, asked->population);
    row.numerator = persons;
    row.partial = year.is_partial();
    return note_events(reporting, row, EventType::Separated, year.first, year.until, conditions);
  };
  for (const CountRow& row : counts->rows) {
    About about = of_year;
    about.emplace_back("authority", row.key[0]);
    if (auto r = put(std::move(about), row.count); !r) return r;
    all += row.count;
  }
  return put(of_year, all);
}

}  // namespace

Result<void> staff_trend(Reporting& reporting) {
  for (const Reporting::Year& year : reporting.years()) {
    auto asked = reporting.asked(false);
    if (!asked) return std::unexpected(asked.error());
    const auto counts = reporting.count_heads(*asked, year.first, {});
    if (!counts) return std::unexpected(counts.error());
    const About about = {{"fiscal_year", std::int64_t{year.fiscal_year}}};
    ReportRow& row = reporting.add("staff", about, year.first, asked->population);
    row.numerator = counts->rows.front().count;
    row.partial = reporting.is_to_come(year.first);
  }
  return note_all_heads(reporting);
}

Result<void> age_structure(Reporting& reporting) {
  const Day day = reporting.query().as_of;
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto counts = reporting.count_heads(*asked, day, {Attribute::age_band, Attribute::sex});
  if (!counts) return std::unexpected(counts.error());
  std::map<std::string, std::int64_t> bands;
  std::int64_t all = 0;
  for (const CountRow& cell : counts->rows) {
    reporting.add("staff", {{"age_band", cell.key[0]}, {"sex", cell.key[1]}}, day, asked->population).numerator =
        cell.count;
    bands[to_text(cell.key[0])] += cell.count;
    all += cell.count;
  }
  for (const auto& [band, persons] : bands) {
    ReportRow& row = reporting.add("share", {{"age_band", text_value(band)}}, day, asked->population);
    row.scale = kPercent;
    row.numerator = persons;
    row.denominator = all;
  }
  reporting.add("staff", {}, day, asked->population).numerator = all;
  return note_all_heads(reporting, "share");
}

Result<void> sex_by_rank(Reporting& reporting) {
  const Day day = reporting.query().as_of;
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const PopulationOf population = asked->population;
  const auto counts = reporting.count_heads(*asked, day, {Attribute::rank_class, Attribute::manager, Attribute::sex});
  if (!counts) return std::unexpected(counts.error());
  for (const std::string& rank_class : classes_of(reporting.policy_on(day), counts->rows)) {
    const auto in_class = [&](const CountRow& row) { return to_text(row.key[0]) == rank_class; };
    add_sexes(reporting, counts->rows, in_class, {{"rank_class", text_value(rank_class)}}, population);
  }
  const auto is_manager = [](const CountRow& row) { return to_text(row.key[1]) == "true"; };
  add_sexes(reporting, counts->rows, is_manager, {{"manager", true}}, population);
  const auto everybody = [](const CountRow&) { return true; };
  add_sexes(reporting, counts->rows, everybody, {}, population);
  return note_all_heads(reporting);
}

Result<void> young_leavers(Reporting& reporting) {
  for (const Reporting::Year& year : reporting.years()) {
    if (auto r = leavers_of(reporting, year); !r) return r;
  }
  return {};
}

Result<void> movement_years(Reporting& reporting) {
  const ReportQuery& query = reporting.query();
  auto asked = reporting.asked(false);
  if (!asked) return std::unexpected(asked.error());
  const auto found = movements(reporting.knowledge(), std::move(asked->filter), query.first_year, query.last_year,
                               query.as_of, query.today);
  if (!found) return std::unexpected(found.error());
  reporting.note_erased(found->erased);
  for (const MovementYear& year : found->years) {
    const auto put = [&](std::string_view figure, Day day, std::int64_t persons) -> ReportRow& {
      ReportRow& row =
          reporting.add(std::string(figure), {{"fiscal_year", std::int64_t{year.fiscal_year}}}, day, asked->population);
      row.numerator = persons;
      row.partial = year.partial;
      return row;
    };
    const auto put_heads = [&](std::string_view figure, Day day, std::int64_t persons) {
      return note_heads(reporting, put(figure, day, persons), reporting.asked(false), day, {});
    };
    if (auto r = put_heads("open", year.open_day, year.open); !r) return r;
    ReportRow& left = put("left", year.close_day - 1, year.left);
    if (auto r = note_events(reporting, left, EventType::Separated, year.open_day, year.close_day - 1, {}); !r)
      return r;
    ReportRow& hired = put("hired", year.close_day, year.hired);
    if (auto r = note_events(reporting, hired, EventType::Hired, year.open_day + 1, year.close_day, {}); !r) return r;
    if (auto r = put_heads("close", year.close_day, year.close); !r) return r;
    ReportRow& difference = put("difference", year.close_day, year.difference());
    for (const MovementException& e : year.exceptions) {
      difference.exceptions.push_back(e.seq);
      reporting.note(difference, e.seq, e.effective, e.why);
    }
  }
  return {};
}

}  // namespace rireki
