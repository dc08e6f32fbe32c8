// Children and childcare leaves of one person, as figures on leave count them (decisions/0009, 0034).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projections/careers.h"

namespace rireki {

/// Puts them together from happenings shown in order.
class ChildcareFold {
 public:
  /// Born or adopted; one that may not be known of is none.
  struct Child {
    std::string id;
    Seq seq;
    Day day;
  };
  /// A run of days of childcare leave; the absence may have been of another kind when it began.
  struct Leave {
    std::string child;  // that the absence names, or the latest one by the leave's first day; empty: there is none
    Seq seq;            // of the Record with which it began
    Day day;
    std::optional<Day> last;  // none: still open
    bool names_child = false;
  };
  enum class Found { nothing, child, leave };

  [[nodiscard]] static bool wants(EventType type);

  void clear();

  /// What is new with it, at the end of `children` or `leaves`. Errors: INTEGRITY_ERROR.
  [[nodiscard]] Result<Found> see(const Happening& happening, Subject& subject);

  [[nodiscard]] const std::vector<Child>& children() const { return children_; }
  [[nodiscard]] const std::vector<Leave>& leaves() const { return leaves_; }

 private:
  Result<Found> add_child(const Happening& h, Subject& subject);
  Result<Found> add_leave(const Happening& h, Subject& subject);
  void close(Day last);

  std::vector<Child> children_;
  std::vector<Leave> leaves_;
  bool is_open_ = false;  // the last leave
  Happening started_;     // the absence; its state is not valid any more
};

}  // namespace rireki
