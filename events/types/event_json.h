// Events to and from JSON (contract, sections 3 and 4). Reading is strict: the first thing that does not fit is
// refused, in the order "keys of section 3, fields of the type, unknown keys".
#pragma once

#include <string>
#include <string_view>

#include "events/types/event.h"
#include "events/types/json_reader.h"

namespace rireki {

struct ReadOptions {
  // A trusted import: `recorded` must be there and is taken over, and a text that is needed may be blank, as logs have
  // it that were written before that was refused. Else `recorded` is ignored.
  bool needs_recorded = false;
};

/// Reads events from JSON text. Keeps buffers between calls; one thread at a time.
class EventReader {
 public:
  /// One event, in the form of section 3 or as a CloudEvent 1.0 (recognised by `specversion`, whose extension
  /// attributes carry the envelope in lower case: `effective`, `line`, `recordedtime`, `actor`, `approvedby`,
  /// `orderref`, `note`). Errors: ENCODING_ERROR, INVALID_JSON, UNKNOWN_TYPE, UNKNOWN_FIELD, MISSING_FIELD,
  /// INVALID_FIELD, INVALID_DATE.
  [[nodiscard]] Result<Event> read(std::string_view json, ReadOptions options = {});

  /// The same into a fresh `event`, which is worth nothing after an error.
  [[nodiscard]] Result<void> read(std::string_view json, ReadOptions options, Event& event);

  /// The `data` object of a type, as it stands inside a correction; `is_trusted`: in a trusted import. Errors: as
  /// `read`.
  [[nodiscard]] Result<EventData> read_data(EventType type, std::string_view json, bool is_trusted = false);

 private:
  JsonReader reader_;
};

/// A Record as section 3 shows it, without a line end: keys in the contract's order, `recorded` and `seq` always there,
/// `version` where it is not 0. Fields of the categories in `erased` (bit i: PersonalCategory i) read "erased", also
/// inside a correction; so do all fields of the categories that are unread.
[[nodiscard]] std::string to_json(const Record& record, Version version = {}, std::uint8_t erased = 0);

/// An Event that has no place in the Log: the same without `seq`, `version` and, where absent, `id` and `recorded`.
[[nodiscard]] std::string to_json(const Event& event);

/// The `data` object alone; `erased` and `unread` as above. Fields of the categories in `withheld` read "withheld".
[[nodiscard]] std::string to_json(const EventData& data, std::uint8_t erased = 0, std::uint8_t unread = 0,
                                  std::uint8_t withheld = 0);

}  // namespace rireki
