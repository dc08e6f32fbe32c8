// What an audience may see: worked by hand on the city's published table, and against an attacker who tries everything.
#include "projections/disclosure.h"

#include <map>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "projections/number_disclosure.h"
#include "projections/numbers.h"
#include "projections/reports/report.h"
#include "projections/reports/report_disclosure.h"

namespace rireki {

namespace {

using Cells = std::vector<DisclosedCell>;

Cells table(const std::vector<std::vector<std::int64_t>>& counts) {
  Cells cells;
  for (std::size_t row = 0; row < counts.size(); ++row) {
    for (std::size_t column = 0; column < counts[row].size(); ++column) {
      if (counts[row][column] == 0) continue;  // as counts leave them out
      const std::int64_t count = counts[row][column];
      cells.push_back({{std::to_string(row), std::to_string(column)}, count, count});
    }
  }
  return cells;
}

std::vector<std::int64_t> shown(const Cells& cells) {
  std::vector<std::int64_t> counts;
  for (const DisclosedCell& cell : cells) counts.push_back(cell.is_hidden ? -1 : cell.count);
  return counts;
}

/// Who knows the cells shown and the sum of every row and column of two cells or more that is no small cell itself.
class Attacker {
 public:
  Attacker(const Cells& cells, std::int64_t minimum) {
    std::map<std::pair<std::size_t, std::string>, std::int64_t> sums;
    for (const DisclosedCell& cell : cells) {
      for (std::size_t d = 0; d < 2; ++d) {
        sums[{d, cell.key[d]}] += cell.count;
        ++count_[{d, cell.key[d]}];
      }
    }
    for (const DisclosedCell& cell : cells) {
      if (cell.is_hidden) unknown_.push_back(&cell);
      for (std::size_t d = 0; d < 2 && !cell.is_hidden; ++d) shown_[{d, cell.key[d]}] += cell.count;
    }
    for (const auto& [line, sum] : sums) {
      if (sum >= minimum && count_[line] > 1) left_[line] = sum - shown_[line];
    }
  }

  /// The values that each hidden cell can have, at most `enough` of each.
  std::vector<std::set<std::int64_t>> feasible() {
    found_.assign(unknown_.size(), {});
    values_.assign(unknown_.size(), 0);
    attempts_ = 0;
    search(0);
    return found_;
  }

 private:
  bool fits(std::size_t filled) const {
    for (const auto& [line, left] : left_) {
      std::int64_t sum = 0;
      bool is_open = false;
      for (std::size_t i = 0; i < unknown_.size(); ++i) {
        if (unknown_[i]->key[line.first] != line.second) continue;
        is_open = is_open || i >= filled;
        sum += i < filled ? values_[i] : 0;
      }
      if (sum > left || (!is_open && sum != left)) return false;
    }
    return true;
  }

  void search(std::size_t at) {
    constexpr int kAttemptsMax = 200'000;
    if (++attempts_ > kAttemptsMax) return;
    if (at == unknown_.size()) {
      for (std::size_t i = 0; i < at; ++i) found_[i].insert(values_[i]);
      return;
    }
    constexpr std::int64_t kValueMax = 40;
    for (values_[at] = 0; values_[at] <= kValueMax; ++values_[at]) {
      if (fits(at + 1)) search(at + 1);
    }
  }

