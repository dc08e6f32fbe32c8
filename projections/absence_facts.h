// Why people were absent, and for which child: fields of Records that no stored view holds, some of them marked
// (contract, section 10). Of everybody in the spans they are kept in memory.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/event.h"
#include "projections/staff_source.h"

namespace rireki {

/// What one Record says of an absence or a child; nothing, if it is about something else.
struct AbsenceFact {
  std::optional<AbsenceCause> cause;     // of an AbsenceStarted that can be read
  std::optional<FamilyEventKind> child;  // of a FamilyEventRecorded that can be read
  std::string_view family_event;         // of either; empty: not given
  bool is_unread = false;                // its sensitive fields are erased
};

/// `data` of the Record, or what its correction replaces them by; the fact points into the Record.
[[nodiscard]] AbsenceFact absence_fact(const Record& record);

class AbsenceFacts {
 public:
  /// Reads each Record behind a row of the spans that states such a fact. Errors: INTEGRITY_ERROR.
  [[nodiscard]] static Result<AbsenceFacts> load(const Spans& spans, StaffSource& source);

  /// What the Record behind a row of these spans states; by the row's `data_seq`.
  [[nodiscard]] AbsenceFact of(Seq data_seq) const;

 private:
  struct Fact {
    std::uint32_t text_end = 0;  // of `family_events_`
    std::uint8_t cause = 0;      // one more than the code; 0: none
    std::uint8_t child = 0;
    bool is_unread = false;
  };
  std::vector<Seq> seqs_;  // ascending
  std::vector<Fact> facts_;
  std::string family_events_;
};

}  // namespace rireki
