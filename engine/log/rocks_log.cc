#include "engine/log/rocks_log.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <spdlog/spdlog.h>

#include "engine/log/group_commit.h"
#include "engine/log/log_head.h"
#include "engine/log/record_group.h"
#include "engine/log/rocks_backup.h"
#include "engine/log/zeroed_ahead.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/guard.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr char kLogFamily[] = "log";
constexpr char kHeadKey[] = "head";
constexpr std::size_t kWriteBufferBytes = std::size_t{16} << 20;
constexpr std::size_t kBlockCacheBytes = std::size_t{16} << 20;
constexpr std::uint64_t kTailBytesMax = std::uint64_t{2} << 20;  // as allocated: in steps of 1 MiB
constexpr int kOpenAttempts = 20;                                // a reader meets the writer's files while they change

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

std::shared_ptr<rocksdb::Env> env_of(const LogPlace& place) {
  std::shared_ptr<rocksdb::Env> env =
      rocksdb::NewCompositeEnv(with_zeros_ahead(place.files != nullptr ? place.files : rocksdb::FileSystem::Default()));
  // Flushes and compactions take a core for milliseconds from those who append.
  for (const auto pool : {rocksdb::Env::Priority::HIGH, rocksdb::Env::Priority::LOW}) {
    (void)env->LowerThreadPoolCPUPriority(pool, rocksdb::CpuPriority::kLow);
  }
  return env;
}

/// How the end of the write-ahead log is taken.
enum class Tail : std::uint8_t {
  cut,  // it may end amid a commit; anything else that is wrong is damage
  torn  // what comes after the first error was never written
};

rocksdb::DBOptions db_options(rocksdb::Env* env, Tail tail = Tail::cut) {
  using rocksdb::WALRecoveryMode;
  rocksdb::DBOptions options;
  options.env = env;
  options.wal_recovery_mode =
      tail == Tail::cut ? WALRecoveryMode::kTolerateCorruptedTailRecords : WALRecoveryMode::kPointInTimeRecovery;
  options.track_and_verify_wals_in_manifest = true;  // and so SyncWAL is never called
  options.paranoid_checks = true;
  options.atomic_flush = true;  // head and groups go on together, and no write-ahead log stays for a small head's sake
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
  Group() = default;
  Group(const GroupHeader& h, std::string v) : header(h), value(std::move(v)) {}

  [[nodiscard]] bool holds(Seq seq) const { return header.count > 0 && header.first <= seq && seq <= header.last(); }

  /// As `each_record`, from one of its records on.
  Result<bool> each_from(Seq from, const std::function<bool(Seq, std::string_view)>& visit) {
    if (from == header.first) return each_record(header, value, visit);
    if (begins.empty()) {
      if (const auto r = find_begins(); !r) return r;
    }
    const std::uint64_t skipped = from.value - header.first.value;
    const GroupHeader rest{from, header.count - static_cast<std::uint32_t>(skipped), header.recorded};
    return each_record(rest, std::string_view(value).substr(begins[skipped] - kGroupHeaderBytes), visit);
  }

  GroupHeader header;
  std::string value;

 private:
  Result<bool> find_begins() {
    return each_record(header, value, [&](Seq, std::string_view record) {
      begins.push_back(static_cast<std::size_t>(record.data() - value.data()));
      return true;
    });
  }

  std::vector<std::size_t> begins;  // of the records, once one in the middle was asked for
};

class RocksLog final : public Log {
 public:
  explicit RocksLog(const LogPlace& place) : env_(env_of(place)), before_commit_(place.before_commit) {}

  Result<void> open(const std::string& directory, OpenMode mode, Tail tail = Tail::cut) {
    if (!env_.get()->FileExists(directory + "/CURRENT").ok()) {
      return fail(Code::io_error, "there is no log in " + directory + "; make one with `rireki init`");
    }
    is_writer_ = mode == OpenMode::write;
    const rocksdb::Status status = is_writer_ ? open_writer(directory, tail) : open_reader(directory, tail);
    if (status.IsIOError() && status.ToString().find("lock") != std::string::npos) {
      return fail(Code::io_error,
                  "another process is writing " + directory + "; one process writes a data directory at a time");
    }
    if (!status.ok()) return std::unexpected(error_of(status, "opening the log in " + directory));
    return find_end();
  }

