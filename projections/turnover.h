// Who came, went and moved in each fiscal year, and who was there on its last day: counted from columns of events
// alone.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "events/calendar/fiscal_year.h"
#include "projections/event_page.h"

namespace rireki {

struct TurnoverYear {
  std::int64_t hires = 0;
  std::int64_t separations = 0;  // lapses among them
  std::int64_t promotions = 0;
  std::int64_t demotions = 0;
  std::int64_t transfers = 0;
  std::map<std::uint16_t, std::int64_t> headcount;  // on the last day, by unit
  friend bool operator==(const TurnoverYear&, const TurnoverYear&) = default;
};

/// A fold over all pages in seq order, as of a day and as known at the end of the pages. Corrections and voids are
/// applied, and each person's events are brought into their order, as a Timeline does it (contract, section 5); events
/// are taken as admitted. The fiscal year begins on the same day in all years.
class TurnoverFold {
 public:
  TurnoverFold(Day as_of, FiscalYearStart start) : as_of_(as_of), start_(start) {}

  void add(const EventPage& page);

  /// By fiscal year, those in which anything was counted; headcounts of years whose last day is not after as-of.
  [[nodiscard]] std::map<int, TurnoverYear> finish();

 private:
  /// An event that counts.
  struct Step {
    std::uint64_t seq = 0;
    std::uint32_t person = 0;
    std::int32_t effective = 0;
    std::int32_t term = 0;
    std::uint16_t line = 0;
    std::uint16_t unit = 0;
    std::uint8_t rank = 0;
    EventType type{};
    std::uint8_t phase = 0;
    bool has_term = false;
  };
  struct Amendment {
    std::uint64_t seq = 0;
    PageExtra extra;
    Step replacement;
  };
  struct Employment {
    bool is_employed = false;
    bool has_term = false;
    std::int32_t term = 0;
    std::int32_t since = 0;  // in this unit
    std::uint16_t unit = 0;
  };

  void amend();
  [[nodiscard]] Step* find(std::uint64_t seq);
  [[nodiscard]] std::vector<std::uint32_t> ends_by_person() const;
  void fold(std::vector<Step>& steps);
  void take(const Step& step, Employment& job);
  void move(const Step& step, Employment& job);
  void leave(std::int32_t last_day, Employment& job);
  void close_stay(std::int32_t last_day, const Employment& job);
  [[nodiscard]] int year_of(std::int32_t day) const { return fiscal_year_of(Day{day}, start_); }

  Day as_of_;
  FiscalYearStart start_;
  std::vector<Step> steps_;  // by seq
  std::vector<Amendment> amendments_;
  std::uint32_t persons_ = 0;
  std::map<int, TurnoverYear> years_;
};

}  // namespace rireki
