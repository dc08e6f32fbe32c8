// The file of the spans: the columns of projections/spans.h as they lie in memory, to be mapped. Derived from the Log;
// may be deleted at any time. All numbers little-endian.
//
//   header      magic "RKSPANS" and a zero byte, kSpanVersion (4), number of sections (4), absorbed seq (8),
//               CRC-32C of that record (4), CRC-32C of the header with this field zero and of the table (4)
//   table       of each section: offset from the beginning (8), bytes (8), CRC-32C (4), zero (4)
//   sections    in the order of `sections_of` (span_file.cc), each from a multiple of 8 on
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/views/sealed_views.h"
#include "projections/spans.h"

namespace rireki {

/// Raised whenever spans of the same Log come out different, or lie differently: the file is then made anew.
inline constexpr std::uint32_t kSpanVersion = 3;

class SpanFile {
 public:
  virtual ~SpanFile() = default;
  [[nodiscard]] virtual Absorbed absorbed() const = 0;
  /// Valid as long as the file is open.
  [[nodiscard]] virtual const Spans& spans() const = 0;
};

/// Where it lies beside the generations of the views.
[[nodiscard]] inline std::string spans_path(const std::string& views) { return views + "/spans"; }

/// Maps the file; null if there is none, or it is torn, damaged, of another version: it is as good as none.
[[nodiscard]] std::unique_ptr<SpanFile> open_span_file(const std::string& path);

/// Replaces the file at once: written beside it, renamed. Not synced: what a power loss tears is found out when the
/// file is opened, and made anew. Errors: IO_ERROR.
[[nodiscard]] Result<void> write_span_file(const std::string& path, const Spans& spans, Absorbed absorbed);

}  // namespace rireki
