// One value of the column family `log`: the records of one commit, or a part of it (cut at kGroupBytesMax).
//
//   key     8 bytes  first seq, big-endian
//   offset  size     value
//   0       1        group format, 1
//   1       3        zero
//   4       4        number of records
//   8       8        first seq
//   16      8        recorded of the first record, milliseconds since 1970, signed
//   24      4        length of the records in bytes
//   28      4        CRC-32C of bytes 0–27
//   32      …        records, one after the other (events/types/record_codec.h; each has its own checksum)
//
// Integers of the value are little-endian.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "events/calendar/instant.h"
#include "events/types/error.h"
#include "events/types/values.h"

namespace rireki {

inline constexpr std::size_t kGroupBytesMax = std::size_t{32} << 10;
inline constexpr std::size_t kGroupHeaderBytes = 32;

struct GroupHeader {
  Seq first;
  std::uint32_t count = 0;
  Instant recorded;

  [[nodiscard]] Seq last() const { return Seq{first.value + count - 1}; }
};

[[nodiscard]] std::string group_key(Seq first);
/// The first kGroupHeaderBytes of the value of a group whose records take `bytes`.
[[nodiscard]] std::string encode_group_header(const GroupHeader& header, std::size_t bytes);

/// Errors: INTEGRITY_ERROR if the header, its checksum, the length or the key does not fit.
[[nodiscard]] Result<GroupHeader> decode_group_header(std::string_view key, std::string_view value);

/// Visits the records of a group whose header decoded; false stops. Errors: INTEGRITY_ERROR if a record is cut off.
[[nodiscard]] Result<bool> each_record(const GroupHeader& header, std::string_view value,
                                       const std::function<bool(Seq, std::string_view)>& visit);

}  // namespace rireki
