// What happened in one person's career that can be counted: events, lapses of terms, absence spells.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "projections/filter.h"
#include "projections/happening_rows.h"

namespace rireki {

/// One countable event with the state by which it counts: of a separation or lapse that of its last day, of any other
/// the state right after it.
struct Happening {
  EventType type{};  // Separated for a lapse too
  Seq seq;           // of a lapse that of the Record that set the term
  Seq data_seq;      // the Record whose data hold; 0: a lapse of a term
  CountedEvent event;
  std::string_view item;         // as the Entry has it
  const State* state = nullptr;  // valid while the happening is shown

  [[nodiscard]] bool is_lapse() const { return data_seq.value == 0; }
};

/// What an event of this type, with the `kind` and `item` of its Entry, adds to its person's row.
[[nodiscard]] CountedEvent counted_event(EventType type, std::uint8_t kind, std::string_view item, Day day);

/// What a row says; its state is still to be decoded.
[[nodiscard]] Happening happening_of(const HappeningRow& row, const StateTable& states);

/// A maximal run of absent days with no day of presence between; days off count as absent.
struct Spell {
  Happening start;          // its first AbsenceStarted; its state is the one beside
  State state;              // right after that
  std::optional<Day> last;  // absent; none: still open
  Day latest;               // the first day of its latest absence

  /// The last day of which it is known that it lasts, if `now` is the last one that anybody can know.
  [[nodiscard]] Day known_to_last_until(Day now) const { return last.value_or(std::max(now, latest)); }
};

/// Puts spells together from happenings shown in order.
class SpellFold {
 public:
  explicit SpellFold(const PolicyBook& policies) : policies_(policies) {}

  void see(const Happening& happening);
  /// As `see`, of what may lie behind the day `now`: absences and returns that are recorded ahead count, but a leaving
  /// does not end one there, for nobody knows yet whether the person will be absent until then. Nothing counts after
  /// it.
  void see_ahead(const Happening& happening, Day now);
  void clear();
  [[nodiscard]] const std::vector<Spell>& spells() const { return spells_; }

 private:
  const PolicyBook& policies_;  // for their days off
  std::vector<Spell> spells_;
  bool is_open_ = false;
  bool leaves_ahead_ = false;
};

/// Sees a career go by.
class CareerVisitor {
 public:
  virtual ~CareerVisitor() = default;
  /// Whether it is to be shown what happened of this type.
  [[nodiscard]] virtual bool wants(EventType) const { return true; }
  virtual void happened(const Happening& happening) = 0;
  /// The state at the end of one of the days asked for.
  virtual void at_end_of(Day, const State&) {}
};

/// One fold over the whole timeline: what happened, and the states at the end of `days` (ascending), each after what
/// took effect by then. Endings on such a day, and a lapse on it, may be shown before or after its state.
void walk_career(const Timeline& timeline, const World& world, std::string_view person, std::span<const Day> days,
                 CareerVisitor& visitor);

}  // namespace rireki
