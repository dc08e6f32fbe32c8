// Rows on their way into the database of the views: table files, written side by side and taken in whole.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/views/sealed_views.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
class Status;
struct ColumnFamilyDescriptor;
}  // namespace rocksdb

namespace rireki {

/// The database of the views, open for writing.
struct ViewsDatabase {
  rocksdb::DB& db;
  const std::vector<rocksdb::ColumnFamilyDescriptor>& families;
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles;  // of the families
  const std::string& directory;                              // where the files are made
};

/// Rows of a family, by its place.
struct FamilyRows {
  std::size_t family = 0;
  const SealedViews::Rows* rows = nullptr;
};

/// Writes a file for each of `all`, the first ones first, and adds all of them or none.
[[nodiscard]] rocksdb::Status add_rows(const ViewsDatabase& views, std::span<const FamilyRows> all, unsigned threads);

}  // namespace rireki
