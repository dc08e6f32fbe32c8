// The fields of an Event by personal category, to bytes and back, also from older schema versions. What is sealed is
// not known here (record_parts.h).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "events/types/compact_archive.h"
#include "events/types/record_codec.h"

namespace rireki {

/// Whether a type has fields of a part.
template <Described E>
constexpr bool has_part(Part part) {
  bool found = false;
  for_each_field<E>([&](const auto& f) { found = found || f.part == part; });
  return found;
}

/// Appends them.
template <Described E>
void save_part(CompactWriter& ar, const E& fields, Part part) {
  for_each_field<E>([&](const auto& f) {
    if (f.part == part) ar(fields.*(f.member));
  });
}

/// The parts of a record's data where they lie.
struct PartViews {
  EventType type{};
  std::uint16_t schema_version = 1;
  std::string_view bytes[kPartCount];
  std::uint8_t unread = 0;  // categories (bit_of) that were not opened
};

/// The parts of a correction. The clear one has its own fields, then type, schema version and clear part of the
/// replacement; the personal ones are the replacement's: they are forgotten together with the target's.
[[nodiscard]] EncodedParts encode_correction(const EventCorrected& fields);

/// Fills `data`, which is of that type; whatever it held is replaced. Throws ArchiveError.
void decode_parts(const PartViews& parts, const std::vector<Upcaster>& upcasters, CompactReader& archive,
                  EventData& data);

}  // namespace rireki