  /// From now on appends are taken, and `guard` is kept.
  void begin_appending(std::unique_ptr<Guard> guard) {
    guard_ = std::move(guard);
    queue_ = std::make_unique<GroupCommit>([this](std::span<const WaitingAppend> group) { return commit(group); });
  }

  [[nodiscard]] const LogHead& end() const { return head_; }

  ~RocksLog() override {
    queue_.reset();  // commits what waits
    if (guard_ != nullptr) {
      if (const auto synced = guard_->sync(); !synced) spdlog::warn("{}", synced.error().message);
    }
    if (db_ == nullptr) return;
    if (is_writer_ && !stop_->stopped()) flush_large_tail();
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    db_->Close();
  }

  void append(AppendRequest request, Done done) override { queue_->add({std::move(request), std::move(done)}); }

  Seq last() const override { return Seq{last_.load()}; }

  TreeHead head() override { return head_.frontier.head(hasher_); }

  Result<void> read(Seq from, Seq to, const Visit& visit) override {
    const Seq begin{std::max<std::uint64_t>(from.value, 1)};
    const Seq end = std::min(to, last());
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
    std::uint64_t high = last_;
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

  Result<std::uint32_t> back_up(const std::string& directory) override { return add_rocks_backup(*db_, directory); }

 private:
  rocksdb::Status open_writer(const std::string& directory, Tail tail) {
    rocksdb::DBOptions options = db_options(env_.get(), tail);
    options.listeners.push_back(stop_);
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(options, directory, families(), &handles_, &db);
    db_.reset(db);
    return status;
  }

  rocksdb::Status open_reader(const std::string& directory, Tail tail) {
    rocksdb::DBOptions options = db_options(env_.get(), tail);
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
    const auto status = db_->Flush(rocksdb::FlushOptions(), handles_);
    if (!status.ok()) spdlog::warn("closing the log: {}", status.ToString());
  }

  static std::vector<rocksdb::ColumnFamilyDescriptor> families() {
    return {{rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()}, {kLogFamily, family_options()}};
  }

  /// Reads the head and the last group, which were written together.
  Result<void> find_end() {
    std::string bytes;
    const auto status = db_->Get(read_options(), kHeadKey, &bytes);
    if (!status.ok() && !status.IsNotFound()) return std::unexpected(error_of(status, "reading the log"));
    if (status.ok()) {
      auto head = decode_log_head(bytes);
      if (!head) return std::unexpected(head.error());
      head_ = std::move(*head);
    }
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(read_options(), family()));
    it->SeekToLast();
    if (!it->status().ok()) return std::unexpected(error_of(it->status(), "reading the log"));
    if (it->Valid()) {
      if (auto r = cache(view(it->key()), view(it->value())); !r) return r;
      last_ = cached_->header.last().value;
    }
    if (last_ == head_.frontier.size()) return {};
    return fail(Code::integrity_error, "the log ends at seq " + std::to_string(last_) + ", but its head says " +
                                           std::to_string(head_.frontier.size()));
  }

  /// One write batch and one sync for the group. Runs on the queue's thread.
  std::vector<Result<Appended>> commit(std::span<const WaitingAppend> group) {
    if (stop_->stopped()) return {group.size(), stopped()};
    std::vector<Result<Appended>> answers;
    std::vector<std::string_view> records;
    for (const WaitingAppend& append : group) answers.push_back(take(append.request, records));
    if (records.empty()) return answers;
    auto r = before_commit_ ? before_commit_() : Result<void>{};
    if (r) r = write(records);
    if (!r) {
      stop_->stop();
      return {group.size(), std::unexpected(r.error())};
    }
    return answers;
  }

  static Result<Appended> stopped() {
    return fail(Code::io_error, "the log no longer acknowledges after an earlier error; restart rireki");
  }

