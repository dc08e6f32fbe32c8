// The columnar scan form of the Log: pages of 16,384 events as arrays (projections/event_page.h), with dictionaries, in
// a RocksDB of their own. Derived from the Log, behind it by less than a page once advanced; may be deleted at any
// time.
//
//   key                          value (integers little-endian)
//   "d" kind code (4, big-end.)  a word: of kind 0 a person, 1 a unit, 2 a rank; codes as in the pages
//   "p" first seq (8, big-end.)  a page:
//     0       8    first seq
//     8       4    number of events n
//     12      4    number of extras e
//     16      4·n  person
//     …       4·n  effective
//     …       2·n  unit
//     …       n    rank
//     …       n    type
//     …       24·e extras (struct PageExtra)
//   "m"                          last seq absorbed (8), CRC-32C of that Record (4), layout version (4)
//
// No personal field is in it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/log/rocks_log.h"
#include "projections/event_page.h"

namespace rireki {

inline constexpr std::size_t kPageEvents = 16'384;

enum class PageCompression : std::uint8_t { none, lz4 };

/// The seq of a Record by its event id, for the targets of corrections and voids.
using FindId = std::function<Result<std::optional<Seq>>(std::string_view id)>;

class EventColumns {
 public:
  /// The page lasts until the visit ends; false stops.
  using Visit = std::function<bool(const EventPage&)>;
  enum class Word : std::uint8_t { person, unit, rank };

  virtual ~EventColumns() = default;

  /// The last seq in the pages, a multiple of kPageEvents.
  [[nodiscard]] virtual Seq absorbed() const = 0;

  /// Adds the whole pages that `log` has beyond; each page comes with its words, atomically. Columns of another Log, or
  /// of another layout, begin anew. Errors: INTEGRITY_ERROR naming the seq; IO_ERROR.
  [[nodiscard]] virtual Result<void> advance(Log& log, const FindId& find_id) = 0;

  /// Visits the pages in seq order. Errors: INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<void> each_page(const Visit& visit) = 0;

  /// All words of a kind in the order of their codes. Errors: INTEGRITY_ERROR.
  [[nodiscard]] virtual Result<std::vector<std::string>> words(Word kind) = 0;

  /// Where the pages first differ from what `log` says, empty: nowhere. Errors: as `advance`.
  [[nodiscard]] virtual Result<std::string> difference(Log& log, const FindId& find_id) = 0;
};

/// Opens or makes the columns in `directory`; one process at a time. Errors: IO_ERROR.
[[nodiscard]] Result<std::unique_ptr<EventColumns>> open_event_columns(const std::string& directory,
                                                                       PageCompression compression);

}  // namespace rireki
