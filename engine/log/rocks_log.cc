#include "engine/log/rocks_log.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <spdlog/spdlog.h>

#include "engine/log/record_group.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr char kLogFamily[] = "log";
constexpr std::size_t kWriteBufferBytes = std::size_t{16} << 20;
constexpr std::size_t kBlockCacheBytes = std::size_t{16} << 20;
constexpr std::uint64_t kTailBytesMax = std::uint64_t{1} << 20;
constexpr int kOpenAttempts = 20;  // a reader meets the writer's files while they change

std::string_view view(const rocksdb::Slice& s) { return {s.data(), s.size()}; }

Error error_of(const rocksdb::Status& status, std::string_view doing) {
  const Code code = status.IsCorruption() ? Code::integrity_error : Code::io_error;
  return {code, std::string(doing) + ": " + status.ToString()};
}

/// Stops the writer once RocksDB reports an error in the background: what it would acknowledge might not last.
class StopOnError : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    spdlog::error("the log stops acknowledging: {}", status->ToString());
    stopped_ = true;
  }
  [[nodiscard]] bool stopped() const { return stopped_; }
  void stop() { stopped_ = true; }

 private:
  std::atomic<bool> stopped_ = false;
};

/// A reader leaves no trace in the directory, not even RocksDB's own log file.
class Silent final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::DBOptions db_options() {
  rocksdb::DBOptions options;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;  // and so SyncWAL is never called
  options.paranoid_checks = true;
  options.max_background_jobs = 2;
  options.max_file_opening_threads = 1;  // opening is a matter of milliseconds; starting threads is most of it
  options.skip_stats_update_on_db_open = true;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  return options;
}

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

rocksdb::ReadOptions read_options() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  return options;
}

struct Group {
  GroupHeader header;
  std::string value;

  [[nodiscard]] bool holds(Seq seq) const { return header.count > 0 && header.first <= seq && seq <= header.last(); }
};

class RocksLog final : public Log {
 public:
  Result<void> open(const std::string& directory, OpenMode mode) {
    if (!std::filesystem::exists(directory + "/CURRENT")) {
      return fail(Code::io_error, "there is no log in " + directory + "; make one with `rireki init`");
    }
    is_writer_ = mode == OpenMode::write;
    const rocksdb::Status status = is_writer_ ? open_writer(directory) : open_reader(directory);
    if (status.IsIOError() && status.ToString().find("lock") != std::string::npos) {
      return fail(Code::io_error,
                  "another process is writing " + directory + "; one process writes a data directory at a time");
    }
    if (!status.ok()) return std::unexpected(error_of(status, "opening the log in " + directory));
    return find_last();
  }

  ~RocksLog() override {
    if (db_ == nullptr) return;
    if (is_writer_ && !stop_->stopped()) flush_large_tail();
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    db_->Close();
  }

  void append(AppendRequest request, Done done) override { done(commit(request)); }

  Seq last() const override { return last_; }

