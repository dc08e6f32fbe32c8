// Which Records made a person or a number read otherwise between two states of knowledge: those after each of which it
// does.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "projections/filter.h"
#include "projections/numbers.h"

namespace rireki {

/// Two states of knowledge, the earlier one first.
struct TwoStates {
  const Knowledge& before;
  const Knowledge& after;
};

/// Looks only at what was recorded between the two. Errors of all: INTEGRITY_ERROR, and those of the question.
class Causes {
 public:
  explicit Causes(const TwoStates& states) : states_(states) {}

  /// Of a row of the roster: Records of the person, of units and of Policies.
  [[nodiscard]] Result<std::vector<Seq>> of_person(std::string_view who, Day as_of, const Filter& filter);

  /// Of a number that `query` asks for, `before` and `after` being what it was and is: of each person whose part in it
  /// is another one the Records that made it so, of each tally it or what corrects or voids it. Where more was recorded
  /// of those persons than anybody looks through (kLookedThrough), all of that. Where nothing else did, it is the
  /// newest Record, until whose day an open absence has lasted.
  [[nodiscard]] Result<std::vector<Seq>> of_number(const NumbersQuery& query, const Number& before,
                                                   const Number& after);

  static constexpr std::size_t kLookedThrough = 20'000;

 private:
  using Seqs = std::set<Seq>;
  using NewSeqs = std::map<std::string, std::vector<Seq>, std::less<>>;  // by person; recorded between the two

  /// From a seq on; the first one is the earlier state's.
  struct Ground {
    Seq since;
    std::shared_ptr<const Organisation> organisation;
  };

  Result<void> load_grounds();
  [[nodiscard]] std::size_t ground_at(Seq seq) const;
  [[nodiscard]] Knowledge knowledge(StaffSource& source, Seq seq, std::size_t ground) const;

  template <class Read>
  Result<void> walk(const std::vector<Seq>& own, const Read& read, Seqs& found);
  template <class Read, class Reading>
  Result<void> search(std::size_t low, const Reading& at_low, std::size_t high, const Reading& at_high, Seq known,
                      const Read& read, Seqs& found);

  [[nodiscard]] Result<Number> part(const std::vector<std::string>& persons, const NumbersQuery& query, Seq known,
                                    std::size_t ground);
  Result<void> add_by_evidence(const Number& before, const Number& after, NewSeqs& news, Seqs& found);
  Result<void> add_everybody(NewSeqs& news);
  Result<void> add_parts(const NumbersQuery& query, const NewSeqs& news, Seqs& found);
  Result<void> add_by_ground(const NumbersQuery& query, const Number& after, Seqs& found);

  const TwoStates& states_;
  ParsedPolicies parsed_;
  std::vector<Ground> grounds_;
};

}  // namespace rireki
