// Copies of a Log's RocksDB in a directory of their own, which share the files that did not change.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "events/types/error.h"

namespace rocksdb {
class DB;
}

namespace rireki {

/// Adds a copy of the database as it is, while it is written, and reads all of it back against checksums. Returns the
/// copy's number. Errors: IO_ERROR; INTEGRITY_ERROR if the copy is not what was copied: it is removed.
[[nodiscard]] Result<std::uint32_t> add_rocks_backup(rocksdb::DB& db, const std::string& directory);

/// The whole ones, ascending. Errors: IO_ERROR.
[[nodiscard]] Result<std::vector<std::uint32_t>> rocks_backups(const std::string& directory);

/// Puts a copy into `target`, which is made. Errors: IO_ERROR; INTEGRITY_ERROR if a checksum is wrong.
[[nodiscard]] Result<void> restore_rocks_backup(const std::string& directory, std::uint32_t number,
                                                const std::string& target);

/// Removes a copy. Errors: IO_ERROR.
[[nodiscard]] Result<void> remove_rocks_backup(const std::string& directory, std::uint32_t number);

/// Keeps these copies and removes the others, whole or not. Errors: IO_ERROR.
[[nodiscard]] Result<void> keep_rocks_backups(const std::string& directory, std::span<const std::uint32_t> kept);

}  // namespace rireki
