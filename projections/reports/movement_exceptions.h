// What moved persons into or out of what a filter admits beside hires and separations: the Records behind the
// difference of movements.h.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "projections/filter.h"

namespace rireki {

struct MovementException {
  Seq seq;
  Day effective;  // as corrected
  std::string why;
};

/// Looks for them day by day: first among the person's own Records, of those that take effect on the day each one that
/// changes whether the filter admits; then, if none did and time did not either (an age, a length of service), in the
/// units above the person and the Policies. Where time alone did, the hire stands for it.
class MovementExceptions {
 public:
  /// Both must outlive it.
  MovementExceptions(const Knowledge& knowledge, Filter& filter);

  /// Once, before any person. Errors: INTEGRITY_ERROR.
  [[nodiscard]] Result<void> prepare();

  /// The next person. Errors: INTEGRITY_ERROR.
  [[nodiscard]] Result<void> load(const std::string& person);

  /// Of the person, after the end of `open` up to the end of `close`. Errors: those of the filter; INTEGRITY_ERROR.
  [[nodiscard]] Result<std::vector<MovementException>> between(Day open, Day close);

 private:
  using Found = std::vector<MovementException>;

  [[nodiscard]] std::set<Day> days_of_change(Day open, Day close) const;
  [[nodiscard]] Result<PersonRow> row(const State& state, Day day, Day personal_day);
  [[nodiscard]] Result<bool> admits(const State& state, Day day, Day personal_day);
  [[nodiscard]] Result<void> add_day(Day day, const State& before, const State& after, Found& found);
  [[nodiscard]] Result<bool> add_own(Day day, Found& found);
  [[nodiscard]] Result<bool> has_time_done_it(Day day, const State& before, const State& after);
  [[nodiscard]] Result<void> add_organisation(Day day, const State& state, Found& found);
  void add_hire(Day until, Found& found) const;

  const Knowledge& knowledge_;
  Filter& filter_;
  World world_;
  PersonalFields personal_;
  bool asks_erasable_;
  std::set<Day> organisation_days_;  // on which a unit or the Policy changed
  std::string person_;
  std::string_view bytes_;
  Timeline timeline_;
};

}  // namespace rireki
