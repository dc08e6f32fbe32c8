// What the organisation tallied: exams, surveys, stress checks, attendance as a whole (contract, section 4).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "projections/knowledge.h"

namespace rireki {

/// A valid tally with the data that hold.
struct Tally {
  Seq seq;
  Day effective;
  EventData data;
};

using Tallies = std::vector<Tally>;

/// All tallies known, in the order of the organisation's Timeline. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<Tallies> load_tallies(const Knowledge& knowledge);

/// Conditions on a tally's own texts: `recruiter=city`, `category!=nurse,doctor`. Only `=` and `!=`.
class TallyFilter {
 public:
  /// A field may have several values: a unit is also within each unit above it.
  using Fields = std::multimap<std::string, std::string, std::less<>>;

  /// Errors: USAGE for a condition that cannot be read, or whose field is not among `known`.
  [[nodiscard]] Result<void> add(const std::vector<std::string>& where, const std::vector<std::string>& exclude,
                                 const std::vector<std::string_view>& known);

  /// The same, but leaves out what speaks of other fields: of a Population, what is said of persons.
  void add_known(const std::vector<std::string>& where, const std::vector<std::string>& exclude,
                 const std::vector<std::string_view>& known);

  [[nodiscard]] bool is_empty() const { return where_.empty() && exclude_.empty(); }

  /// What keeps a tally out, as written; empty: nothing.
  [[nodiscard]] std::vector<std::string> misses(const Fields& fields) const;

 private:
  struct Term {
    std::string field;
    bool equal = true;
    std::vector<std::string> values;
    std::string text;
    [[nodiscard]] bool holds(const Fields& fields) const;
  };
  static Result<Term> read_term(std::string_view text, const std::vector<std::string_view>& known);
  static Result<std::vector<Term>> read_terms(std::string_view conds, const std::vector<std::string_view>& known);

  std::vector<Term> where_;
  std::vector<std::vector<Term>> exclude_;
};

/// Whether a text is the wanted one; a wanted text that ends in `*` stands for all that begin so.
[[nodiscard]] bool is_wanted(std::string_view text, std::string_view wanted);

}  // namespace rireki
