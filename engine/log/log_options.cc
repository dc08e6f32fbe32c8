#include "engine/log/log_options.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <spdlog/spdlog.h>

#include "engine/log/zeroed_ahead.h"

namespace rireki {

namespace {

constexpr char kLogFamily[] = "log";
constexpr std::size_t kWriteBufferBytes = std::size_t{16} << 20;
constexpr std::size_t kBlockCacheBytes = std::size_t{16} << 20;

rocksdb::ColumnFamilyOptions family_options() {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = kWriteBufferBytes;
  options.compression = rocksdb::kLZ4Compression;
  options.paranoid_file_checks = true;
  options.memtable_protection_bytes_per_key = 8;
  rocksdb::BlockBasedTableOptions table;
  table.checksum = rocksdb::kXXH3;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

class StopOnError final : public rocksdb::EventListener {
 public:
  explicit StopOnError(std::shared_ptr<std::atomic<bool>> stopped) : stopped_(std::move(stopped)) {}

  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    spdlog::error("the log stops acknowledging: {}", status->ToString());
    *stopped_ = true;
  }

 private:
  std::shared_ptr<std::atomic<bool>> stopped_;
};

class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

std::shared_ptr<rocksdb::Env> log_env(const LogPlace& place) {
  std::shared_ptr<rocksdb::Env> env =
      rocksdb::NewCompositeEnv(with_zeros_ahead(place.files != nullptr ? place.files : rocksdb::FileSystem::Default()));
  // Flushes and compactions take a core for milliseconds from those who append.
  for (const auto pool : {rocksdb::Env::Priority::HIGH, rocksdb::Env::Priority::LOW}) {
    (void)env->LowerThreadPoolCPUPriority(pool, rocksdb::CpuPriority::kLow);
  }
  return env;
}

rocksdb::DBOptions log_options(rocksdb::Env& env, Tail tail) {
  using rocksdb::WALRecoveryMode;
  rocksdb::DBOptions options;
  options.env = &env;
  options.wal_recovery_mode =
      tail == Tail::cut ? WALRecoveryMode::kTolerateCorruptedTailRecords : WALRecoveryMode::kPointInTimeRecovery;
  options.track_and_verify_wals_in_manifest = true;  // and so SyncWAL is never called
  options.paranoid_checks = true;
  options.atomic_flush = true;  // head and groups go on together, and no write-ahead log stays for a small head's sake
  options.max_background_jobs = 2;
  options.max_file_opening_threads = 1;  // opening is a matter of milliseconds; starting threads is most of it
  options.skip_stats_update_on_db_open = true;
  options.info_log = silent_logger();
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> log_families() {
  return {{rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()}, {kLogFamily, family_options()}};
}

rocksdb::ReadOptions checked_reads() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  return options;
}

std::shared_ptr<rocksdb::EventListener> stop_on_error(std::shared_ptr<std::atomic<bool>> stopped) {
  return std::make_shared<StopOnError>(std::move(stopped));
}

std::shared_ptr<rocksdb::Logger> silent_logger() { return std::make_shared<SilentLogger>(); }

}  // namespace rireki
