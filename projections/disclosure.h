// What an audience may see of numbers of persons: small cells are left out, and what would give them away. Of whole
// answers: number_disclosure.h, reports/report_disclosure.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/policy/policy.h"

namespace rireki {

struct PersonsBehind;

/// The Policy's rule for one audience (`[disclosure]`).
struct DisclosureRule {
  std::int64_t minimum = 0;  // cells from 1 to one less are left out; 0: nothing is
  bool complement = true;    // so are others, where the rest could be worked out from a total
  bool hides_zeros = false;  // nobody is left out like a few: of questions narrowed down to some

  /// Whether anything is left out at all.
  [[nodiscard]] bool hides_any() const { return minimum > 1; }

  /// The same for a question narrowed down by conditions, by a short period or otherwise: whoever is known to be the
  /// only one it can be about is told of by a zero as by a one.
  [[nodiscard]] DisclosureRule narrowed() const { return {minimum, complement, hides_any()}; }

  template <class Number>
  [[nodiscard]] bool hides(Number count) const {
    return (hides_zeros ? count >= 0 : count > 0) && count < static_cast<Number>(minimum);
  }

  /// Of a quotient: whether one side, the other or the rest between them is left out.
  template <class Number>
  [[nodiscard]] bool hides_sides(Number numerator, Number denominator) const {
    return hides(numerator) || hides(denominator) || hides(denominator - numerator);
  }
  /// Of the persons behind them; the rest says nothing of those who are behind both sides of a mean.
  [[nodiscard]] bool hides_sides(const PersonsBehind& persons) const;

  /// Between two states of a number that counts something of persons; no difference is none. As many persons with more
  /// to count may be one of them, who has done it often.
  [[nodiscard]] bool hides_difference(std::int64_t difference, std::int64_t of_persons) const;
};

/// Of "auditor" and of no audience: nothing is left out. An audience that the Policy does not name, or no Policy: its
/// `min_group` (ten) with complements. Errors: USAGE for a name that is neither public, analyst or auditor nor one of
/// the Policy's.
[[nodiscard]] Result<DisclosureRule> disclosure_rule(const Policy* policy, std::string_view audience);

/// Leaves out what either does.
[[nodiscard]] DisclosureRule stricter(const DisclosureRule& a, const DisclosureRule& b);

/// A cell of a table of counts by as many dimensions as its key has.
struct DisclosedCell {
  std::vector<std::string> key;
  std::int64_t count = 0;    // of persons, or of what happened to them
  std::int64_t persons = 0;  // behind it, by whom it is told how small the cell is
  bool is_hidden = false;
};

/// Hides small cells beside those that are hidden already, and complements (domain, 3.4), so that of whoever knows the
/// cells left, and of two cells or more that differ in one dimension their sum where that is no small cell itself,
///   - nobody can work out a hidden cell: it does not follow from those equations;
///   - the hidden cells of such a sum are `minimum` persons or more together, where nobody is in two of them.
/// This holds as long as anything is shown. A cell that is alone in its row is that row's total: whoever asks for the
/// totals alone, in a question of its own, may learn a complement from it. Errors: USAGE if there are so many small
/// cells that a table of fewer dimensions is wanted.
[[nodiscard]] Result<void> hide_small_cells(std::vector<DisclosedCell>& cells, const DisclosureRule& rule);

/// Hides cells that differ by a small number from the same table of another day, which is out already: whoever has both
/// learns of the few who came or went between the two days. Before hide_small_cells. What one table lacks counts as 0.
void hide_small_differences(std::vector<DisclosedCell>& cells, const std::vector<DisclosedCell>& published,
                            const DisclosureRule& rule);

}  // namespace rireki
