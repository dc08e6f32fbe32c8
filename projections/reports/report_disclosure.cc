#include "projections/reports/report_disclosure.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "projections/reports/report.h"

namespace rireki {

namespace {

constexpr std::string_view kYear = "fiscal_year";

/// What a row counts, without what it is about: rows that are cells of one table have it in common.
std::string table_of(const ReportRow& row) {
  // The finest first: those with most keys.
  std::string name = std::string(1, static_cast<char>('z' - std::min<std::size_t>(row.about.size(), 25))) + row.figure +
                     "|" + to_iso(row.as_of);
  for (const auto& [key, value] : row.about) name += "|" + key + (key == kYear ? to_text(value) : "");
  return name;
}

/// Whether the cell is one of those that the quotient is about.
bool lies_within(const ReportRow& cell, const ReportRow& quotient) {
  return std::ranges::all_of(quotient.about,
                             [&](const auto& pair) { return std::ranges::find(cell.about, pair) != cell.about.end(); });
}

bool is_small(const ReportRow& row, const DisclosureRule& rule) {
  return rule.hides_sides(row.numerator, *row.denominator) || rule.hides_sides(row.persons.value_or(PersonsBehind{}));
}

PersonsBehind persons_of(const ReportRow& row) {
  return row.persons.value_or(PersonsBehind{row.numerator, row.denominator.value_or(0)});
}

/// Whether the row is the total of one hidden row of some finer table.
bool equals_hidden(const ReportRow& row, const std::vector<ReportRow>& all) {
  std::map<std::string, std::vector<const ReportRow*>> within;
  for (const ReportRow& other : all) {
    const bool is_alike = other.denominator.has_value() == row.denominator.has_value();
    const bool is_finer =
        is_alike && other.figure == row.figure && other.as_of == row.as_of && other.about.size() > row.about.size();
    if (is_finer && lies_within(other, row)) within[table_of(other)].push_back(&other);
  }
  return std::ranges::any_of(
      within, [](const auto& table) { return table.second.size() == 1 && table.second.front()->suppressed; });
}

Result<void> hide_table(const std::vector<ReportRow*>& rows, const std::vector<ReportRow>& all,
                        const DisclosureRule& rule) {
  std::vector<DisclosedCell> cells;
  for (const ReportRow* row : rows) {
    DisclosedCell& cell = cells.emplace_back();
    cell.count = std::abs(row->numerator);
    cell.persons = std::abs(persons_of(*row).numerator);
    cell.is_hidden = row->suppressed || equals_hidden(*row, all);
    for (const auto& [key, value] : row->about) {
      if (key != kYear) cell.key.push_back(to_text(value));
    }
  }
  if (auto r = hide_small_cells(cells, rule); !r) return r;
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i]->suppressed = cells[i].is_hidden;
  return {};
}

/// Of numbers, or of quotients, whose numerators are cells as well; the finest tables first.
Result<void> hide_tables(std::vector<ReportRow>& rows, bool of_quotients, const DisclosureRule& rule) {
  std::map<std::string, std::vector<ReportRow*>> tables;
  for (ReportRow& row : rows) {
    if (row.denominator.has_value() == of_quotients) tables[table_of(row)].push_back(&row);
  }
  for (const auto& [name, table] : tables) {
    if (auto r = hide_table(table, rows, rule); !r) return r;
  }
  return {};
}

}  // namespace

void hide_small_differences(Report& report, const Report& published, const DisclosureRule& rule) {
  const auto differs = [&](std::int64_t now, std::int64_t then, std::int64_t persons_now, std::int64_t persons_then) {
    return rule.hides_difference(now - then, persons_now - persons_then);
  };
  for (ReportRow& row : report.rows) {
    const auto same = std::ranges::find_if(
        published.rows, [&](const ReportRow& other) { return other.figure == row.figure && other.about == row.about; });
    const ReportRow then = same == published.rows.end() ? ReportRow{} : *same;
    const PersonsBehind persons = persons_of(row);
    const PersonsBehind persons_then = persons_of(then);
    if (differs(row.numerator, then.numerator, persons.numerator, persons_then.numerator)) row.suppressed = true;
    if (row.denominator &&
        differs(*row.denominator, then.denominator.value_or(0), persons.denominator, persons_then.denominator)) {
      row.suppressed = true;
    }
  }
}

Result<void> hide_small_figures(Report& report, const DisclosureRule& rule) {
  if (rule.minimum <= 1) return {};
  for (ReportRow& row : report.rows) {
    row.exceptions.clear();  // Records are persons'
    row.evidence.clear();
  }
  if (auto r = hide_tables(report.rows, false, rule); !r) return r;
  for (ReportRow& row : report.rows) {
    if (!row.denominator) continue;
    row.suppressed =
        row.suppressed || is_small(row, rule) || std::ranges::any_of(report.rows, [&](const ReportRow& cell) {
          return cell.suppressed && !cell.denominator && lies_within(cell, row);
        });
  }
  return hide_tables(report.rows, true, rule);  // a total says its numerator too, and the others theirs
}

}  // namespace rireki
