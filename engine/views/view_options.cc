#include "engine/views/view_options.h"

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include "engine/log/log_options.h"

namespace rireki {

namespace {

constexpr std::size_t kTimelineCacheBytes = std::size_t{256} << 20;  // those of 250,000 people who have 40 events each
constexpr std::size_t kIdCacheBytes = std::size_t{16} << 20;
constexpr std::size_t kReadAheadBytes = std::size_t{1} << 20;
constexpr std::size_t kColumnReadAheadBytes = std::size_t{4} << 20;

/// Nearly every id that is looked up is new: 16 bits a key answer 99.9 % of them without reading a block. Whoever is
/// asked about once is asked about again, and to unpack a block takes longer than all the rest: `cached` bytes of
/// blocks are kept as they are read.
rocksdb::ColumnFamilyOptions family_options(rocksdb::CompressionType compression, std::size_t cached) {
  rocksdb::ColumnFamilyOptions options;
  options.compression = compression;
  rocksdb::BlockBasedTableOptions table;
  table.checksum = rocksdb::kXXH3;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(16));
  table.whole_key_filtering = true;
  table.block_cache = rocksdb::NewLRUCache(cached);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

/// Pages are read one after the other, and once.
rocksdb::ColumnFamilyOptions column_options(PageCompression compression) {
  rocksdb::ColumnFamilyOptions options;
  options.compression = compression == PageCompression::lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  rocksdb::BlockBasedTableOptions table;
  table.checksum = rocksdb::kXXH3;
  table.no_block_cache = true;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

std::vector<rocksdb::ColumnFamilyDescriptor> view_families(PageCompression compression) {
  return {{rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()},
          {"timeline", family_options(rocksdb::kLZ4Compression, kTimelineCacheBytes)},
          {"ids", family_options(rocksdb::kNoCompression, kIdCacheBytes)},  // ids are as random as can be
          {"columns", column_options(compression)}};
}

rocksdb::DBOptions view_options() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.max_background_jobs = 2;
  options.max_file_opening_threads = 1;  // opening is a matter of milliseconds; starting threads is most of it
  options.skip_stats_update_on_db_open = true;
  options.info_log = silent_logger();
  return options;
}

rocksdb::ReadOptions scanning(std::size_t family) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = family == ViewFamily::columns ? kColumnReadAheadBytes : kReadAheadBytes;
  return options;
}

}  // namespace rireki
