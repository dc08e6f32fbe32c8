#include "projections/span_part.h"

#include <bit>

#include "events/lifecycle/packed_entry.h"
#include "projections/personal.h"

namespace rireki {

namespace {

std::uint16_t size_class(const Span& s) {
  const auto days = static_cast<std::uint32_t>(s.to.days - s.from.days);
  const auto valid = static_cast<std::uint32_t>(std::bit_width(days));
  const auto known = static_cast<std::uint32_t>(std::bit_width(s.known_to - s.known_from));
  return static_cast<std::uint16_t>((s.bounded ? 1U << SpanPart::kFormShift : 0U) | valid << 6U | known);
}

}  // namespace

void SpanPart::reserve(std::size_t events) {
  const std::size_t spans = events + events / 2;
  for (auto* column : {&columns.person, &columns.standing, &columns.tenure, &columns.known_from, &columns.known_to}) {
    column->reserve(spans);
  }
  columns.from.reserve(spans);
  columns.to.reserve(spans);
  columns.size_class.reserve(spans);
  happenings.reserve(events);
}

void SpanPart::add(std::string_view person, std::string_view bytes, Seq known) {
  const auto number = static_cast<std::uint32_t>(code_ends.size());
  codes += person;
  code_ends.push_back(static_cast<std::uint32_t>(codes.size()));
  unpack(bytes, known, entries_);
  note_entries(number, bytes);
  spans_.clear();
  fold.fold(person, entries_, known, spans_, happenings);
  for (const Span& s : spans_) {
    columns.person.push_back(number);
    columns.standing.push_back(s.state.standing);
    columns.tenure.push_back(s.state.tenure);
    columns.known_from.push_back(s.known_from);
    columns.known_to.push_back(s.known_to);
    columns.from.push_back(s.from);
    columns.to.push_back(s.to);
    columns.size_class.push_back(size_class(s));
  }
  happening_ends.push_back(static_cast<std::uint32_t>(happenings.size()));
  last_lookups.push_back(fold.last_lookup());
}

/// What is kept of each person besides spans and rows.
void SpanPart::note_entries(std::uint32_t person, std::string_view bytes) {
  bool may_be_erased = false;
  std::uint8_t has_attendances = 0;
  for (const Entry& e : entries_) {
    if (states_personal_fields(e.body)) statements.push_back({static_cast<std::uint32_t>(e.seq.value), person});
    if (e.body == EventType::AttendanceRecorded) has_attendances = 1;
    may_be_erased = may_be_erased || e.type == EventType::PersonalDataErased;
  }
  has_attendance.push_back(has_attendances);
  erased.push_back(may_be_erased ? erased_categories(bytes) : std::uint8_t{0});
}

}  // namespace rireki