  std::vector<const DisclosedCell*> unknown_;
  std::map<std::pair<std::size_t, std::string>, std::int64_t> count_;  // of cells in a line
  std::map<std::pair<std::size_t, std::string>, std::int64_t> shown_;
  std::map<std::pair<std::size_t, std::string>, std::int64_t> left_;  // what the hidden cells of a line come to
  std::vector<std::int64_t> values_;
  std::vector<std::set<std::int64_t>> found_;
  int attempts_ = 0;
};

}  // namespace

TEST_CASE("small cells of the city's table are hidden with what would give them away", "[disclosure]") {
  // Men and women by class of rank on 2023-04-01 (domain, F3). One woman director and six deputies are fewer than ten.
  // Their rows' totals, 15 and 32, would give them away: the men go too. The women's column would then give away
  // 1 + 6 = 7 persons together: the next smallest, 42 section managers, goes, and in its row the 137 men.
  Cells cells = table({{14, 1}, {26, 6}, {137, 42}, {262, 103}, {527, 478}});
  REQUIRE(hide_small_cells(cells, {.minimum = 10, .complement = true}));
  CHECK(shown(cells) == std::vector<std::int64_t>{-1, -1, -1, -1, -1, -1, 262, 103, 527, 478});

  cells = table({{14, 1}, {26, 6}, {137, 42}, {262, 103}, {527, 478}});
  REQUIRE(hide_small_cells(cells, {.minimum = 10, .complement = false}));
  CHECK(shown(cells) == std::vector<std::int64_t>{14, -1, 26, -1, 137, 42, 262, 103, 527, 478});
  REQUIRE(hide_small_cells(cells, {}));
}

TEST_CASE("a cell that joins two groups of hidden ones is no bridge to them", "[disclosure]") {
  // Hidden by smallness: (0,0) (0,1) (1,0) (1,1) and (2,2) (2,3) (3,2) (3,3); (1,2) would follow from the totals of
  // all.
  Cells cells = table({{5, 5, 9, 9}, {5, 5, 5, 9}, {9, 9, 5, 5}, {9, 9, 5, 5}});
  REQUIRE(hide_small_cells(cells, {.minimum = 6, .complement = true}));
  for (const auto& values : Attacker(cells, 6).feasible()) CHECK(values.size() > 1);
}

TEST_CASE("whoever knows all totals works out no hidden cell", "[disclosure]") {
  std::mt19937 random(20260401);
  std::uniform_int_distribution<int> small(0, 9);
  std::uniform_int_distribution<int> large(0, 20);
  std::size_t attacked = 0;
  for (int round = 0; round < 400; ++round) {
    std::vector<std::vector<std::int64_t>> counts(3, std::vector<std::int64_t>(3));
    for (auto& row : counts) {
      for (auto& count : row) count = round % 2 == 0 ? small(random) : large(random);
    }
    Cells cells = table(counts);
    REQUIRE(hide_small_cells(cells, {.minimum = 4, .complement = true}));
    if (std::ranges::all_of(cells, &DisclosedCell::is_hidden)) continue;
    const auto feasible = Attacker(cells, 4).feasible();
    std::size_t at = 0;
    for (const DisclosedCell& cell : cells) {
      CHECK((cell.is_hidden || cell.count >= 4));
      if (!cell.is_hidden) continue;
      const auto& values = feasible[at++];
      CAPTURE(round, cell.key, cell.count, counts);
      CHECK(values.size() > 1);
      ++attacked;
    }
  }
  CHECK(attacked > 500);
}

TEST_CASE("quotients go where a side, the rest, or a cell within them is small", "[disclosure]") {
  Report report;
  const auto add = [&](const char* figure, std::vector<std::pair<std::string, Value>> about, std::int64_t numerator,
                       std::optional<std::int64_t> denominator) {
    ReportRow& row = report.rows.emplace_back();
    row.figure = figure;
    row.about = std::move(about);
    row.numerator = numerator;
    row.denominator = denominator;
    row.exceptions = {Seq{7}};
  };
  const auto text = [](const char* value) { return Value(std::string(value)); };
  add("staff", {{"rank", text("director")}, {"sex", text("male")}}, 14, {});
  add("staff", {{"rank", text("director")}, {"sex", text("female")}}, 1, {});
  add("staff", {{"rank", text("clerk")}, {"sex", text("male")}}, 527, {});
  add("staff", {{"rank", text("clerk")}, {"sex", text("female")}}, 478, {});
  add("women_share", {{"rank", text("director")}}, 1, 15);
  add("women_share", {{"rank", text("clerk")}}, 478, 1005);
  add("women_share", {}, 479, 1020);
  REQUIRE(hide_small_figures(report, {.minimum = 10, .complement = true}));
  // The director's row is hidden; so are the clerks, without whom the columns' totals would give it away.
  std::vector<bool> hidden;
  for (const ReportRow& row : report.rows) hidden.push_back(row.suppressed);
  CHECK(hidden == std::vector<bool>{true, true, true, true, true, true, true});
  CHECK(report.rows.front().exceptions.empty());
}

TEST_CASE("what few have done often is a small cell", "[disclosure]") {
  const DisclosureRule rule{.minimum = 10, .complement = true};
  Cells trainings = {{{"ethics"}, 480, 410}, {{"digital"}, 28, 1}, {{"safety"}, 60, 55}};
  REQUIRE(hide_small_cells(trainings, rule));
  CHECK(shown(trainings) == std::vector<std::int64_t>{480, -1, -1});

  Report report;
  const auto add = [&](std::int64_t days, std::int64_t of, PersonsBehind persons) {
    ReportRow& row = report.rows.emplace_back();
    row.figure = "absence_rate";
    row.numerator = days;
    row.denominator = of;
    row.persons = persons;
  };
  add(800, 365'000, {40, 1'000});
  add(61, 365'000, {1, 1'000});
  add(30, 730, {0, 2});
  REQUIRE(hide_small_figures(report, rule));
  std::vector<bool> hidden;
  for (const ReportRow& row : report.rows) hidden.push_back(row.suppressed);
  CHECK(hidden == std::vector<bool>{false, true, true});

  Number overtime{.value = 33.4, .numerator = 24'078, .denominator = 12, .persons = {1, 1}};
  CHECK(tells_of_few(&overtime, nullptr, rule));
  overtime.persons = {10, 10};
  CHECK_FALSE(tells_of_few(&overtime, nullptr, rule));
}

