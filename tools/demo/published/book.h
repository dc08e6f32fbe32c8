// How the published city's personnel office writes down what happened: by whom, under which order, and when.
//
// The books are opened in March 2007; whatever took effect by then is taken over at once, in the order it happened. An
// event about a person is recorded no earlier than the one before it, so that each fits what is known when it is
// recorded.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "tools/demo/outbox.h"
#include "tools/demo/published/career.h"

namespace rireki::demo::published {

inline constexpr Day kTakenOver = from_civil({2007, 3, 26});
/// Nothing is recorded later.
inline constexpr Day kLastRecorded = from_civil({2024, 5, 20});

class Book {
 public:
  Book(Random& random, const std::function<void(Event)>& emit);

  /// What the organisation decides first of all: recorded before anything about people.
  void found(std::string_view subject, Day effective, EventVariant data);

  /// An event that is not about a person.
  void add(std::string_view subject, Day effective, Day recorded, EventVariant data);

  struct Paper {
    Day effective;
    Day recorded;
    bool has_order = false;
    int line = 0;
    bool approved = false;
  };
  /// The next event about a person, in the order they are to be recorded.
  Ticket file(const Career& career, const Paper& paper, EventVariant data);
  /// A correction of an event about this person, with what was true all along.
  void correct(const Career& career, Ticket target, Day recorded, EventVariant truth,
               std::optional<Day> effective = {});
  void rescind(const Career& career, Ticket target, Day recorded, VoidCause cause);

  /// Everything, in the order in which it was recorded.
  void emit() { outbox_.release(Instant{INT64_MAX}); }

  [[nodiscard]] static std::string number_of(const Career& career);

 private:
  Event about(const Career& career, Day recorded, EventVariant data);

  Random& random_;
  Outbox outbox_;
  std::map<int, Instant> known_;  // by person's number: when the last event was recorded
  std::map<int, int> orders_;     // appointment orders of each fiscal year so far
  Instant taken_over_;            // when the last event was that was taken over
};

}  // namespace rireki::demo::published
