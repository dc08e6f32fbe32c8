// The value under "head" in the default column family, written with each commit: how long the Log is, and the right
// edge of its Merkle tree.
//
//   offset  size  value (integers little-endian)
//   0       1     head format, 1
//   1       7     zero
//   8       8     number of records n
//   16      8     number of records before the last commit
//   24      32    Merkle root before the last commit
//   56      32·k  roots of the complete subtrees, largest first; k is the number of bits set in n
//   …       4     CRC-32C of everything before
#pragma once

#include <string>
#include <string_view>

#include "engine/proof/frontier.h"
#include "events/types/error.h"

namespace rireki {

struct LogHead {
  Frontier frontier;
  TreeHead previous;  // before the last commit: what the guard still says if the program died right after it
};

[[nodiscard]] std::string encode_log_head(const LogHead& head);

/// Errors: INTEGRITY_ERROR.
[[nodiscard]] Result<LogHead> decode_log_head(std::string_view bytes);

}  // namespace rireki