  /// Adds the records of a request to those of the group, if it follows them.
  [[nodiscard]] Result<Appended> take(const AppendRequest& request, std::vector<std::string_view>& records) const {
    const Seq end{last_ + records.size()};
    if (request.expected_last != end) {
      return fail(Code::concurrent_change, "the log has moved on to seq " + std::to_string(end.value));
    }
    for (std::size_t i = 0; i < request.records->size(); ++i) records.push_back((*request.records)[i]);
    return Appended{Seq{end.value + 1}, Seq{last_ + records.size()}};
  }

  Result<void> write(std::span<const std::string_view> records) {
    const LogHead head = head_after(records);
    rocksdb::WriteBatch batch(0, 0, 8, 0);
    auto status = put_groups(records, batch);
    if (status.ok()) status = batch.Put(kHeadKey, encode_log_head(head));
    rocksdb::WriteOptions options;
    options.sync = true;
    if (status.ok()) status = db_->Write(options, &batch);
    if (!status.ok()) return std::unexpected(error_of(status, "appending to the log"));
    if (auto r = guard_->put(head.frontier.head(hasher_)); !r) return r;
    head_ = head;
    last_ = head_.frontier.size();
    return {};
  }

  LogHead head_after(std::span<const std::string_view> records) {
    LogHead head{head_.frontier, head_.frontier.head(hasher_)};
    for (const std::string_view record : records) head.frontier.append(record, hasher_);
    return head;
  }

  rocksdb::Status put_groups(std::span<const std::string_view> records, rocksdb::WriteBatch& batch) const {
    std::vector<rocksdb::Slice> parts;
    for (std::size_t i = 0; i < records.size();) {
      GroupHeader header{Seq{last_ + 1 + i}, 0, recorded_of(records[i])};
      parts.assign(1, {});
      std::size_t bytes = 0;
      do {
        parts.emplace_back(records[i].data(), records[i].size());
        bytes += records[i].size();
        ++header.count;
        ++i;
      } while (i < records.size() && bytes + records[i].size() <= kGroupBytesMax);
      const std::string key = group_key(header.first);
      const std::string first = encode_group_header(header, bytes);
      parts.front() = first;
      const rocksdb::Slice keys[] = {key};
      const auto status = batch.Put(family(), rocksdb::SliceParts(keys, 1),
                                    rocksdb::SliceParts(parts.data(), static_cast<int>(parts.size())));
      if (!status.ok()) return status;
    }
    return {};
  }

  Result<void> cache(std::string_view key, std::string_view value) {
    const auto header = decode_group_header(key, value);
    if (!header) return std::unexpected(header.error());
    cached_ = std::make_shared<Group>(*header, std::string(value));
    return {};
  }

