#include "projections/disclosure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "events/types/text.h"
#include "projections/determined_cells.h"
#include "projections/numbers.h"
#include "projections/reports/report.h"
#include "projections/scorecard.h"

namespace rireki {

namespace {

constexpr std::size_t kHiddenMax = 600;  // the equations of more are too many to solve

/// The cells of a table and the lines they lie in: all that agree in every dimension but one.
class Table {
 public:
  Table(std::vector<DisclosedCell>& cells, const DisclosureRule& rule) : cells_(cells), rule_(rule) {
    const std::size_t dimensions = cells.empty() ? 0 : cells.front().key.size();
    for (std::size_t d = 0; d < dimensions; ++d) {
      std::map<std::vector<std::string>, std::vector<std::size_t>> by_rest;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        std::vector<std::string> rest = cells[i].key;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(d));
        by_rest[std::move(rest)].push_back(i);
      }
      for (auto& [rest, line] : by_rest) {
        const bool has_total = line.size() > 1 && !rule.hides(sum_of(line, false));  // which is not hidden as well
        if (has_total) lines_.push_back(std::move(line));
      }
    }
  }

  void hide_small() {
    for (DisclosedCell& cell : cells_) cell.is_hidden = cell.is_hidden || rule_.hides(cell.persons);
  }

  /// Whether anything was hidden so that no line gives too little together.
  bool fill_lines() {
    bool has_changed = false;
    for (const auto& line : lines_) {
      while (gives_away(line) && hide_one(line)) has_changed = true;
    }
    return has_changed;
  }

  /// The same, so that no hidden cell follows from the totals.
  bool blur_determined() {
    std::vector<std::size_t> hidden;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (cells_[i].is_hidden) hidden.push_back(i);
    }
    bool has_changed = false;
    for (const std::size_t i : determined_cells(hidden, lines_)) has_changed = blur(i) || has_changed;
    return has_changed;
  }

  [[nodiscard]] std::size_t hidden() const {
    return static_cast<std::size_t>(std::ranges::count(cells_, true, &DisclosedCell::is_hidden));
  }

 private:
  [[nodiscard]] std::int64_t sum_of(const std::vector<std::size_t>& line, bool hidden_alone) const {
    std::int64_t sum = 0;
    for (const std::size_t i : line) sum += !hidden_alone || cells_[i].is_hidden ? cells_[i].persons : 0;
    return sum;
  }

  [[nodiscard]] bool gives_away(const std::vector<std::size_t>& line) const {
    const auto hidden = std::ranges::count_if(line, [&](std::size_t i) { return cells_[i].is_hidden; });
    return hidden == 1 || (hidden > 1 && sum_of(line, true) < rule_.minimum);
  }

  /// Hides one cell more: in a line of this one, else anywhere.
  bool blur(std::size_t cell) {
    for (const auto& line : lines_) {
      if (std::ranges::find(line, cell) != line.end() && hide_one(line)) return true;
    }
    std::vector<std::size_t> all(cells_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return hide_one(all);
  }

  /// Hides the smallest of what is left of a line; false if nothing is.
  bool hide_one(const std::vector<std::size_t>& line) {
    DisclosedCell* smallest = nullptr;
    for (const std::size_t i : line) {
      DisclosedCell& cell = cells_[i];
      if (cell.is_hidden || cell.persons == 0) continue;
      if (smallest == nullptr || cell.persons < smallest->persons) smallest = &cell;
    }
    if (smallest != nullptr) smallest->is_hidden = true;
    return smallest != nullptr;
  }

  std::vector<DisclosedCell>& cells_;
  const DisclosureRule& rule_;
  std::vector<std::vector<std::size_t>> lines_;
};

using About = std::vector<std::pair<std::string, Value>>;

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

/// Whether one side, the other or the rest between them is of few.
template <class Number>
bool is_of_few(Number numerator, Number denominator, const DisclosureRule& rule) {
  return rule.hides(numerator) || rule.hides(denominator) || rule.hides(denominator - numerator);
}
/// The rest says nothing of those who are behind both sides of a mean.
bool is_of_few(const PersonsBehind& persons, const DisclosureRule& rule) {
  return rule.hides(persons.numerator) || rule.hides(persons.denominator);
}

bool is_small(const ReportRow& row, const DisclosureRule& rule) {
  return is_of_few(row.numerator, *row.denominator, rule) || is_of_few(row.persons.value_or(PersonsBehind{}), rule);
}

PersonsBehind persons_of(const ReportRow& row) {
  return row.persons.value_or(PersonsBehind{row.numerator, row.denominator.value_or(0)});
}

