// Everybody's spans in columns: which person was in which State at any (as-of, known-at), and what happened to whom,
// for questions about all at once. Pure columns, so that a file can hold them as they lie in memory
// (engine/views/span_file.h).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "projections/span_fold.h"

namespace rireki {

/// What a block of rows has in common. Rows lie in the order of (form, log2 of valid length, log2 of known length,
/// from), so that of most blocks the zone alone says that nothing in it holds at a (D, K).
struct SpanZone {
  Day from_min;
  Day to_max;
  std::uint32_t known_from_min = 0;
  std::uint32_t known_to_max = 0;
  std::uint32_t begin = 0;
  std::uint16_t count = 0;
  std::uint16_t bounded = 0;  // the form of all its rows: 0 or 1 (span_fold.h)

  [[nodiscard]] bool may_hold(Day as_of, std::uint32_t known) const {
    if (as_of < from_min || known < known_from_min) return false;
    const bool by_day = as_of < to_max;
    const bool by_seq = known < known_to_max;
    return bounded != 0 ? by_day && by_seq : by_day || by_seq;
  }
};

/// A Record that states personal fields of a person: where to read them, not what they are.
struct Statement {
  std::uint32_t seq = 0;
  std::uint32_t person = 0;
};

/// Persons are numbered ascending by code, from 0. Views; a row is an index into the columns of spans.
struct Spans {
  std::span<const std::uint32_t> person;
  std::span<const std::uint32_t> standing;
  std::span<const std::uint32_t> tenure;
  std::span<const Day> from;
  std::span<const Day> to;
  std::span<const std::uint32_t> known_from;
  std::span<const std::uint32_t> known_to;
  std::span<const SpanZone> zones;
  StateTable states;

  std::span<const std::uint32_t> code_ends;  // of persons
  std::string_view codes;
  std::span<const Day> last_lookups;      // of persons (span_fold.h)
  std::span<const std::uint8_t> erased;   // of persons: bit i is PersonalCategory i
  std::span<const Statement> statements;  // ascending by seq

  std::span<const std::uint8_t> has_attendance;   // of persons: 1 if monthly attendance was recorded, which has no rows
  std::span<const std::uint32_t> happening_ends;  // of persons: where their rows end
  std::span<const HappeningRow> happenings;       // those of a person that are known at any one seq are in fold order

  [[nodiscard]] std::size_t people() const { return code_ends.size(); }
  [[nodiscard]] std::string_view code(std::uint32_t number) const {
    const std::uint32_t begin = number == 0 ? 0 : code_ends[number - 1];
    return codes.substr(begin, code_ends[number] - begin);
  }

  [[nodiscard]] std::span<const HappeningRow> happenings_of(std::uint32_t number) const {
    const std::uint32_t begin = number == 0 ? 0 : happening_ends[number - 1];
    return happenings.subspan(begin, happening_ends[number] - begin);
  }

  /// The number of the first person whose code is not before this one.
  [[nodiscard]] std::uint32_t number_from(std::string_view wanted) const {
    std::uint32_t begin = 0;
    for (auto end = static_cast<std::uint32_t>(people()); begin < end;) {
      const std::uint32_t middle = begin + (end - begin) / 2;
      code(middle) < wanted ? begin = middle + 1 : end = middle;
    }
    return begin;
  }

  /// Calls visit(row) for the row of each person registered at the end of the day, in no order.
  template <class Visit>
  void each_at(Day as_of, Seq known, const Visit& visit) const {
    const auto seq = static_cast<std::uint32_t>(known.value);
    for (const SpanZone& zone : zones) {
      if (zone.may_hold(as_of, seq)) each_in(zone, as_of, seq, visit);
    }
  }

  static constexpr std::size_t kZoneRows = 1024;

 private:
  template <class Visit>
  void each_in(const SpanZone& zone, Day as_of, std::uint32_t known, const Visit& visit) const {
    std::uint32_t found[kZoneRows];
    std::size_t count = 0;
    for (std::uint32_t row = zone.begin; row < zone.begin + zone.count; ++row) {
      const bool by_day = as_of < to[row];
      const bool by_seq = known < known_to[row];
      const bool ends = zone.bounded != 0 ? by_day & by_seq : by_day | by_seq;
      found[count] = row;
      // Without branches: which rows hold cannot be foreseen.
      const unsigned begins =
          static_cast<unsigned>(as_of >= from[row]) & static_cast<unsigned>(known >= known_from[row]);
      count += begins & static_cast<unsigned>(ends);
    }
    for (std::size_t i = 0; i < count; ++i) visit(found[i]);
  }
};

}  // namespace rireki
