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

  StateEncoder encoder;
  SpanFold fold;
  std::vector<Span> spans;
  std::vector<std::uint32_t> persons;  // whose each span is
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
  std::vector<Entry> entries_;
};

}  // namespace rireki
