// A career, event by event: the valid events of a person's timeline with the state right after each.
#pragma once

#include <functional>
#include <vector>

#include "projections/person_row.h"

namespace rireki {

struct HistoryRow {
  const Entry& entry;             // corrected
  const Record& record;           // as first recorded
  const EventData& data;          // the data that hold
  std::vector<Seq> corrected_by;  // corrections not voided; the holding one last
  Seq voided_by;                  // 0: valid
  const PersonRow* state;         // right after the event, on its own date; null if voided
  std::uint8_t erased = 0;        // bit i: fields of PersonalCategory i were erased
  std::uint8_t unread = 0;        // the same, of those that `data` does not even have any more
};

/// Visits the valid events with effective <= as_of (endings on as_of included) in fold order; `with_void` also voided
/// ones. Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<void> history(const Knowledge& knowledge, std::string_view person, Day as_of, bool with_void,
                                   const std::function<void(const HistoryRow&)>& visit);

/// The row as JSON (contract, section 7). Fields of the categories in `withheld` (bit i: PersonalCategory i) read
/// "withheld".
[[nodiscard]] std::string to_json(const HistoryRow& row, std::uint8_t withheld = 0);

}  // namespace rireki
