#include "projections/span_part.h"

#include "projections/personal.h"

namespace rireki {

void SpanPart::reserve(std::size_t events) {
  spans.reserve(events + events / 2);
  persons.reserve(events + events / 2);
  happenings.reserve(events);
}

void SpanPart::add(std::string_view person, std::string_view bytes, Seq known) {
  const auto number = static_cast<std::uint32_t>(code_ends.size());
  codes += person;
  code_ends.push_back(static_cast<std::uint32_t>(codes.size()));
  fold.fold(person, bytes, known, spans, happenings);
  happening_ends.push_back(static_cast<std::uint32_t>(happenings.size()));
  persons.resize(spans.size(), number);
  last_lookups.push_back(fold.last_lookup());
  unpack(bytes, known, entries_);
  bool may_be_erased = false;
  std::uint8_t has_attendances = 0;
  for (const Entry& e : entries_) {
    if (states_personal_fields(e.body)) statements.push_back({static_cast<std::uint32_t>(e.seq.value), number});
    if (e.body == EventType::AttendanceRecorded) has_attendances = 1;
    may_be_erased = may_be_erased || e.type == EventType::PersonalDataErased;
  }
  has_attendance.push_back(has_attendances);
  erased.push_back(may_be_erased ? erased_categories(bytes) : std::uint8_t{0});
}

}  // namespace rireki
