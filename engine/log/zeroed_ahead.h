// Zeros are written ahead of the end of each write-ahead log, a chunk at a time. A commit then overwrites bytes that
// the file has already, and its sync need not wait until the file system has noted a new length: half of a sync, on
// ext4. What is left of the zeros is cut off when the log is closed; after a crash they stay, and reading ends at them.
#pragma once

#include <memory>

namespace rocksdb {
class FileSystem;
}

namespace rireki {

/// The same files, with zeros ahead in those that RocksDB names *.log. Where zeros cannot be written, files just grow.
[[nodiscard]] std::shared_ptr<rocksdb::FileSystem> with_zeros_ahead(std::shared_ptr<rocksdb::FileSystem> files);

}  // namespace rireki
