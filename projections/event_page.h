// Consecutive events as columns: an array for each field that counting needs. No personal field is among them.
#pragma once

#include <cstdint>
#include <span>

#include "events/types/event.h"

namespace rireki {

/// What only few events have.
struct PageExtra {
  enum Flag : std::uint8_t {
    has_term = 1,         // `day` is the end of a term
    is_correction = 2,    // of the event `target`; the columns hold the replacement
    is_void = 4,          // of the event or correction `target`
    gives_effective = 8,  // corrections: else the original's holds
    gives_line = 16
  };

  std::uint64_t target = 0;  // a seq
  std::uint32_t index = 0;   // in the page
  std::int32_t day = 0;
  std::uint16_t line = 0;
  std::uint8_t flags = 0;
  std::uint8_t unused[5] = {};
};
static_assert(sizeof(PageExtra) == 24);

/// Numbers stand for texts of dictionaries that go with the pages: persons from 0; units and ranks from 1, 0 is "not
/// given".
struct EventPage {
  Seq first;
  std::span<const std::uint32_t> person;    // kNoPerson: of a unit or the organisation
  std::span<const std::int32_t> effective;  // days
  std::span<const std::uint16_t> unit;
  std::span<const std::uint8_t> rank;
  std::span<const std::uint8_t> type;  // an EventType; of a correction the one that it replaces
  std::span<const PageExtra> extras;   // ascending by index

  [[nodiscard]] std::size_t size() const { return type.size(); }
};

inline constexpr std::uint32_t kNoPerson = 0xFFFFFFFF;

}  // namespace rireki
