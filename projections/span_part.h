// Some people's spans on their way into the columns of all (span_builder.h).
#pragma once

#include <string>
#include <vector>

#include "projections/spans.h"

namespace rireki {

/// Persons are numbered from 0, as they come; codes of States are those of its own encoder.
struct SpanPart {
  explicit SpanPart(const WorldHistory& history) : fold(history, encoder) {}

  /// Room for what so many events usually make.
  void reserve(std::size_t events);

  void add(std::string_view person, std::string_view bytes, Seq known);

  /// Of each span, in columns, so that each can go as soon as it is in its place.
  struct Columns {
    std::vector<std::uint32_t> person, standing, tenure, known_from, known_to;
    std::vector<Day> from, to;
    std::vector<std::uint16_t> size_class;  // form, then log2 of both lengths
  };
  static constexpr unsigned kFormShift = 12;
  static constexpr std::uint32_t kSizeClasses = 1U << (kFormShift + 1);

  StateEncoder encoder;
  SpanFold fold;
  Columns columns;
  // Of each person:
  std::vector<std::uint32_t> code_ends;
  std::string codes;
  std::vector<Day> last_lookups;
  std::vector<std::uint8_t> erased;
  std::vector<std::uint8_t> has_attendance;
  std::vector<std::uint32_t> happening_ends;
  std::vector<HappeningRow> happenings;
  std::vector<Statement> statements;

 private:
  void note_entries(std::uint32_t person, std::string_view bytes);

  std::vector<Span> spans_;  // of the present person
  std::vector<Entry> entries_;
};

}  // namespace rireki
