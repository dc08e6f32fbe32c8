// Timelines, ids and the columns of all events as known now: what is sealed on disk (sealed_views.h), and in memory
// what the Log has beyond it. This is what lets one person be read without folding the Log. Everything here follows the
// Log and can be built again from it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "engine/log/log.h"
#include "engine/views/column_events.h"
#include "engine/views/sealed_views.h"
#include "events/lifecycle/timeline_source.h"

namespace rireki {

class TimelineStore {
 public:
  virtual ~TimelineStore() = default;

  /// Reads what the Log has beyond the sealed part into memory. Errors: INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<void> catch_up(Log& log) = 0;

  /// Takes one admitted record, the next in seq order. `packed` is its entry. Errors: INTEGRITY_ERROR if what is stored
  /// of the subject cannot be read; then the store lacks this record, and is to be used no more.
  [[nodiscard]] virtual Result<void> absorb(Seq seq, std::string_view id, SubjectKind kind, std::string_view subject,
                                            std::string_view packed) = 0;

  /// What an event that is about to be judged will ask for.
  struct Foreseen {
    SubjectKind kind{};
    std::string_view subject;
    std::string_view id;
  };

  /// Brings near, for several events at once, what judging them in this order would wait for one after the other: what
  /// is in memory and what is sealed. It changes no answer.
  virtual void foresee(std::span<const Foreseen> coming) = 0;

  /// How much memory may hold before it is sealed. What it holds, an opening reads again from the Log: a fraction of a
  /// second after `steady` work, a second or two amid `bulk` work, a few milliseconds after `closing`.
  enum class Sealing : std::uint8_t { steady, bulk, closing };

  [[nodiscard]] virtual bool holds_much(Sealing when) const = 0;

  /// Seals what is in memory if it is much, which must be durable in `log`. Not for a store opened for reading. Errors:
  /// IO_ERROR, INTEGRITY_ERROR; the Log is not touched by them.
  [[nodiscard]] virtual Result<void> seal(Log& log, Sealing when) = 0;

  /// As TimelineSource has them.
  [[nodiscard]] virtual Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) = 0;
  [[nodiscard]] virtual Result<void> each_timeline(SubjectKind kind, const TimelineSource::Visit& visit) = 0;
  [[nodiscard]] virtual Result<std::optional<Seq>> find_id(std::string_view id) = 0;

  /// Visits what was absorbed from this seq on, in seq order; false stops. Errors: INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<void> each_event(Seq from, const EventVisit& visit) = 0;

  /// All rows as a sealing of everything would have them (sealed_views.h).
  [[nodiscard]] virtual std::unique_ptr<RowCursor> timeline_rows() = 0;
  [[nodiscard]] virtual std::unique_ptr<RowCursor> id_rows() = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<RowCursor>> column_rows() = 0;
};

/// The store over its sealed part. What does not belong to `log` (one that is shorter, or different) is forgotten
/// (mode write) or left unused (mode read), to be built from the Log by `catch_up`. Errors: IO_ERROR.
[[nodiscard]] Result<std::unique_ptr<TimelineStore>> make_timeline_store(std::unique_ptr<SealedViews> sealed,
                                                                         OpenMode mode, Log& log);

}  // namespace rireki
