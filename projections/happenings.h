// What happened in one person's career that can be counted: events, lapses of terms, absence spells.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "projections/filter.h"

namespace rireki {

/// One countable event with the state by which it counts: of a separation or lapse that of its last day, of any other
/// the state right after it.
struct Happening {
  EventType type{};  // Separated for a lapse too
  CountedEvent event;
  State state;
  const Entry* entry = nullptr;  // null: a lapse of a term
};

/// A maximal run of absent days with no day of presence between; days off count as absent.
struct Spell {
  CountedEvent event;       // of its first AbsenceStarted
  State state;              // right after that
  std::optional<Day> last;  // absent; none: open at the end of as_of
  const Entry* entry = nullptr;
};

/// Puts spells together from happenings shown in order.
class SpellFold {
 public:
  explicit SpellFold(const PolicyBook& policies) : policies_(policies) {}

  void see(const Happening& happening);
  void clear();
  [[nodiscard]] const std::vector<Spell>& spells() const { return spells_; }

 private:
  const PolicyBook& policies_;  // for their days off
  std::vector<Spell> spells_;
  bool is_open_ = false;
};

/// Sees a career go by.
class CareerVisitor {
 public:
  virtual ~CareerVisitor() = default;
  /// Whether it is to be shown what happened of this type.
  [[nodiscard]] virtual bool wants(EventType) const { return true; }
  virtual void happened(const Happening& happening) = 0;
  /// The state at the end of one of the days asked for.
  virtual void at_end_of(Day day, const State& state) = 0;
};

/// One fold over the whole timeline: what happened, and the states at the end of `days` (ascending), each after what
/// took effect by then. Endings on such a day, and a lapse on it, may be shown before or after its state.
void walk_career(const Timeline& timeline, const World& world, std::string_view person, std::span<const Day> days,
                 CareerVisitor& visitor);

/// Visits the events with effective <= as_of in order, lapses at their place; of those of `wants`, if it is given.
void each_happening(const Timeline& timeline, const Knowledge& knowledge, std::string_view person, Day as_of,
                    const std::function<void(const Happening&)>& visit,
                    const std::function<bool(EventType)>& wants = {});

[[nodiscard]] std::vector<Spell> spells(const Timeline& timeline, const Knowledge& knowledge, std::string_view person,
                                        Day as_of);

}  // namespace rireki
