// One Record as its subject's Timeline keeps it: the fields that State and rules need, and none of the personal ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/event.h"

namespace rireki {

inline constexpr std::uint8_t kNone = 0xFF;  // "not given" of an enumeration in an Entry

/// Views point into the bytes or the Event that the Entry was made from. A text that was not given has a null `data()`.
struct Entry {
  Seq seq;
  Seq data_seq;      // the Record whose data hold: `seq`, or after resolution that of the holding correction
  EventType type{};  // of a correction or void: EventCorrected, EventVoided
  EventType body{};  // the type whose fields stand below: `type`, or of a correction its target's
  std::uint16_t line = 0;
  Day effective;                 // of a correction: the replaced date if it gives one
  bool gives_effective = false;  // corrections only
  bool gives_line = false;       // corrections only
  Seq target;                    // corrections and voids

  std::uint8_t kind = kNone;    // the enumeration that names what kind of thing the event is about
  std::uint8_t detail = kNone;  // a second one: route, cause, selection, category
  std::uint8_t grade = 0;       // 0: not given
  std::uint16_t step = 0;       // 0: not given
  Day day;                      // term_end of hires and renewals; 0 unless has_day
  bool has_day = false;
  std::uint8_t personal = 0;  // bit i: the Record has fields of PersonalCategory i
  std::string_view unit;      // also: parent of a unit
  std::string_view post;      // also: name of a unit
  std::string_view rank;      // also: authority of a unit
  std::string_view family;
  std::string_view item;  // open item, host, course, reason, month, key of a tally, period
};

[[nodiscard]] inline bool given(std::string_view text) { return text.data() != nullptr; }

/// The entry of an admitted event. `target` is the seq of a correction's or void's target. Texts of the entry point
/// into `event`, but for keys made up here, which go to `scratch`.
[[nodiscard]] Entry make_entry(Seq seq, const Event& event, Seq target, std::string& scratch);

}  // namespace rireki
