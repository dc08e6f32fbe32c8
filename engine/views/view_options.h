// How the RocksDB of the views is opened.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/views/sealed_views.h"

namespace rocksdb {
struct ColumnFamilyDescriptor;
struct DBOptions;
struct ReadOptions;
}  // namespace rocksdb

namespace rireki {

/// Places of the column families among the descriptors and their handles.
struct ViewFamily {
  static constexpr std::size_t absorbed = 0;
  static constexpr std::size_t timelines = 1;
  static constexpr std::size_t ids = 2;
  static constexpr std::size_t columns = 3;
};

[[nodiscard]] std::vector<rocksdb::ColumnFamilyDescriptor> view_families(PageCompression compression);

[[nodiscard]] rocksdb::DBOptions view_options();

/// Whole families are read once from end to end: what is read takes no one's place in the cache.
[[nodiscard]] rocksdb::ReadOptions scanning(std::size_t family);

}  // namespace rireki
