// What is fixed for each event type: its name, Japanese name, kind of subject and phase inside a day.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/types/event.h"

namespace rireki {

enum class SubjectKind : std::uint8_t { person, unit, organisation, of_target };

struct TypeTraits {
  std::string_view name;
  std::string_view name_ja;
  SubjectKind subject;
  std::uint8_t phase;           // order inside one day (contract, section 2); 0: the target's, of a correction or void
  std::uint8_t schema_version;  // what this program writes
};

[[nodiscard]] const TypeTraits& traits_of(EventType type) noexcept;
[[nodiscard]] std::string_view to_text(EventType type) noexcept;
[[nodiscard]] std::optional<EventType> event_type(std::string_view name) noexcept;

/// Phases 90 and 95 name the last day: they take effect when that day is over.
inline constexpr std::uint8_t kEndingPhase = 90;
[[nodiscard]] inline bool takes_effect_next_day(EventType type) noexcept {
  return traits_of(type).phase >= kEndingPhase;
}

/// The data of a type with every field at its default, for decoders to fill.
[[nodiscard]] EventData empty_data(EventType type);

/// The phase for order in a Timeline of a type's event (corrections and voids have none of their own).
[[nodiscard]] inline std::uint8_t phase_of(EventType type) noexcept { return traits_of(type).phase; }

/// Whether an event may put its person into a unit.
[[nodiscard]] bool places_in_unit(EventType type) noexcept;

/// Whether an event usually comes with an appointment order (辞令).
[[nodiscard]] bool comes_with_an_order(EventType type) noexcept;

/// The type that somebody means who writes this: its name with a few letters amiss, a part of it, or its Japanese name
/// (採用 is Hired). None if nothing is near.
[[nodiscard]] std::optional<EventType> type_meant_by(std::string_view name);

/// What a message about a type that there is not says behind it: what is meant, if that can be told, and where the
/// types are listed.
[[nodiscard]] std::string hint_of_types(std::string_view name);

}  // namespace rireki
