// One person of the benchmarks' staff: what happens to them, four months at a time.
#pragma once

#include <cstdint>
#include <string>

#include "events/types/event.h"

namespace rireki {

/// Four months: they begin on 1 April, 1 August and 1 December.
inline constexpr int kRounds = 60;
[[nodiscard]] Day round_start(int round);

class WorkingLife {
 public:
  explicit WorkingLife(int person);

  /// What happens in a round, effective in it; false if nothing does. `day` is the person's in that round.
  [[nodiscard]] bool next(int round, Day day, Event& event);

  /// The registration that comes before `next` in the first round.
  [[nodiscard]] bool registers(int round) const { return round == begin_; }
  void registration(Day day, Event& event);

  /// Whether a month's attendance is recorded in a round.
  [[nodiscard]] bool attends(int round) const { return round > begin_ && round < end_; }
  void attendance(Month month, Event& event);

  /// Whether the event of a round is corrected or voided afterwards, and that Record.
  [[nodiscard]] bool is_corrected(int round, const Event& event) const;
  void correction(const Event& of, Event& event);

 private:
  [[nodiscard]] std::uint64_t chance(int round, int salt) const;
  [[nodiscard]] EventVariant happening(int round, Day day);
  [[nodiscard]] EventVariant ordinary(int round, Day day);
  [[nodiscard]] EventVariant late(int round) const;
  [[nodiscard]] EventVariant hire();
  void begin_event(Event& event, Day effective, EventVariant data);

  std::int32_t person_ = 0;
  std::uint16_t events_ = 0;
  std::uint16_t unit_ = 0;
  std::uint16_t step_ = 1;
  std::uint8_t begin_ = 0;  // round of the hire
  std::uint8_t end_ = 0;    // round of the separation or lapse; kRounds: neither
  std::uint8_t rank_ = 0;
  std::uint8_t pattern_ = 0;
  bool has_term_ = false;
  bool is_absent_ = false;
  bool is_seconded_ = false;
  bool is_assigned_ = false;
};

}  // namespace rireki
