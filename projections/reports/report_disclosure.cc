#include "projections/reports/report_disclosure.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "projections/reports/report.h"

namespace rireki {

namespace {

constexpr std::string_view kYear = "fiscal_year";

bool has_key(const ReportRow& row, std::string_view name) {
  return std::ranges::any_of(row.about, [&](const auto& pair) { return pair.first == name; });
}

/// Whether rows that differ in this are no parts of a whole, but each says the same in another way or of another time.
bool is_no_part(std::string_view key, const ReportRow& row) {
  constexpr std::array<std::string_view, 6> kNoParts = {"source", "basis",       "within_years",
                                                        "years",  "first_years", "manager"};
  return std::ranges::find(kNoParts, key) != kNoParts.end() || (key == "class" && has_key(row, "years"));
}

/// Whether the cell is one of those that the quotient is about.
bool lies_within(const ReportRow& cell, const ReportRow& quotient) {
  return std::ranges::all_of(quotient.about,
                             [&](const auto& pair) { return std::ranges::find(cell.about, pair) != cell.about.end(); });
}

bool is_small(const ReportRow& row, const DisclosureRule& rule) {
  return rule.hides_sides(row.numerator, *row.denominator) || (row.persons && rule.hides_sides(*row.persons));
}

PersonsBehind persons_of(const ReportRow& row) {
  return row.persons.value_or(PersonsBehind{row.numerator, row.denominator.value_or(0)});
}

/// The rows of a report as cells of tables.
class Figures {
 public:
  Figures(std::vector<ReportRow>& rows, const DisclosureRule& rule, bool of_filings)
      : rows_(rows), rule_(rule), of_filings_(of_filings) {
    if (of_filings) rule_.hides_zeros = false;  // they are no persons
  }

  Result<void> hide() {
    if (auto r = hide_tables(false); !r) return r;
    for (ReportRow& row : rows_) {
      if (row.denominator) row.suppressed = row.suppressed || is_small(row, rule_for(row)) || has_hidden_part(row);
    }
    return hide_tables(true);  // a total says its numerator too, and the others theirs
  }

  /// Of what was narrowed down the row alone would say that somebody is like that. Whether there may be any such.
  bool leave_out() {
    const auto is_narrow = [&](const ReportRow& row) { return rule_for(row).hides_zeros; };
    const bool may_lack = rule_.hides_zeros || std::ranges::any_of(rows_, is_narrow);
    std::erase_if(rows_, [&](const ReportRow& row) { return row.suppressed && is_narrow(row); });
    return may_lack;
  }

 private:
  /// A year that is not over is as short as one likes.
  [[nodiscard]] DisclosureRule rule_for(const ReportRow& row) const {
    const bool is_narrow = row.partial && has_key(row, kYear) && !of_filings_;
    return is_narrow ? rule_.narrowed() : rule_;
  }

  /// Whether the key tells tables apart, not the cells of one.
  [[nodiscard]] bool is_of_table(std::string_view key, const ReportRow& row) const {
    return key == kYear || (rule_for(row).hides_zeros && is_no_part(key, row));
  }

  /// What a row counts, without what it is about: rows that are cells of one table have it in common.
  [[nodiscard]] std::string table_of(const ReportRow& row) const {
    // The finest first: those with most keys.
    std::string name = std::string(1, static_cast<char>('z' - std::min<std::size_t>(row.about.size(), 25))) +
                       row.figure + "|" + to_iso(row.as_of);
    for (const auto& [key, value] : row.about) name += "|" + key + (is_of_table(key, row) ? to_text(value) : "");
    return name;
  }

  /// Whether the row is the total of one hidden row of some finer table.
  [[nodiscard]] bool equals_hidden(const ReportRow& row) const {
    if (rule_for(row).hides_zeros) return false;  // what is not there may be hidden as well
    std::map<std::string, std::vector<const ReportRow*>> within;
    for (const ReportRow& other : rows_) {
      const bool is_alike = other.denominator.has_value() == row.denominator.has_value();
      const bool is_finer =
          is_alike && other.figure == row.figure && other.as_of == row.as_of && other.about.size() > row.about.size();
      if (is_finer && lies_within(other, row)) within[table_of(other)].push_back(&other);
    }
    return std::ranges::any_of(
        within, [](const auto& table) { return table.second.size() == 1 && table.second.front()->suppressed; });
  }

  [[nodiscard]] bool has_hidden_part(const ReportRow& quotient) const {
    return std::ranges::any_of(rows_, [&](const ReportRow& cell) {
      return cell.suppressed && !cell.denominator && lies_within(cell, quotient);
    });
  }

  Result<void> hide_table(const std::vector<ReportRow*>& rows) {
    std::vector<DisclosedCell> cells;
    for (const ReportRow* row : rows) {
      DisclosedCell& cell = cells.emplace_back();
      cell.count = std::abs(row->numerator);
      cell.persons = std::abs(persons_of(*row).numerator);
      cell.is_hidden = row->suppressed || equals_hidden(*row);
      for (const auto& [key, value] : row->about) {
        if (!is_of_table(key, *row)) cell.key.push_back(to_text(value));
      }
    }
    if (auto r = hide_small_cells(cells, rule_for(*rows.front())); !r) return r;
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i]->suppressed = cells[i].is_hidden;
    return {};
  }

  /// Of numbers, or of quotients, whose numerators are cells as well; the finest tables first.
  Result<void> hide_tables(bool of_quotients) {
    std::map<std::string, std::vector<ReportRow*>> tables;
    for (ReportRow& row : rows_) {
      if (row.denominator.has_value() == of_quotients) tables[table_of(row)].push_back(&row);
    }
    for (const auto& [name, table] : tables) {
      if (auto r = hide_table(table); !r) return r;
    }
    return {};
  }

  std::vector<ReportRow>& rows_;
  DisclosureRule rule_;
  bool of_filings_;
};

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

Result<bool> hide_small_figures(Report& report, const DisclosureRule& rule, bool of_filings) {
  if (!rule.hides_any()) return false;
  for (ReportRow& row : report.rows) {
    row.exceptions.clear();  // Records are persons'
    row.evidence.clear();
  }
  Figures figures(report.rows, rule, of_filings);
  if (auto r = figures.hide(); !r) return std::unexpected(r.error());
  return figures.leave_out();
}

bool is_of_filings(ReportKind kind) {
  using enum ReportKind;
  return kind == survey_results || kind == exam_rounds || kind == stress_check || kind == measures ||
         kind == workplace_training;
}

}  // namespace rireki
