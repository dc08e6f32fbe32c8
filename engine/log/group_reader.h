// Reads the Records of a Log on RocksDB, which lie there in the groups in which they were committed.
#pragma once

#include <memory>

#include "engine/log/log.h"
#include "engine/log/read_group.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
}  // namespace rocksdb

namespace rireki {

/// One thread at a time. The group read last is kept: neighbouring records are asked for one after the other.
class GroupReader {
 public:
  /// Neither is owned; both stay as long as anything is read.
  void open(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& records);

  /// The seq of the last record that is stored; 0 if none is. Errors: INTEGRITY_ERROR, IO_ERROR.
  [[nodiscard]] Result<Seq> find_last();

  /// As Log::read; all of `from` to `to` must be stored.
  [[nodiscard]] Result<void> read(Seq from, Seq to, const Log::Visit& visit);

  /// As Log::last_known_at, of a log that ends with `last`.
  [[nodiscard]] Result<Seq> last_known_at(Instant instant, Seq last);

 private:
  Result<void> keep(std::string_view key, std::string_view value);

  rocksdb::DB* db_ = nullptr;
  rocksdb::ColumnFamilyHandle* records_ = nullptr;
  std::shared_ptr<ReadGroup> kept_ = std::make_shared<ReadGroup>();
};

}  // namespace rireki