TEST_CASE("a quotient does not follow from the total and those beside it", "[disclosure]") {
  // Leavers of a year by class, and all of them, each of 1,748.
  Report report;
  const auto add = [&](const char* of_class, std::int64_t left) {
    ReportRow& row = report.rows.emplace_back();
    row.figure = "rate";
    if (of_class[0] != '\0') row.about = {{"class", std::string(of_class)}};
    row.numerator = left;
    row.denominator = 1'748;
  };
  add("other", 73);
  add("voluntary", 34);
  add("involuntary", 1);
  add("", 108);
  REQUIRE(hide_small_figures(report, {.minimum = 10, .complement = true}));
  std::vector<bool> hidden;
  for (const ReportRow& row : report.rows) hidden.push_back(row.suppressed);
  CHECK(hidden == std::vector<bool>{false, true, true, false});

  for (ReportRow& row : report.rows) row.suppressed = false;
  REQUIRE(hide_small_figures(report, {.minimum = 10, .complement = false}));
  CHECK_FALSE(report.rows[1].suppressed);
  CHECK(report.rows[2].suppressed);
}

TEST_CASE("six more of one person's are a small difference", "[disclosure]") {
  const DisclosureRule rule{.minimum = 5, .complement = true};
  Cells trainings = {{{"ethics"}, 82, 60}, {{"digital"}, 90, 70}, {{"safety"}, 40, 40}};
  hide_small_differences(trainings, {{{"ethics"}, 76, 60}, {{"digital"}, 80, 62}, {{"safety"}, 40, 40}}, rule);
  CHECK(shown(trainings) == std::vector<std::int64_t>{-1, 90, 40});

  const auto counted = [](double value, std::int64_t persons) {
    return Number{.value = value, .persons = {persons, 0}};
  };
  const auto tells = [&](const Number& before, const Number& after) { return tells_of_few(&before, &after, rule); };
  CHECK(tells(counted(76, 60), counted(82, 61)));
  CHECK_FALSE(tells(counted(76, 60), counted(84, 67)));
  CHECK_FALSE(tells(counted(76, 60), counted(76, 60)));
}

