// The records that are committed next. Their hashes are made as they come, not when the last one is there: the thread
// that commits has time while it waits for more.
#pragma once

#include <string_view>
#include <vector>

#include "engine/log/log.h"
#include "engine/log/log_head.h"

namespace rocksdb {
class ColumnFamilyHandle;
class Status;
class WriteBatch;
}  // namespace rocksdb

namespace rireki {

class NextGroup {
 public:
  /// The next group follows a Log that ends like this.
  void follow(const Frontier& end);

  /// Adds records, which live until the group is written. Errors: CONCURRENT_CHANGE if they do not follow.
  [[nodiscard]] Result<Appended> add(const AppendRequest& request);

  [[nodiscard]] bool empty() const { return records_.empty(); }

  /// The Log's size and root with this group.
  [[nodiscard]] TreeHead tree() { return frontier_.head(hasher_); }

  /// It is written, and that is the Log's tree now: another group begins.
  void end(const TreeHead& tree);

  /// The records as values of `family` (record_group.h), cut at kGroupBytesMax.
  [[nodiscard]] rocksdb::Status put(rocksdb::WriteBatch& batch, rocksdb::ColumnFamilyHandle* family) const;

  /// The head that is written with them.
  [[nodiscard]] LogHead head() const { return {frontier_, previous_}; }

 private:
  Hasher hasher_;
  Frontier frontier_;  // with the records
  TreeHead previous_;  // without them
  std::vector<std::string_view> records_;
};

}  // namespace rireki