  Result<void> read(Seq from, Seq to, const Visit& visit) override {
    const Seq begin{std::max<std::uint64_t>(from.value, 1)};
    const Seq end = std::min(to, last_);
    if (begin > end) return {};
    if (cached_->holds(begin) && cached_->holds(end)) {
      const auto r = visit_group(cached_, begin, end, visit);
      return r ? Result<void>{} : std::unexpected(r.error());
    }
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(read_options(), family()));
    Seq expected = begin;
    for (it->SeekForPrev(group_key(begin)); it->Valid() && expected <= end; it->Next()) {
      if (auto r = cache(view(it->key()), view(it->value())); !r) return r;
      if (!cached_->holds(expected)) return missing(expected);
      const Seq upto = std::min(end, cached_->header.last());
      const auto more = visit_group(cached_, expected, upto, visit);
      if (!more) return std::unexpected(more.error());
      if (!*more) return {};
      expected = Seq{upto.value + 1};
    }
    if (!it->status().ok()) return std::unexpected(error_of(it->status(), "reading the log"));
    return expected > end ? Result<void>{} : missing(expected);
  }

  Result<Seq> last_known_at(Instant instant) override {
    // `recorded` never decreases with seq: halve the range of seqs until the last one that is not later.
    std::uint64_t low = 0;
    std::uint64_t high = last_.value;
    while (low < high) {
      const std::uint64_t middle = low + (high - low + 1) / 2;
      Instant recorded;
      const auto r = read(Seq{middle}, Seq{middle}, [&](Seq, std::string_view bytes) {
        recorded = recorded_of(bytes);
        return true;
      });
      if (!r) return std::unexpected(r.error());
      if (recorded <= instant) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Seq{low};
  }

 private:
  rocksdb::Status open_writer(const std::string& directory) {
    rocksdb::DBOptions options = db_options();
    options.listeners.push_back(stop_);
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(options, directory, families(), &handles_, &db);
    db_.reset(db);
    return status;
  }

  rocksdb::Status open_reader(const std::string& directory) {
    rocksdb::DBOptions options = db_options();
    options.info_log = std::make_shared<Silent>();
    rocksdb::Status status;
    for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
      rocksdb::DB* db = nullptr;
      status = rocksdb::DB::OpenForReadOnly(options, directory, families(), &handles_, &db);
      db_.reset(db);
      if (status.ok()) return status;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return status;
  }

  /// What stays in the write-ahead log is replayed by every reader that opens: leave it only a little.
  void flush_large_tail() {
    std::uint64_t bytes = 0;
    db_->GetIntProperty(family(), rocksdb::DB::Properties::kCurSizeActiveMemTable, &bytes);
    if (bytes < kTailBytesMax) return;
    const auto status = db_->Flush(rocksdb::FlushOptions(), family());
    if (!status.ok()) spdlog::warn("closing the log: {}", status.ToString());
  }

  static std::vector<rocksdb::ColumnFamilyDescriptor> families() {
    return {{rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()}, {kLogFamily, family_options()}};
  }

  Result<void> find_last() {
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(read_options(), family()));
    it->SeekToLast();
    if (!it->status().ok()) return std::unexpected(error_of(it->status(), "reading the log"));
    if (!it->Valid()) return {};
    if (auto r = cache(view(it->key()), view(it->value())); !r) return r;
    last_ = cached_->header.last();
    return {};
  }

  Result<Appended> commit(const AppendRequest& request) {
    if (stop_->stopped()) {
      return fail(Code::io_error, "the log no longer acknowledges after an earlier error; restart rireki");
    }
    if (request.expected_last != last_) {
      return fail(Code::concurrent_change, "the log has moved on to seq " + std::to_string(last_.value));
    }
    const Appended appended{Seq{last_.value + 1}, Seq{last_.value + request.records.size()}};
    rocksdb::WriteBatch batch(0, 0, 8, 0);
    if (const auto status = put_groups(request.records, batch); !status.ok()) {
      return std::unexpected(error_of(status, "appending to the log"));
    }
    rocksdb::WriteOptions options;
    options.sync = true;
    const rocksdb::Status status = db_->Write(options, &batch);
    if (!status.ok()) {
      stop_->stop();
      return std::unexpected(error_of(status, "appending to the log"));
    }
    last_ = appended.last;
    return appended;
  }

  rocksdb::Status put_groups(const RecordBatch& records, rocksdb::WriteBatch& batch) const {
    std::size_t i = 0;
    while (i < records.size()) {
      const std::size_t begin = i == 0 ? 0 : records.ends[i - 1];
      GroupHeader header{Seq{last_.value + 1 + i}, 0, recorded_of(records[i])};
      do {
        ++header.count;
        ++i;
      } while (i < records.size() && records.ends[i] - begin <= kGroupBytesMax);
      const std::string_view bytes = std::string_view(records.bytes).substr(begin, records.ends[i - 1] - begin);
      const std::string key = group_key(header.first);
      const std::string head = encode_group_header(header, bytes.size());
      const rocksdb::Slice parts[] = {head, {bytes.data(), bytes.size()}};
      const rocksdb::Slice keys[] = {key};
      const auto status = batch.Put(family(), rocksdb::SliceParts(keys, 1), rocksdb::SliceParts(parts, 2));
      if (!status.ok()) return status;
    }
    return {};
  }

  Result<void> cache(std::string_view key, std::string_view value) {
    const auto header = decode_group_header(key, value);
    if (!header) return std::unexpected(header.error());
    cached_ = std::make_shared<const Group>(Group{*header, std::string(value)});
    return {};
  }

  /// Takes its own hold of the group: a visitor may read other records meanwhile.
  static Result<bool> visit_group(std::shared_ptr<const Group> group, Seq from, Seq to, const Visit& visit) {
    bool wants_more = true;
    const auto r = each_record(group->header, group->value, [&](Seq seq, std::string_view record) {
      if (seq < from) return true;
      if (seq > to) return false;
      wants_more = visit(seq, record);
      return wants_more && seq < to;
    });
    if (!r) return r;
    return wants_more;
  }

  static std::unexpected<Error> missing(Seq seq) {
    return fail(Code::integrity_error, "record " + std::to_string(seq.value) + " is missing from the log");
  }

  [[nodiscard]] rocksdb::ColumnFamilyHandle* family() const { return handles_.back(); }

  std::shared_ptr<StopOnError> stop_ = std::make_shared<StopOnError>();
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  bool is_writer_ = false;
  Seq last_;
  // The group read last: neighbouring records are asked for one after the other.
  std::shared_ptr<const Group> cached_ = std::make_shared<const Group>();
};

}  // namespace

Result<void> create_rocks_log(const std::string& directory) {
  rocksdb::Options options(db_options(), rocksdb::ColumnFamilyOptions());
  options.create_if_missing = true;
  options.error_if_exists = true;
  rocksdb::DB* raw = nullptr;
  if (const auto status = rocksdb::DB::Open(options, directory, &raw); !status.ok()) {
    return std::unexpected(error_of(status, "making a log in " + directory));
  }
  const std::unique_ptr<rocksdb::DB> db(raw);
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  const auto status = db->CreateColumnFamily(family_options(), kLogFamily, &handle);
  if (!status.ok()) return std::unexpected(error_of(status, "making a log in " + directory));
  db->DestroyColumnFamilyHandle(handle);
  return {};
}

Result<std::unique_ptr<Log>> open_rocks_log(const std::string& directory, OpenMode mode) {
  auto log = std::make_unique<RocksLog>();
  if (auto r = log->open(directory, mode); !r) return std::unexpected(r.error());
  return log;
}

}  // namespace rireki