TEST_CASE("a narrow question tells nobody like a few", "[disclosure]") {
  const DisclosureRule rule = DisclosureRule{.minimum = 5, .complement = true}.narrowed();
  CHECK_FALSE(DisclosureRule{}.narrowed().hides(0));
  CHECK(rule.hides(0));
  CHECK_FALSE(rule.hides(-7));  // the rest of a mean
  const auto shown_of = [&](Cells cells) {
    REQUIRE(hide_small_cells(cells, rule));
    return shown(cells);
  };
  using Shown = std::vector<std::int64_t>;
  CHECK(shown_of({{{"none"}, 20, 20}}) == Shown{20});
  CHECK(shown_of({{{"none"}, 16, 16}, {{"sick"}, 4, 4}}) == Shown{-1, -1});
  CHECK(shown_of({{{"none"}, 15, 15}, {{"sick"}, 5, 5}}) == Shown{15, 5});
  CHECK(shown_of({{{"none"}, 0, 0}}) == Shown{-1});
  CHECK(shown_of({{{"none"}, 1, 1}}) == Shown{-1});
}

TEST_CASE("a narrow report lacks the rows that are there because somebody is", "[disclosure]") {
  const auto report_of = [](std::int64_t mental, bool is_partial) {
    Report report;
    const auto add = [&](std::int64_t spells, std::string cause) {
      ReportRow& row = report.rows.emplace_back();
      row.figure = "spells";
      row.about = {{"fiscal_year", std::int64_t{2022}}};
      if (!cause.empty()) row.about.emplace_back("cause", std::move(cause));
      row.numerator = spells;
      row.partial = is_partial;
    };
    if (mental > 0) add(mental, "mental");
    add(30, "physical");
    add(30 + mental, "");
    return report;
  };
  const DisclosureRule rule{.minimum = 5, .complement = true};
  const auto left = [&](Report report, const DisclosureRule& by) {
    REQUIRE(hide_small_figures(report, by));
    return report.rows.size();
  };
  CHECK(left(report_of(0, false), rule.narrowed()) == 2);
  CHECK(left(report_of(2, false), rule.narrowed()) == 1);
  CHECK(left(report_of(7, false), rule.narrowed()) == 3);
  CHECK(left(report_of(2, false), rule) == 3);
  CHECK(left(report_of(0, true), rule) == 2);  // of a year that is not over
  CHECK(left(report_of(2, true), rule) == 1);
  Report filings = report_of(0, true);
  REQUIRE(hide_small_figures(filings, rule, true));
  CHECK(filings.rows.size() == 2);
}

TEST_CASE("the stricter of two rules leaves out what either does", "[disclosure]") {
  const DisclosureRule rule = stricter({.minimum = 5, .complement = true}, {.minimum = 20, .complement = false});
  CHECK(rule.minimum == 20);
  CHECK(rule.complement);
}

TEST_CASE("an audience has the policy's rule, or ten", "[disclosure]") {
  Policy policy;
  policy.min_group = 12;
  policy.safekeeping.audiences = {{.id = "public", .label = {}, .minimum_cell = 3, .complement = true}};
  CHECK(disclosure_rule(&policy, "public")->minimum == 3);
  CHECK(disclosure_rule(&policy, "analyst")->minimum == 12);
  CHECK(disclosure_rule(nullptr, "analyst")->minimum == 10);
  CHECK(disclosure_rule(&policy, "auditor")->minimum == 0);
  CHECK(disclosure_rule(&policy, "")->minimum == 0);
  CHECK(disclosure_rule(&policy, "everybody").error().code == Code::usage);
}

TEST_CASE("what differs by a few from a table that is out already is hidden, and what would give it away",
          "[disclosure]") {
  const DisclosureRule rule{.minimum = 5, .complement = true};
  const auto of = [](std::int64_t a, std::int64_t b, std::int64_t c) {
    return Cells{{{"a"}, a, a}, {{"b"}, b, b}, {{"c"}, c, c}};
  };
  // Of a one has left. With b, the smaller of the others, their sum stays.
  Cells cells = of(30, 25, 40);
  hide_small_differences(cells, of(31, 25, 40), rule);
  REQUIRE(hide_small_cells(cells, rule));
  CHECK(shown(cells) == std::vector<std::int64_t>{-1, -1, 40});
  // Five are no few, and nobody at all tells of nobody.
  Cells same = of(30, 25, 40);
  hide_small_differences(same, of(35, 25, 40), rule);
  REQUIRE(hide_small_cells(same, rule));
  CHECK(shown(same) == std::vector<std::int64_t>{30, 25, 40});
  // A cell that is new is compared with nobody.
  Cells fresh = {{{"a"}, 4, 4}, {{"b"}, 25, 25}, {{"c"}, 40, 40}};
  hide_small_differences(fresh, {{{"b"}, 25, 25}, {{"c"}, 40, 40}}, rule);
  CHECK(fresh.front().is_hidden);
}

