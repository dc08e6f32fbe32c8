// What the domain asks of whoever keeps the Records: packed timelines by subject, ids, and Records by seq. The engine
// implements it; tests use one in memory.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "events/types/catalog.h"
#include "events/types/event.h"

namespace rireki {

/// The entries of one subject, packed one after the other (packed_entry.h), and how many they are.
struct PackedTimeline {
  std::string_view bytes;
  Version version;
};

class TimelineSource {
 public:
  virtual ~TimelineSource() = default;

  /// A subject's entries; empty where there are none. The bytes stay valid until something is appended.
  [[nodiscard]] virtual Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) = 0;

  using Visit = std::function<void(std::string_view subject, const PackedTimeline& timeline)>;

  /// Visits all subjects of a kind, ascending by code in byte order.
  [[nodiscard]] virtual Result<void> each_timeline(SubjectKind kind, const Visit& visit) = 0;

  /// The Record with this seq. Errors: INTEGRITY_ERROR if it is not there or broken.
  [[nodiscard]] virtual Result<Record> record(Seq seq) = 0;

  /// Whether personal fields of these categories (bit_of) of a person can be kept, and read again. Errors:
  /// PERSON_ERASED if keys were destroyed by an erasure that these Records lack; INTEGRITY_ERROR if a key is missing.
  [[nodiscard]] virtual Result<void> can_keep(std::string_view person, std::uint8_t categories) {
    static_cast<void>(person), static_cast<void>(categories);
    return {};  // where nothing is sealed
  }

  /// The seq of the Record with this event id.
  [[nodiscard]] virtual Result<std::optional<Seq>> find_id(std::string_view id) = 0;
};

}  // namespace rireki
