// One person's Timeline as spans: regions of (as-of, known-at) in which the State is the same; and as rows of what
// happened that can be counted.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "projections/happening_rows.h"
#include "projections/world_history.h"

namespace rireki {

/// Where D >= from and K >= known_from and (D < to or K < known_to); of a bounded span D < to and K < known_to. An
/// ordinary career is one span an event: what follows it ends it only for those who know.
struct Span {
  Day from;
  Day to;
  std::uint32_t known_from = 0;
  std::uint32_t known_to = 0;
  bool bounded = false;
  StateCodes state;
};

/// Whether an event of this type can change a State as the spans keep it. Four fifths of real events cannot.
[[nodiscard]] bool changes_state(EventType type);

/// Folds one person after the other. Says exactly what `state_at` says of every (D, K) with K <= the known-at that the
/// history was loaded for.
class SpanFold {
 public:
  SpanFold(const WorldHistory& history, StateEncoder& encoder)
      : history_(history), encoder_(encoder), ledger_(encoder) {}

  /// The spans of a person, appended to `out`: no two of them share a (D, K); and the rows of what happened, appended
  /// to `happenings`. `entries` are all that are known at `known`, by seq; those that change nothing are erased.
  void fold(std::string_view person, std::vector<Entry>& entries, Seq known, std::vector<Span>& out,
            std::vector<HappeningRow>& happenings);

  /// The last day that a rule looked up for the person folded last; a change of the World after it does not concern the
  /// person.
  [[nodiscard]] Day last_lookup() const { return last_lookup_; }

 private:
  /// What is known now of the days from..to.
  struct Stretch {
    Day from;
    Day to;
    std::uint32_t known_from = 0;
    std::uint32_t cut = 0;  // since when it ends at `to`: before, it was open
    StateCodes state;
  };
  struct Piece {
    Day from;
    StateCodes state;
  };

  void take(const Entry& entry);
  [[nodiscard]] bool goes_on(const Entry& entry) const;
  void go_on(const Entry& entry);
  void refold(std::uint32_t known);
  void refold_in(const World& world);
  void step(const Entry& entry);
  void add_piece(Day day);
  void add_lapse_before(Day day);
  void add_coming_lapse();
  [[nodiscard]] StateCodes codes_of(const Moment& moment);
  [[nodiscard]] StateCodes codes_now();
  void catch_up_with_world(Seq until);

  void change(std::size_t first, std::uint32_t known);
  bool carries_on(Stretch& stretch, const Piece& piece, Day to, std::uint32_t known) const;
  void close(const Stretch& stretch, std::uint32_t known);

  const WorldHistory& history_;
  StateEncoder& encoder_;
  HappeningLedger ledger_;
  std::string_view person_;
  Timeline timeline_;
  std::vector<const Entry*> order_;  // what is valid, in fold order, while a refold runs
  std::optional<World> world_;       // of `fold_`
  std::optional<CareerFold> fold_;
  std::optional<StateCodes> codes_;  // of the state of `fold_`, once they were asked for
  std::optional<Entry> last_;        // the last one in fold order
  bool is_settled_ = true;           // whether `fold_` may go on
  Seq next_change_;                  // of the World, for this person
  std::vector<Stretch> stretches_;
  std::vector<Piece> pieces_;
  std::vector<Stretch> kept_;
  std::vector<Span>* out_ = nullptr;
  Day last_lookup_;
};

}  // namespace rireki