TEST_CASE("a figure of a report is hidden with those of another day that it gives away", "[disclosure]") {
  const DisclosureRule rule{.minimum = 5, .complement = true};
  const auto of = [](std::int64_t women, std::int64_t men) {
    Report report;
    const auto add = [&](std::string figure, std::string sex, std::int64_t numerator) -> ReportRow& {
      ReportRow& row = report.rows.emplace_back();
      row.figure = std::move(figure);
      if (!sex.empty()) row.about = {{"sex", sex}};
      row.numerator = numerator;
      return row;
    };
    add("staff", "female", women);
    add("staff", "male", men);
    add("staff", "", women + men);
    add("women_share", "", women).denominator = women + men;
    return report;
  };
  const auto hidden = [&](Report report, const Report& published) {
    hide_small_differences(report, published, rule);
    REQUIRE(hide_small_figures(report, rule));
    std::vector<bool> all;
    for (const ReportRow& row : report.rows) all.push_back(row.suppressed);
    return all;
  };
  CHECK(hidden(of(20, 30), of(20, 30)) == std::vector<bool>{false, false, false, false});
  CHECK(hidden(of(21, 30), of(20, 30)) == std::vector<bool>{true, true, true, true});
  CHECK(hidden(of(30, 40), of(20, 30)) == std::vector<bool>{false, false, false, false});
}

TEST_CASE("a restated number is told only where neither state nor the change tells of a few", "[disclosure]") {
  const DisclosureRule rule{.minimum = 10, .complement = true};
  const auto number = [](double value, std::optional<double> of = {}) {
    Number n;
    n.value = value;
    if (of) {
      n.numerator = value;
      n.denominator = of;
    }
    return n;
  };
  const auto tells = [&](const Number& before, const Number& after) { return tells_of_few(&before, &after, rule); };
  CHECK(tells(number(2556), number(2550)));
  CHECK_FALSE(tells(number(2556), number(2540)));
  CHECK(tells(number(18), number(9)));
  CHECK(tells(number(20, 25), number(20, 40)));
  CHECK(tells(number(20, 40), number(20, 43)));
  CHECK_FALSE(tells(number(20, 40), number(20, 60)));
  const Number few = number(3);
  CHECK(tells_of_few(nullptr, &few, rule));
  CHECK_FALSE(tells_of_few(nullptr, &few, DisclosureRule{}));
}

TEST_CASE("a ratio is told no more than its sides, however deep they lie", "[disclosure]") {
  const DisclosureRule rule{.minimum = 10, .complement = true};
  const auto ratio = [](const Number& of, const Number& per) {
    return Number{.name = "r", .value = 50, .numerator = 100, .denominator = 200, .sides = {of, per}};
  };
  const auto women = [](double value, double of) {
    return Number{.name = "women", .value = 100 * value / of, .numerator = value, .denominator = of};
  };
  const Number staff{.name = "staff", .value = 200};
  const Number shown = ratio(women(60, 200), staff);
  const Number hidden = ratio(women(195, 200), staff);  // five men
  CHECK_FALSE(tells_of_few(nullptr, &shown, rule));
  CHECK(tells_of_few(nullptr, &hidden, rule));
  const Number of_ratio = ratio(staff, hidden);
  CHECK(tells_of_few(&of_ratio, nullptr, rule));

  // Nor do two states of it tell what those of a side would not.
  const Number later = ratio(women(63, 200), staff);
  CHECK(tells_of_few(&shown, &later, rule));
  const Number much_later = ratio(women(90, 200), staff);
  CHECK_FALSE(tells_of_few(&shown, &much_later, rule));
}

}  // namespace rireki