  /// Takes its own hold of the group: a visitor may read other records meanwhile.
  static Result<bool> visit_group(std::shared_ptr<Group> group, Seq from, Seq to, const Visit& visit) {
    bool wants_more = true;
    const auto r = group->each_from(from, [&](Seq seq, std::string_view record) {
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

  std::shared_ptr<rocksdb::Env> env_;
  std::function<Result<void>()> before_commit_;
  std::shared_ptr<StopOnError> stop_ = std::make_shared<StopOnError>();
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  bool is_writer_ = false;
  std::atomic<std::uint64_t> last_ = 0;
  // The group read last: neighbouring records are asked for one after the other.
  std::shared_ptr<Group> cached_ = std::make_shared<Group>();

  // Of the queue's thread, once there is one.
  LogHead head_;
  Hasher hasher_;
  std::unique_ptr<Guard> guard_;
  std::unique_ptr<GroupCommit> queue_;
};

/// Compares with a checkpoint, which is older than the Log unless something is missing: what comes after it is for the
/// guard to vouch for.
Result<std::optional<Loss>> find_loss_by(const std::optional<Checkpoint>& checkpoint, const LogHead& end, Log& log) {
  if (!checkpoint || checkpoint->head.size < end.frontier.size()) return std::nullopt;
  return find_loss(checkpoint->head, end, log);
}

/// What a reader compares must have been vouched for before it opened: a writer moves both on meanwhile.
Result<std::unique_ptr<RocksLog>> open_vouched(const LogPlace& place, OpenMode mode, Tail tail) {
  auto log = std::make_unique<RocksLog>(place);
  const auto signed_head = read_checkpoint(place.checkpoint);
  if (!signed_head) return std::unexpected(signed_head.error());
  Result<TreeHead> vouched = mode == OpenMode::read ? Guard::read(place.guard) : TreeHead{};
  if (auto r = log->open(place.directory, mode, tail); !r) return std::unexpected(r.error());
  if (mode == OpenMode::write) vouched = Guard::read(place.guard);
  if (!vouched) return std::unexpected(vouched.error());
  auto loss = find_loss(*vouched, log->end(), *log);
  if (loss && !*loss) loss = find_loss_by(*signed_head, log->end(), *log);
  if (!loss) return std::unexpected(loss.error());
  if (*loss) return refuse_loss(**loss);
  return log;
}

}  // namespace

Result<void> create_rocks_log(const LogPlace& place) {
  const auto env = env_of(place);
  rocksdb::Options options(db_options(env.get()), rocksdb::ColumnFamilyOptions());
  options.create_if_missing = true;
  options.error_if_exists = true;
  rocksdb::DB* raw = nullptr;
  if (const auto status = rocksdb::DB::Open(options, place.directory, &raw); !status.ok()) {
    return std::unexpected(error_of(status, "making a log in " + place.directory));
  }
  const std::unique_ptr<rocksdb::DB> db(raw);
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  const auto status = db->CreateColumnFamily(family_options(), kLogFamily, &handle);
  if (!status.ok()) return std::unexpected(error_of(status, "making a log in " + place.directory));
  db->DestroyColumnFamilyHandle(handle);
  return Guard::create(place.guard);
}

Result<std::unique_ptr<Log>> open_rocks_log(const LogPlace& place, OpenMode mode) {
  // A power loss leaves any of the sectors of the last commit, which RocksDB takes for damage. It is none if all that
  // the guard vouches for comes before it.
  Tail tail = Tail::cut;
  auto log = open_vouched(place, OpenMode::read, tail);
  if (!log && log.error().code == Code::integrity_error) {
    tail = Tail::torn;
    if (auto torn = open_vouched(place, OpenMode::read, tail)) log = std::move(torn);
  }
  if (!log || mode == OpenMode::read) return log;
  // RocksDB rewrites the end of a log that it opens for writing, so one that is refused must have been refused by now.
  log->reset();
  log = open_vouched(place, OpenMode::write, tail);
  if (!log) return std::unexpected(log.error());
  auto guard = Guard::open(place.guard);
  if (!guard) return std::unexpected(guard.error());
  (*log)->begin_appending(std::move(*guard));
  return log;
}

Result<std::optional<Loss>> find_loss(const LogPlace& place, OpenMode mode) {
  const auto checkpoint = read_checkpoint(place.checkpoint);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  RocksLog log(place);
  if (auto r = log.open(place.directory, mode); !r) return std::unexpected(r.error());
  const auto vouched = Guard::read(place.guard);
  if (vouched) {
    auto loss = find_loss(*vouched, log.end(), log);
    return !loss || *loss ? loss : find_loss_by(*checkpoint, log.end(), log);
  }
  if (vouched.error().code != Code::integrity_error) return std::unexpected(vouched.error());
  return Loss{{}, log.head(), Seq{1}};
}

Result<void> forget_loss(const LogPlace& place) {
  RocksLog log(place);
  if (auto r = log.open(place.directory, OpenMode::write); !r) return r;
  auto guard = Guard::open(place.guard);
  if (!guard) return std::unexpected(guard.error());
  if (auto r = (*guard)->reset(log.head()); !r) return r;
  return remove_checkpoint(place.checkpoint);
}

}  // namespace rireki
