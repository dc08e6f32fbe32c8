// From a career to the events that record it.
#pragma once

#include "tools/demo/published/book.h"
#include "tools/demo/published/spells.h"
#include "tools/demo/published/units.h"

namespace rireki::demo::published {

/// An event about a person as the office has it before it, with what went wrong when it was written down.
struct Happening {
  Book::Paper paper;
  int order = 0;  // among those of one day
  EventVariant data;
  std::optional<EventVariant> truth = {};  // entered wrongly: corrected to this …
  std::optional<Day> true_effective = {};  // … and this date …
  bool is_rescinded = false;               // … or taken back
  int put_right_after = 0;                 // days
};
using Life = std::vector<Happening>;

inline constexpr int kOrderOfHire = 0;
inline constexpr int kOrderOfChange = 1;
inline constexpr int kOrderOfRest = 2;
inline constexpr int kOrderOfEnd = 3;

/// The day on which an order of 1 April is recorded.
[[nodiscard]] Day decided(Random& random, Day effective);

/// Hire, ranks, units, terms, and the end.
void live_at_work(Random& random, const Career& career, Life& life);

/// Training, appraisal, duties, discipline.
void live_beside_work(Random& random, const Career& career, Life& life);

/// Absences and secondments.
void live_away(Random& random, const Career& career, const Aways& aways, Life& life);

/// The career that the documentation tells.
void live_as_told(const Career& career, Life& life);

/// Writes it all down.
void record(Book& book, const Career& career, Life life);

}  // namespace rireki::demo::published
