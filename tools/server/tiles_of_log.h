// Tiles of the tree and bundles of records as they are asked for (c2sp.org/tlog-tiles; engine/proof/tiles.h).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace rireki {

/// A tile's or bundle's place in its level: 256 hashes or records from 256 · `number` on, or the first `width` of them.
struct TileName {
  static constexpr int kEntries = -1;
  static constexpr int kLong = -2;  // the one record `number` (from 0), if it is too long for a bundle
  int level = 0;
  std::uint64_t number = 0;
  std::uint64_t width = 256;
};

/// "0/x001/234", "entries/000.p/17", "long/0"; none if it is no such name.
[[nodiscard]] std::optional<TileName> parse_tile_name(std::string_view path);

/// One thread.
class TilesOfLog {
 public:
  explicit TilesOfLog(Engine& engine) : engine_(engine) {}

  /// Its bytes; none if the Log is not that long. The first tile above level 0 reads the Log once. Errors: IO_ERROR,
  /// INTEGRITY_ERROR.
  [[nodiscard]] Result<std::optional<std::string>> tile(const TileName& name);

 private:
  [[nodiscard]] Result<void> read_held(Seq from, Seq to, const Log::Visit& visit);
  [[nodiscard]] Result<std::optional<std::string>> long_record(std::uint64_t number);
  [[nodiscard]] Result<std::string> entries(std::uint64_t first, std::uint64_t count);
  [[nodiscard]] Result<std::string> leaves(std::uint64_t first, std::uint64_t count);
  [[nodiscard]] Result<void> hash_up_to(std::uint64_t records);

  Engine& engine_;
  Hasher hasher_;
  std::vector<std::vector<Hash>> levels_;  // [0]: roots of 256 records each, [1]: of 256 of those, …
};

}  // namespace rireki
