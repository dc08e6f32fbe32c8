#include "projections/disclosure.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>

#include "events/types/text.h"
#include "projections/determined_cells.h"
#include "projections/measurement.h"

namespace rireki {

namespace {

constexpr std::ptrdiff_t kHiddenMax = 600;  // the equations of more are too many to solve

using Line = std::vector<std::size_t>;  // cells

/// The cells of a table and the lines they lie in: all that agree in every dimension but one.
class Table {
 public:
  Table(std::vector<DisclosedCell>& cells, const DisclosureRule& rule) : cells_(cells), rule_(rule) {
    const std::size_t dimensions = cells.empty() ? 0 : cells.front().key.size();
    for (std::size_t d = 0; d < dimensions; ++d) {
      for (Line& line : lines_along(d)) {
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
    for (const Line& line : lines_) {
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

  [[nodiscard]] bool can_be_solved() const {
    return lines_.empty() || std::ranges::count(cells_, true, &DisclosedCell::is_hidden) <= kHiddenMax;
  }

 private:
  [[nodiscard]] std::vector<Line> lines_along(std::size_t dimension) const {
    std::map<std::vector<std::string>, Line> by_rest;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      std::vector<std::string> rest = cells_[i].key;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(dimension));
      by_rest[std::move(rest)].push_back(i);
    }
    std::vector<Line> lines;
    for (auto& [rest, line] : by_rest) lines.push_back(std::move(line));
    return lines;
  }

  [[nodiscard]] std::int64_t sum_of(const Line& line, bool hidden_alone) const {
    std::int64_t sum = 0;
    for (const std::size_t i : line) sum += !hidden_alone || cells_[i].is_hidden ? cells_[i].persons : 0;
    return sum;
  }

  [[nodiscard]] bool gives_away(const Line& line) const {
    const auto hidden = std::ranges::count_if(line, [&](std::size_t i) { return cells_[i].is_hidden; });
    return hidden == 1 || (hidden > 1 && sum_of(line, true) < rule_.minimum);
  }

  /// Hides one cell more: in a line of this one, else anywhere.
  bool blur(std::size_t cell) {
    for (const Line& line : lines_) {
      if (std::ranges::find(line, cell) != line.end() && hide_one(line)) return true;
    }
    Line all(cells_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return hide_one(all);
  }

  /// Hides the smallest of what is left of a line; false if nothing is.
  bool hide_one(const Line& line) {
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
  std::vector<Line> lines_;
};

}  // namespace

bool DisclosureRule::hides_sides(const PersonsBehind& persons) const {
  return hides(persons.numerator) || hides(persons.denominator);
}

bool DisclosureRule::hides_difference(std::int64_t difference, std::int64_t of_persons) const {
  return difference != 0 && (std::abs(difference) < minimum || std::abs(of_persons) < minimum);
}

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
  return {std::max(a.minimum, b.minimum), a.complement || b.complement, a.hides_zeros || b.hides_zeros};
}

Result<void> hide_small_cells(std::vector<DisclosedCell>& cells, const DisclosureRule& rule) {
  if (!rule.hides_any()) return {};
  Table table(cells, rule);
  table.hide_small();
  if (!rule.complement) return {};
  do {
    while (table.fill_lines()) continue;
    if (!table.can_be_solved()) {
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
    if (rule.hides_difference(cell.count - then.count, cell.persons - then.persons)) cell.is_hidden = true;
  }
}

}  // namespace rireki
