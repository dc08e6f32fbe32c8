// Stored timelines and ids: what lets one person be read without folding the Log. Derived from the Log, kept beside it,
// advanced behind it: everything here can be deleted and is built again at the next opening.
//
//   column family `timeline`   subject kind (1 byte: p, u, o) + subject → varint number of entries + packed entries
//   column family `ids`        event id → seq, 8 bytes big-endian
//   default                    "absorbed" → seq (8 bytes big-endian), CRC-32C of that record (4), kLayoutVersion (4)
//
// A batch of changes and the seq that they have absorbed are one atomic write. What is newer lives in memory.
#pragma once

#include <memory>
#include <string>

#include "engine/log/rocks_log.h"
#include "events/lifecycle/timeline_source.h"

namespace rireki {

class TimelineStore {
 public:
  virtual ~TimelineStore() = default;

  /// Reads what the Log has beyond the absorbed seq into memory. Errors: INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<void> catch_up(Log& log) = 0;

  /// Takes one admitted record, the next in seq order. `packed` is its entry.
  virtual void absorb(Seq seq, std::string_view id, SubjectKind kind, std::string_view subject,
                      std::string_view packed) = 0;

  /// Writes what is in memory once it is much, or always if `all`; only of records that are durable in the Log.
  /// `checksum` is that of the last of them. Not for a store opened for reading.
  [[nodiscard]] virtual Result<void> flush(std::uint32_t checksum, bool all) = 0;

  /// As TimelineSource has them.
  [[nodiscard]] virtual Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) = 0;
  [[nodiscard]] virtual Result<void> each_timeline(SubjectKind kind, const TimelineSource::Visit& visit) = 0;
  [[nodiscard]] virtual Result<std::optional<Seq>> find_id(std::string_view id) = 0;
};

/// Opens the store in `directory`, which is made if need be (in mode write). What does not belong to `log` (another
/// layout, or a log that is shorter or different) is thrown away (mode write) or left unused (mode read) and built from
/// the Log.
[[nodiscard]] Result<std::unique_ptr<TimelineStore>> open_timeline_store(const std::string& directory, OpenMode mode,
                                                                         Log& log);

}  // namespace rireki