/// Between two states of a number that counts something of persons. As many persons with more to count may be one of
/// them, who has done it often.
bool differs_by_few(std::int64_t difference, std::int64_t of_persons, const DisclosureRule& rule) {
  return rule.hides(std::abs(difference)) || (difference != 0 && std::abs(of_persons) < rule.minimum);
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

Result<DisclosureRule> disclosure_rule(const Policy* policy, std::string_view audience) {
  if (audience.empty() || audience == "auditor") return DisclosureRule{};
  if (policy != nullptr) {
    const auto& known = policy->safekeeping.audiences;
    const auto found = std::ranges::find(known, audience, &Audience::id);
    if (found != known.end()) return DisclosureRule{found->minimum_cell, found->complement};
  }
  constexpr std::int64_t kMinimum = 10;
  if (audience == "public" || audience == "analyst") {
    return DisclosureRule{policy == nullptr ? kMinimum : policy->min_group, true};
  }
  return fail(Code::usage, "--audience: " + in_quotes(audience) + " is neither public, analyst or auditor nor one of " +
                               "the policy's [disclosure]");
}

DisclosureRule stricter(const DisclosureRule& a, const DisclosureRule& b) {
  return {std::max(a.minimum, b.minimum), a.complement || b.complement};
}

Result<void> hide_small_cells(std::vector<DisclosedCell>& cells, const DisclosureRule& rule) {
  if (rule.minimum <= 1) return {};
  Table table(cells, rule);
  table.hide_small();
  if (!rule.complement) return {};
  do {
    while (table.fill_lines()) continue;
    if (table.hidden() > kHiddenMax) {
      return fail(Code::usage, "the table has too many small cells for this audience; ask for fewer dimensions");
    }
  } while (table.blur_determined());
  return {};
}

void hide_small_differences(std::vector<DisclosedCell>& cells, const std::vector<DisclosedCell>& published,
                            const DisclosureRule& rule) {
  std::map<std::vector<std::string>, DisclosedCell> before;
  for (const DisclosedCell& cell : published) before[cell.key] = cell;
  for (DisclosedCell& cell : cells) {
    const DisclosedCell& then = before[cell.key];
    if (differs_by_few(cell.count - then.count, cell.persons - then.persons, rule)) cell.is_hidden = true;
  }
}

void hide_small_differences(Report& report, const Report& published, const DisclosureRule& rule) {
  const auto differs = [&](std::int64_t now, std::int64_t then, std::int64_t persons_now, std::int64_t persons_then) {
    return differs_by_few(now - then, persons_now - persons_then, rule);
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

namespace {

std::optional<double> between(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::optional(std::abs(*a - *b)) : std::nullopt;
}

/// Of a number with sides or without. What has a value without persons behind it is counted by its value.
bool is_of_few(const std::optional<double>& value, const std::optional<double>& numerator,
               const std::optional<double>& denominator, const PersonsBehind& persons, const DisclosureRule& rule) {
  if (is_of_few(persons, rule)) return true;
  if (!numerator) return rule.hides(value.value_or(0));
  return rule.hides(*numerator) || (denominator && is_of_few(*numerator, *denominator, rule));
}

bool is_of_few(const Number& n, const DisclosureRule& rule) {
  return is_of_few(n.value, n.numerator, n.denominator, n.persons, rule);
}

/// Where it is known who is behind a number that reads otherwise.
bool changed_by_few(const Number& before, const Number& after, const DisclosureRule& rule) {
  const auto is_few = [&](std::int64_t a, std::int64_t b) { return a + b > 0 && std::abs(a - b) < rule.minimum; };
  if (before.reads_as(after)) return false;
  return is_few(before.persons.numerator, after.persons.numerator) &&
         (!after.denominator || is_few(before.persons.denominator, after.persons.denominator));
}

}  // namespace

bool tells_of_few(const Number* before, const Number* after, const DisclosureRule& rule) {
  if (rule.minimum <= 1) return false;
  if ((before != nullptr && is_of_few(*before, rule)) || (after != nullptr && is_of_few(*after, rule))) return true;
  if (before == nullptr || after == nullptr) return false;
  const auto hides = [&](std::optional<double> difference) { return difference && rule.hides(*difference); };
  if (changed_by_few(*before, *after, rule)) return true;
  if (!before->numerator || !after->numerator) return hides(between(before->value, after->value));
  return hides(between(before->numerator, after->numerator)) || hides(between(before->denominator, after->denominator));
}

void hide_small_figures(Scorecard& card, const DisclosureRule& rule) {
  if (rule.minimum <= 1) return;
  for (ScoreRow& row : card.figures) {
    const std::optional<double> value = row.value ? std::optional(row.value->value()) : std::nullopt;
    if (!is_of_few(value, row.numerator, row.denominator, row.persons, rule)) continue;
    row.suppressed = true;
    row.value.reset();
    row.numerator.reset();
    row.denominator.reset();
    row.status.reset();
    row.evidence.clear();
  }
}

}  // namespace rireki
