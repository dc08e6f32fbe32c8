#include "engine/log/rocks_log.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>
#include <spdlog/spdlog.h>

#include "engine/log/group_commit.h"
#include "engine/log/group_reader.h"
#include "engine/log/log_head.h"
#include "engine/log/log_options.h"
#include "engine/log/next_group.h"
#include "engine/log/rocks_backup.h"
#include "engine/log/rocks_error.h"
#include "engine/proof/checkpoint_file.h"
#include "engine/proof/guard.h"

namespace rireki {

namespace {

constexpr char kHeadKey[] = "head";
constexpr std::uint64_t kTailBytesMax = std::uint64_t{2} << 20;  // as allocated: in steps of 1 MiB
constexpr int kOpenAttempts = 20;                                // a reader meets the writer's files while they change

/// What RocksDB says when its lock file is locked. That it cannot be opened is another matter, and is told as it is.
bool is_of_another(std::string_view status) {
  return status.contains("While lock file") || status.contains("lock hold by current process");
}

class RocksLog final : public Log, public GroupWriter {
 public:
  explicit RocksLog(const LogPlace& place) : env_(log_env(place)), before_commit_(place.before_commit) {}

  Result<void> open(const std::string& directory, OpenMode mode, Tail tail = Tail::cut) {
    if (!is_there(directory)) {
      return fail(Code::io_error, "there is no log in " + directory + "; make one with `rireki init`");
    }
    is_writer_ = mode == OpenMode::write;
    const rocksdb::Status status = is_writer_ ? open_writer(directory, tail) : open_reader(directory, tail);
    if (status.IsIOError() && is_of_another(status.ToString())) {
      return fail(
          Code::io_error,
          "another process is writing " + directory +
              "; one process writes a data directory at a time. If it is `rireki serve`, ask that: --server URL");
    }
    if (!status.ok()) return std::unexpected(error_of(status, "opening the log in " + directory));
    return find_end();
  }

  [[nodiscard]] bool is_there(const std::string& directory) const {
    return env_->FileExists(directory + "/CURRENT").ok();
  }

  /// From now on appends are taken, and `guard` is kept.
  void begin_appending(std::unique_ptr<Guard> guard) {
    guard_ = std::move(guard);
    next_.follow(head_.frontier);
    queue_ = std::make_unique<GroupCommit>(*this);
  }

  [[nodiscard]] const LogHead& end() const { return head_; }

  ~RocksLog() override {
    queue_.reset();  // commits what waits
    if (guard_ != nullptr) {
      if (const auto synced = guard_->sync(); !synced) spdlog::warn("{}", synced.error().message);
    }
    if (db_ == nullptr) return;
    if (is_writer_ && !*stopped_) flush_large_tail();
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    db_->Close();
  }

  void append(AppendRequest request, Done done) override { queue_->add({std::move(request), std::move(done)}); }

  Seq last() const override { return Seq{last_.load()}; }

  const Frontier& frontier() const override { return head_.frontier; }

  Result<void> read(Seq from, Seq to, const Visit& visit) override {
    const Seq begin{std::max<std::uint64_t>(from.value, 1)};
    const Seq end = std::min(to, last());
    if (begin > end) return {};
    return reader_.read(begin, end, visit);
  }

  Result<Seq> last_known_at(Instant instant) override { return reader_.last_known_at(instant, last()); }

  Result<std::uint32_t> back_up(const std::string& directory) override { return add_rocks_backup(*db_, directory); }

 private:
  rocksdb::Status open_writer(const std::string& directory, Tail tail) {
    rocksdb::DBOptions options = log_options(*env_, tail);
    options.listeners.push_back(stop_on_error(stopped_));
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(options, directory, log_families(), &handles_, &db);
    db_.reset(db);
    return status;
  }

