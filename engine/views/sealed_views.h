// What is written of one generation of the views: stored timelines, event ids and the columns of all events, in a
// RocksDB of their own, with the seq that they have absorbed. Derived from the Log; may be deleted at any time.
//
//   column family `timeline`   subject kind (1 byte: p, u, o) + subject → number of entries (4 bytes, little-endian)
//                              + packed entries (events/lifecycle/packed_entry.h)
//   column family `ids`        event id → seq, 8 bytes big-endian
//   column family `columns`    pages of events and their words (event_columns.h)
//   default                    "absorbed" → seq (8 bytes big-endian), CRC-32C of that record (4), kLayoutVersion (4)
//
// Changes arrive sorted and in bulk, as table files that RocksDB takes in whole: all of one sealing or nothing of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/log/rocks_log.h"
#include "engine/views/absorbed.h"
#include "engine/views/generations.h"
#include "engine/views/greatest_ids.h"
#include "engine/views/row_cursor.h"

namespace rireki {

enum class PageCompression : std::uint8_t { none, lz4 };  // of the columns

/// The seq in a row of `ids`; 0, which no Record has, if it is none.
[[nodiscard]] Seq seq_in(std::string_view value);

/// While one thread seals, another may look up timelines and ids: it finds them as before or as after.
class SealedViews {
 public:
  using Put = std::function<void(std::string_view key, std::string_view value)>;
  /// Puts its rows, ascending by key in byte order, each key once.
  using Rows = std::function<void(const Put& put)>;

  /// Ranges of rows that ascend from one to the next.
  struct Ranges {
    std::span<const Rows> timelines;
    std::span<const Rows> ids;
    std::span<const Rows> columns;
  };

  virtual ~SealedViews() = default;

  /// How far these views follow; seq 0 while they are empty.
  [[nodiscard]] virtual Absorbed absorbed() const = 0;

  /// Adds or replaces rows, and `absorbed`, atomically. Errors: IO_ERROR; INTEGRITY_ERROR.
  [[nodiscard]] Result<void> seal(Absorbed absorbed, const Rows& timelines, const Rows& ids, const Rows& columns) {
    return fill(absorbed, {{&timelines, 1}, {&ids, 1}, {&columns, 1}}, 1);
  }

  /// The same of many rows, written by `threads` threads.
  [[nodiscard]] virtual Result<void> fill(Absorbed absorbed, const Ranges& ranges, unsigned threads) = 0;

  /// Forgets everything: it belonged to another Log. Errors: IO_ERROR.
  [[nodiscard]] virtual Result<void> clear() = 0;

  /// The stored form of a timeline into `out`; false if there is none. Errors: IO_ERROR, INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<bool> timeline(std::string_view key, std::string& out) = 0;

  /// The same for several, by key: nothing where there is none. Costs less than one after the other. Errors: as
  /// `timeline`.
  [[nodiscard]] virtual Result<std::vector<std::optional<std::string>>> timelines(
      std::span<const std::string> keys) = 0;

  /// The timelines whose key starts with `prefix`: one kind of subject, or empty for all.
  [[nodiscard]] virtual std::unique_ptr<RowCursor> timelines(std::string prefix) = 0;

  /// The event ids with their seqs (`seq_in`).
  [[nodiscard]] virtual std::unique_ptr<RowCursor> ids() = 0;

  /// Errors: as `timeline`.
  [[nodiscard]] virtual Result<std::optional<Seq>> find_id(std::string_view id) = 0;

  /// Which of several ids are there, in their order. Costs less than one after the other. Errors: as `timeline`.
  [[nodiscard]] virtual Result<std::vector<bool>> have_ids(std::span<const std::string_view> ids) = 0;

  /// Of all ids. Errors: as `timeline`.
  [[nodiscard]] virtual Result<GreatestIds> greatest_ids() = 0;

  /// The rows of the columns whose key starts with `prefix`, from `from` on.
  [[nodiscard]] virtual std::unique_ptr<RowCursor> columns(std::string prefix, std::string_view from) = 0;

  /// One of them into `out`; false if there is none. Errors: as `timeline`.
  [[nodiscard]] virtual Result<bool> column(std::string_view key, std::string& out) = 0;
};

/// Opens the generation of `views` that is used (generations.h); mode write makes one if there is none, and removes
/// those that nobody uses. What has another layout or is broken is thrown away (mode write) or left unused (mode read):
/// such views are empty. Errors: IO_ERROR.
[[nodiscard]] Result<std::unique_ptr<SealedViews>> open_sealed_views(const std::string& views, OpenMode mode);

/// Makes empty views in `directory`, which nobody uses yet. Errors: IO_ERROR.
[[nodiscard]] Result<std::unique_ptr<SealedViews>> make_sealed_views(
    const std::string& directory, PageCompression compression = PageCompression::lz4);

/// Removes the generations that are not used, unless they are open for writing: then that process does it.
void remove_unused_generations(const std::string& views, const RebuildLock& held);

/// Views without anything, which take nothing: for a reader where none are stored.
[[nodiscard]] std::unique_ptr<SealedViews> no_sealed_views();

}  // namespace rireki
