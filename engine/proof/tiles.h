// The tree and its records as files that anybody can check (c2sp.org/tlog-tiles):
//
//   DIR/tile/L/N            256 hashes of 32 bytes: roots of the complete subtrees of 256^L records
//   DIR/tile/L/N.p/W        the same, W of them: the right edge
//   DIR/tile/entries/N      256 records, each after its length as 2 bytes, big-endian; N.p/W as above
//   DIR/tile/long/I         record number I (from 0), if it is longer than 65,535 bytes: its length there is 0
//
// N is written in groups of three digits, all but the last with an x before them: x001/x234/067.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/proof/hash.h"
#include "events/types/error.h"

namespace rireki {

/// "x001/x234/067" for 1234067.
[[nodiscard]] std::string tile_number(std::uint64_t number);

/// Writes the files of a whole tree. Full tiles that are there already are left alone: they never change.
class TileWriter {
 public:
  explicit TileWriter(std::string directory) : directory_(std::move(directory)) {}

  /// The next record, from the first on. Errors: IO_ERROR.
  [[nodiscard]] Result<void> add(std::string_view record);

  /// Writes what has no full tile. Errors: IO_ERROR.
  [[nodiscard]] Result<void> finish();

 private:
  /// The tile of one level that is being filled.
  struct Level {
    std::uint64_t number = 0;
    std::vector<Hash> hashes;
  };

  Result<void> add_hash(std::size_t level, const Hash& hash);
  Result<void> write(const std::string& name, std::size_t count, std::string_view content) const;

  std::string directory_;
  std::vector<Level> levels_;
  std::string entries_;
  std::uint64_t size_ = 0;
  Hasher hasher_;
};

}  // namespace rireki
