// The parts of a Record (record_codec.h says how they lie): an Event's fields by personal category, to bytes and back,
// through the seal and through the upcasters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/types/record_codec.h"

namespace rireki {

class CompactReader;

/// What is needed beside the bytes.
struct PartReading {
  const std::vector<Upcaster>& upcasters;
  CompactReader& archive;
  PersonalSeal* seal = nullptr;
  bool transfers = false;  // sealed parts are kept, and those that do not open are unread
};

/// What the seal says against a part.
struct SealError {
  Error error;
};

/// Appends the parts of the event's data, sealed where they have to be.
void put_parts(const Event& event, PersonalSeal* seal, std::string& out);

/// Reads all parts, which fill `bytes`, into the event's data, which are of its type; whatever they held is replaced.
/// Says what is `sealed` and `unread`. The event's id and subject must be there. Throws ArchiveError, SealError.
void take_parts(std::string_view bytes, std::uint16_t schema_version, const PartReading& reading, Event& event);

}  // namespace rireki