  rocksdb::Status open_reader(const std::string& directory, Tail tail) {
    rocksdb::DBOptions options = log_options(*env_, tail);
    rocksdb::Status status;
    for (int attempt = 0; attempt < kOpenAttempts; ++attempt) {
      rocksdb::DB* db = nullptr;
      status = rocksdb::DB::OpenForReadOnly(options, directory, log_families(), &handles_, &db);
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

  /// Reads the head and the last group, which were written together.
  Result<void> find_end() {
    std::string bytes;
    const auto status = db_->Get(checked_reads(), kHeadKey, &bytes);
    if (!status.ok() && !status.IsNotFound()) return std::unexpected(error_of(status, "reading the log"));
    if (status.ok()) {
      auto head = decode_log_head(bytes);
      if (!head) return std::unexpected(head.error());
      head_ = std::move(*head);
    }
    reader_.open(*db_, *family());
    const auto last = reader_.find_last();
    if (!last) return std::unexpected(last.error());
    last_ = last->value;
    if (last_ == head_.frontier.size()) return {};
    return fail(Code::integrity_error, "the log ends at seq " + std::to_string(last_) + ", but its head says " +
                                           std::to_string(head_.frontier.size()));
  }

  Result<Appended> take(const AppendRequest& request) override { return *stopped_ ? stopped() : next_.add(request); }

  /// One write batch and one sync for the group.
  Result<void> write() override {
    if (next_.empty()) return {};
    if (*stopped_) return std::unexpected(stopped().error());
    auto r = before_commit_ ? before_commit_() : Result<void>{};
    if (!r) spdlog::error("the log stops acknowledging: {}", r.error().message);
    if (r) r = write_next();
    if (!r) *stopped_ = true;
    return r;
  }

  static Result<Appended> stopped() {
    return fail(Code::io_error, "the log no longer acknowledges after an earlier error; restart rireki");
  }

  Result<void> write_next() {
    LogHead head = next_.head();
    const TreeHead tree = next_.tree();
    rocksdb::WriteBatch batch(0, 0, 8, 0);
    auto status = next_.put(batch, family());
    if (status.ok()) status = batch.Put(kHeadKey, encode_log_head(head));
    rocksdb::WriteOptions options;
    options.sync = true;
    if (status.ok()) status = db_->Write(options, &batch);
    if (!status.ok()) return std::unexpected(error_of(status, "appending to the log"));
    if (auto r = guard_->put(tree); !r) return r;
    head_ = std::move(head);
    last_ = tree.size;
    next_.end(tree);
    return {};
  }

  [[nodiscard]] rocksdb::ColumnFamilyHandle* family() const { return handles_.back(); }

  std::shared_ptr<rocksdb::Env> env_;
  std::function<Result<void>()> before_commit_;
  std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  bool is_writer_ = false;
  std::atomic<std::uint64_t> last_ = 0;
  GroupReader reader_;

  // Of the queue's thread, once there is one.
  LogHead head_;
  NextGroup next_;
  std::unique_ptr<Guard> guard_;
  std::unique_ptr<GroupCommit> queue_;
};

/// What is known of a Log beside its guard.
struct Signed {
  Frontier edge;
  std::optional<Checkpoint> checkpoint;
};

Result<Signed> read_signed(const std::string& path) {
  Signed known{.edge = read_edge(path), .checkpoint = {}};
  auto checkpoint = read_signed_checkpoint(path);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  known.checkpoint = std::move(*checkpoint);
  return known;
}

/// By its guard, and by its checkpoint if there is one.
Result<std::optional<Loss>> find_loss(const TreeHead& vouched, const Signed& known, const LogHead& end, Log& log) {
  auto loss = find_loss(vouched, known.edge, end, log);
  if (!loss || *loss || !known.checkpoint) return loss;
  return find_loss(known.checkpoint->head, known.edge, end, log);
}

/// What a reader compares must have been vouched for before it opened: a writer moves both on meanwhile.
Result<std::unique_ptr<RocksLog>> open_vouched(const LogPlace& place, OpenMode mode, Tail tail) {
  auto log = std::make_unique<RocksLog>(place);
  const auto known = read_signed(place.checkpoint);
  if (!known) return std::unexpected(known.error());
  Result<TreeHead> vouched = mode == OpenMode::read ? Guard::read(place.guard) : TreeHead{};
  if (vouched && vouched->size > 0 && !log->is_there(place.directory)) {
    return fail(Code::integrity_error, "the log in " + place.directory + " is missing, but " +
                                           std::to_string(vouched->size) +
                                           " records were acknowledged: restore a backup");
  }
  if (auto r = log->open(place.directory, mode, tail); !r) return std::unexpected(r.error());
  if (mode == OpenMode::write) vouched = Guard::read(place.guard);
  if (!vouched) return std::unexpected(vouched.error());
  const auto loss = find_loss(*vouched, *known, log->end(), *log);
  if (!loss) return std::unexpected(loss.error());
  if (*loss) return refuse_loss(**loss);
  return log;
}

/// Up to where it is damaged, whatever is vouched for.
Result<std::unique_ptr<RocksLog>> open_unvouched(const LogPlace& place, OpenMode whole, OpenMode damaged) {
  auto log = std::make_unique<RocksLog>(place);
  auto opened = log->open(place.directory, whole);
  if (!opened && opened.error().code == Code::integrity_error) {
    log = std::make_unique<RocksLog>(place);
    opened = log->open(place.directory, damaged, Tail::torn);
  }
  if (!opened) return std::unexpected(opened.error());
  return log;
}

}  // namespace

Result<void> create_rocks_log(const LogPlace& place) {
  const auto env = log_env(place);
  rocksdb::Options options(log_options(*env), rocksdb::ColumnFamilyOptions());
  options.create_if_missing = true;
  options.error_if_exists = true;
  rocksdb::DB* raw = nullptr;
  if (const auto status = rocksdb::DB::Open(options, place.directory, &raw); !status.ok()) {
    return std::unexpected(error_of(status, "making a log in " + place.directory));
  }
  const std::unique_ptr<rocksdb::DB> db(raw);
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  const auto records = log_families().back();
  const auto status = db->CreateColumnFamily(records.options, records.name, &handle);
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
    tail = Tail::torn;  // or else it says what is missing
    log = open_vouched(place, OpenMode::read, tail);
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
  const auto known = read_signed(place.checkpoint);
  if (!known) return std::unexpected(known.error());
  // With a damaged end it is only looked at: for writing, RocksDB would remove that.
  const auto log = open_unvouched(place, mode, OpenMode::read);
  if (!log) return std::unexpected(log.error());
  const auto vouched = Guard::read(place.guard);
  if (vouched) return find_loss(*vouched, *known, (*log)->end(), **log);
  if (vouched.error().code != Code::integrity_error) return std::unexpected(vouched.error());
  return Loss{{}, (*log)->head(), Seq{1}};
}

Result<void> forget_loss(const LogPlace& place) {
  const auto log = open_unvouched(place, OpenMode::write, OpenMode::write);
  if (!log) return std::unexpected(log.error());
  auto guard = Guard::open(place.guard);
  if (!guard) return std::unexpected(guard.error());
  if (auto r = (*guard)->reset((*log)->head()); !r) return r;
  return remove_checkpoint(place.checkpoint);
}

}  // namespace rireki
