// What the last judgement of a person found at the end of the timeline: enough to admit an event that comes after all
// others and changes no state, and such are most.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "events/lifecycle/person_fold.h"
#include "events/lifecycle/timeline.h"
#include "events/types/event.h"

namespace rireki {

/// Holds as long as the timeline has one version.
class LastJudgement {
 public:
  /// Of a whole timeline and the state at its end, before any term lapses there.
  LastJudgement(const Timeline& timeline, Version version, const State& state);

  /// Whether the event, which asks for an employment and nothing else, may be admitted without folding the timeline of
  /// this version again.
  [[nodiscard]] bool admits(const Event& event, Version version) const;

  /// The event was admitted, and made this version of the timeline.
  void follow(const Event& event, Version version);

 private:
  Version version_;
  Day last_;  // nothing is effective later
  std::optional<Day> term_end_;
  std::string last_attendance_;  // the latest month, or empty
  bool is_employed_ = false;
  bool is_erased_ = false;  // in whichever category
};

/// By person. May be emptied at any time, and is when it has become large.
class LastJudgements {
 public:
  LastJudgements();
  ~LastJudgements();
  LastJudgements(const LastJudgements&) = delete;
  LastJudgements& operator=(const LastJudgements&) = delete;

  /// The one of the event's subject, if it admits the event; else null. Valid until the next `remember`.
  [[nodiscard]] LastJudgement* admitting(const Event& event, Version version);
  /// Brings near what `admitting` will be asked for.
  void foresee(const Event& event) const;
  void remember(const std::string& person, LastJudgement judgement);
  void forget(std::string_view person);

 private:
  struct Table;
  std::unique_ptr<Table> table_;
};

}  // namespace rireki
