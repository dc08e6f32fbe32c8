// Everybody's careers, one after the other: taken from the rows of the spans where these say all, else folded.
#pragma once

#include <string>
#include <vector>

#include "projections/absence_facts.h"
#include "projections/happenings.h"

namespace rireki {

/// The person whose career goes by; what it says of a moment is computed on demand.
class Subject {
 public:
  virtual ~Subject() = default;
  /// Rows stay valid until the next one is asked for.
  [[nodiscard]] virtual Result<const PersonRow*> on(Day day, const State& state, const World& world) = 0;
  [[nodiscard]] virtual Result<const PersonRow*> after(const Happening& happening, const World& world) = 0;
  /// What the Record behind one of the person's happenings states of an absence or a child.
  [[nodiscard]] virtual Result<AbsenceFact> fact_of(const Happening& happening) = 0;
  /// The data that hold of one of the person's happenings, read from the Log.
  [[nodiscard]] virtual Result<EventData> data_of(const Happening& happening) = 0;
  /// The date that holds of the person's Record with this seq. Only where the question asks for Records.
  [[nodiscard]] virtual Day effective_of(Seq seq) const = 0;
  /// Whether fields of this category of the person were erased, or a fact asked for could not be read.
  [[nodiscard]] virtual bool is_erased(PersonalCategory category) const = 0;

  /// Says that the question looks at such fields of the person, now or at another moment.
  void look_at(PersonalCategory category) { looked_at_ |= bit_of(category); }
  /// Whether any of what was looked at is erased.
  [[nodiscard]] bool is_unknown() const;

 protected:
  /// Before the next person.
  void look_at_nothing() { looked_at_ = 0; }

 private:
  std::uint8_t looked_at_ = 0;  // bit i: PersonalCategory i
};

/// Sees everybody's careers. States are shown of those employed.
class CareerAudience : public CareerVisitor {
 public:
  /// Between the two, what is shown is about this person. Nothing is said of persons of whom there is nothing to show.
  virtual void begin(Subject& person) = 0;
  virtual void end() = 0;
  /// Whether it wants to see more: not after a failure.
  [[nodiscard]] virtual bool goes_on() const = 0;
};

struct CareerQuestion {
  std::span<const Day> days;   // ascending: at whose ends to show States
  bool asks_erasable = false;  // for sex, age or sensitive fields
  bool asks_records = false;   // for the seqs in States
};

struct CareersSeen {
  Day first_hire = kForever;  // of anybody, whether shown or not
  /// Persons of whom something was erased that the audience has looked at (Subject::look_at), in no order.
  std::vector<std::string> erased;
};

/// Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<CareersSeen> see_careers(const Knowledge& knowledge, const CareerQuestion& question,
                                              CareerAudience& audience);

}  // namespace rireki
