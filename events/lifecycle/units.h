// The organisation's units at one known-at: when each is active, its parent, name and authority on any day.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/lifecycle/timeline.h"
#include "events/types/text_hash.h"

namespace rireki {

/// What holds for a unit from a day on, until the next span of the unit.
struct UnitSpan {
  Day from;
  bool active = false;
  std::string name;
  std::string parent;     // empty: none
  std::string authority;  // its own; empty: its parent's
};

class Units {
 public:
  using Spans = std::vector<UnitSpan>;

  Units() = default;
  Units(const Units& other);
  Units(Units&&) = default;
  Units& operator=(Units other) noexcept;
  ~Units() = default;

  /// Replaces what is known of a unit and returns what was known before; empty: nothing.
  Spans replace(std::string_view unit, Spans spans);

  /// The span in effect at the end of a day, or null before the first. Stays valid until the unit is replaced.
  [[nodiscard]] const UnitSpan* at(std::string_view unit, Day day) const;

  [[nodiscard]] bool is_active(std::string_view unit, Day day) const;

  /// The first day >= `from` at whose end the unit is not active.
  [[nodiscard]] std::optional<Day> vacant_from(std::string_view unit, Day from) const;

  /// The authority on a day: the unit's own, else its parent's, and so on; empty: none.
  [[nodiscard]] std::string_view authority(std::string_view unit, Day day) const;

  /// Whether `unit` is `root` or lies under it on that day.
  [[nodiscard]] bool is_within(std::string_view unit, std::string_view root, Day day) const;

  /// A chain of parents that comes back to where it began.
  struct Cycle {
    Day from;
    std::vector<std::string> units;  // the one that was asked for, its parent, and so on
  };
  /// The cycles that `unit` is part of, at the end of each day on which it or a unit above it changes.
  [[nodiscard]] std::vector<Cycle> cycles_through(std::string_view unit) const;

  [[nodiscard]] const std::map<std::string, Spans, std::less<>>& all() const { return units_; }

 private:
  [[nodiscard]] const Spans* find(std::string_view unit) const;
  [[nodiscard]] std::set<Day> days_of_chains(std::string_view unit) const;

  std::map<std::string, Spans, std::less<>> units_;
  std::unordered_map<std::string, const Spans*, TextHash, std::equal_to<>> index_;  // into units_, whose nodes stay put
};

/// The span in effect at the end of a day, or null before the first.
[[nodiscard]] const UnitSpan* span_at(const Units::Spans& spans, Day day);

/// Folds a unit's Timeline into its spans; entries that do not fit are left out (rules: unit_rules.h).
[[nodiscard]] Units::Spans fold_unit(const Timeline& timeline);

}  // namespace rireki
