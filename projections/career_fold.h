// One person's fold that shows on its way what can be counted: events and lapses of terms, with the states they count
// by.
#pragma once

#include <optional>

#include "events/lifecycle/person_fold.h"
#include "events/types/catalog.h"

namespace rireki {

/// A countable moment of a career. The state is that of the last day for a separation or a lapse, else the one right
/// after the event; it is valid while the moment is shown.
struct Moment {
  EventType type{};              // Separated for a lapse too
  const Entry* entry = nullptr;  // null: a lapse of a term
  Day day;
  const State& state;
};

class CareerFold {
 public:
  /// `world` must outlive the fold.
  CareerFold(const World& world, std::string_view person) : fold_(world, person) {}

  /// Applies the next entry in fold order; calls show(Moment) for a lapse before it, then for itself.
  template <class Show>
  void step(const Entry& e, const Show& show) {
    if (const auto last = fold_.lapse_before(e)) {
      show_lapse(*last, show);
      fold_.advance_to(e.effective);
    }
    if (takes_effect_next_day(e.type) && last_day_ != e.effective) {
      last_day_ = e.effective;
      on_last_day_ = fold_.state();
    }
    if (fold_.step(e)) return;
    show(Moment{e.type, &e, e.effective, e.type == EventType::Separated ? on_last_day_ : fold_.state()});
  }

  /// The state at the end of the day, by way of the lapse of a term that is over then.
  template <class Show>
  const State& state_at_end_of(Day day, const Show& show) {
    const auto& job = fold_.state().employment;
    if (fold_.state().employed && job->term_end && *job->term_end < day) {
      show_lapse(*job->term_end, show);
      fold_.advance_to(day);
    }
    return fold_.state();
  }

  /// Shows the lapse that comes if nothing follows; the fold may still go on with something that does.
  template <class Show>
  void show_coming_lapse(const Show& show) const {
    if (fold_.state().employed && fold_.state().employment->term_end) {
      show_lapse(*fold_.state().employment->term_end, show);
    }
  }

  [[nodiscard]] const PersonFold& fold() const { return fold_; }
  [[nodiscard]] const State& state() const { return fold_.state(); }

 private:
  template <class Show>
  void show_lapse(Day last, const Show& show) const {
    show(Moment{EventType::Separated, nullptr, last, last_day_ == last ? on_last_day_ : fold_.state()});
  }

  PersonFold fold_;
  std::optional<Day> last_day_;  // the latest day that has endings: they take effect on the next
  State on_last_day_;            // before those
};

}  // namespace rireki
