// The fold of one person's Timeline, entry by entry, and the rules that each entry must meet (contract, sections 5, 6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/lifecycle/policy_book.h"
#include "events/lifecycle/state.h"
#include "events/lifecycle/timeline.h"
#include "events/lifecycle/units.h"

namespace rireki {

/// What a person's rules look up, at the same known-at as the Timeline.
struct World {
  const PolicyBook& policies;
  const Units& units;
};

/// An entry that does not fit the state before it: the code, and a sentence that says why.
struct Misfit {
  const Entry* entry = nullptr;
  Code code{};
  std::string message;
};

/// A person left behind in a unit at the end of the day after the unit's last one.
struct LeftBehind {
  std::string_view unit;
  Day day;
};

/// Folds entries given in order. Lapses of terms happen by themselves, before the first entry that follows them.
class PersonFold {
 public:
  PersonFold(const World& world, std::string_view person) : world_(world), person_(person) {}

  /// Applies one entry if it fits; otherwise the state stays and the reason is returned.
  std::optional<Misfit> step(const Entry& entry);

  /// Applies an entry that is known to fit, for it fitted before and nothing before it has changed.
  void replay(const Entry& entry);

  /// The last day of a term that would lapse before this entry: `step` begins with that lapse.
  [[nodiscard]] std::optional<Day> lapse_before(const Entry& entry) const;

  /// Lets a term lapse that ended before `day` (contract, section 5, step 5).
  void advance_to(Day day);

  /// Ends the fold: nobody may stay in a unit that is gone. Only for admission.
  void finish();

  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] const std::vector<LeftBehind>& left_behind() const { return left_behind_; }

 private:
  std::optional<Misfit> check(const Entry& entry) const;
  std::optional<Misfit> check_employment(const Entry& entry) const;
  std::optional<Misfit> check_policy(const Entry& entry) const;
  std::optional<Misfit> check_ladder(const Entry& entry, const Policy& policy) const;
  std::optional<Misfit> check_grade(const Entry& entry, const Policy& policy) const;
  std::optional<Misfit> check_unit(const Entry& entry) const;
  std::optional<Misfit> check_hire_term(const Entry& entry) const;
  std::optional<Misfit> check_renewal(const Entry& entry) const;
  std::optional<Misfit> check_open_items(const Entry& entry) const;
  std::optional<Misfit> check_absence(const Entry& entry) const;

  void apply(const Entry& entry);
  void apply_hire(const Entry& entry);
  void apply_rank_change(const Entry& entry);
  void apply_transfer(const Entry& entry);
  void move_to(std::string_view unit, Day day);
  void leave(Day last_day, std::string_view reason, bool derived, Seq seq);
  void note_stay(Day until);

  [[nodiscard]] Misfit misfit(const Entry& entry, Code code, std::string why) const;

  const World& world_;
  std::string_view person_;
  State state_;
  bool replaying_ = false;
  std::vector<LeftBehind> left_behind_;
};

/// The state at the end of day `as_of`: valid entries in effect then, and any lapse.
[[nodiscard]] State state_at(const Timeline& timeline, const World& world, std::string_view person, Day as_of);

/// "Promoted on 2023-04-01 (seq 12)", for messages.
[[nodiscard]] std::string describe(const Entry& entry);

/// "seq 7"
[[nodiscard]] std::string seq_text(Seq seq);

}  // namespace rireki
