#include "engine/views/sealed_views.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <spdlog/spdlog.h>

namespace rireki {

namespace {

constexpr std::uint32_t kLayoutVersion = 2;
constexpr std::size_t kMetaBytes = 16;
constexpr char kMetaKey[] = "absorbed";
constexpr int kOpenAttempts = 20;  // a reader meets the writer's files while they change

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(const rocksdb::Slice& s) { return {s.data(), s.size()}; }

void put_big(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = bytes; i > 0; --i) out += static_cast<char>(value >> (8U * (i - 1)));
}

std::uint64_t get_big(std::string_view in, std::size_t at, unsigned bytes) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < bytes; ++i) value = (value << 8U) | static_cast<unsigned char>(in[at + i]);
  return value;
}

std::unexpected<Error> failed(const rocksdb::Status& status, std::string_view doing) {
  return fail(status.IsCorruption() ? Code::integrity_error : Code::io_error,
              std::string(doing) + " the stored timelines: " + status.ToString());
}

/// A reader leaves no trace in the directory, not even RocksDB's own log file.
class Silent final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

/// Nearly every id that is looked up is new: 16 bits a key answer 99.9 % of them without reading a block.
rocksdb::ColumnFamilyOptions family_options(rocksdb::CompressionType compression) {
  rocksdb::ColumnFamilyOptions options;
  options.compression = compression;
  rocksdb::BlockBasedTableOptions table;
  table.checksum = rocksdb::kXXH3;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(16));
  table.whole_key_filtering = true;
  table.block_cache = rocksdb::NewLRUCache(std::size_t{16} << 20);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families() {
  return {{rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()},
          {"timeline", family_options(rocksdb::kLZ4Compression)},
          {"ids", family_options(rocksdb::kNoCompression)}};  // ids are as random as can be
}

rocksdb::DBOptions db_options(bool is_writer) {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.max_background_jobs = 2;
  options.max_file_opening_threads = 1;  // opening is a matter of milliseconds; starting threads is most of it
  options.skip_stats_update_on_db_open = true;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  if (!is_writer) options.info_log = std::make_shared<Silent>();
  return options;
}

class RocksSealedViews final : public SealedViews {
 public:
  explicit RocksSealedViews(std::string directory) : directory_(std::move(directory)) {}

  ~RocksSealedViews() override { close(); }

  rocksdb::Status open(OpenMode mode) {
    const bool is_writer = mode == OpenMode::write;
    rocksdb::DB* db = nullptr;
    auto status = is_writer ? rocksdb::DB::Open(db_options(true), directory_, families(), &handles_, &db)
                            : rocksdb::DB::OpenForReadOnly(db_options(false), directory_, families(), &handles_, &db);
    db_.reset(db);
    if (!status.ok()) return status;
    std::string meta;
    status = db_->Get(rocksdb::ReadOptions(), kMetaKey, &meta);
    if (status.IsNotFound()) return {};
    if (!status.ok()) return status;
    if (meta.size() != kMetaBytes || get_big(meta, 12, 4) != kLayoutVersion) {
      return rocksdb::Status::Corruption("another layout");
    }
    absorbed_ = {Seq{get_big(meta, 0, 8)}, static_cast<std::uint32_t>(get_big(meta, 8, 4))};
    is_empty_ = absorbed_.seq.value == 0;
    return {};
  }

  Absorbed absorbed() const override { return absorbed_; }

  Result<void> clear() override {
    close();
    std::error_code ec;
    std::filesystem::remove_all(directory_, ec);
    absorbed_ = {};
    is_empty_ = true;
    const auto status = open(OpenMode::write);
    return status.ok() ? Result<void>{} : failed(status, "making");
  }

  Result<void> seal(Absorbed absorbed, const Rows& timelines, const Rows& ids) override {
    const Rows meta = [&](const Put& put) {
      std::string value;
      put_big(value, absorbed.seq.value, 8);
      put_big(value, absorbed.checksum, 4);
      put_big(value, kLayoutVersion, 4);
      put(kMetaKey, value);
    };
    const Rows* rows[] = {&meta, &timelines, &ids};
    std::vector<rocksdb::IngestExternalFileArg> files;
    rocksdb::Status status;
    for (std::size_t i = 0; i < std::size(rows) && status.ok(); ++i) status = add_file(i, *rows[i], files);
    if (status.ok()) status = db_->IngestExternalFiles(files);
    if (!status.ok()) return failed(status, "writing");
    absorbed_ = absorbed;
    is_empty_ = false;
    return {};
  }

  Result<bool> timeline(std::string_view key, std::string& out) override {
    if (is_empty_) return false;
    rocksdb::PinnableSlice value;
    const auto status = db_->Get(rocksdb::ReadOptions(), handles_[1], slice(key), &value);
    if (status.IsNotFound()) return false;
    if (!status.ok()) return failed(status, "reading");
    out.assign(value.data(), value.size());
    return true;
  }

  Result<void> each_timeline(char prefix, const Visit& visit) override {
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions(), handles_[1]));
    for (it->Seek(std::string(1, prefix)); it->Valid() && it->key()[0] == prefix; it->Next()) {
      if (!visit(view(it->key()), view(it->value()))) return {};
    }
    return it->status().ok() ? Result<void>{} : failed(it->status(), "reading");
  }

  Result<std::optional<Seq>> find_id(std::string_view id) override {
    if (is_empty_) return std::nullopt;
    rocksdb::PinnableSlice value;
    const auto status = db_->Get(rocksdb::ReadOptions(), handles_[2], slice(id), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return failed(status, "reading");
    if (value.size() != 8) return fail(Code::integrity_error, "the stored ids are broken");
    return Seq{get_big(view(value), 0, 8)};
  }

 private:
  /// Writes one table file and names it for ingestion; without rows there is none.
  rocksdb::Status add_file(std::size_t family, const Rows& rows, std::vector<rocksdb::IngestExternalFileArg>& files) {
    const std::string path = directory_ + "/sealing-" + std::to_string(family) + ".sst";
    const rocksdb::Options options(db_options(true), families()[family].options);
    rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options);
    rocksdb::Status status = writer.Open(path);
    std::uint64_t count = 0;
    rows([&](std::string_view key, std::string_view value) {
      if (status.ok()) status = writer.Put(slice(key), slice(value));
      ++count;
    });
    if (!status.ok() || count == 0) return status;
    status = writer.Finish();
    rocksdb::IngestExternalFileArg& file = files.emplace_back();
    file.column_family = handles_[family];
    file.external_files = {path};
    file.options.move_files = true;
    file.options.write_global_seqno = false;
    file.options.failed_move_fall_back_to_copy = true;
    return status;
  }

  void close() {
    if (db_ == nullptr) return;
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    handles_.clear();
    db_->Close();
    db_.reset();
  }

  std::string directory_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  Absorbed absorbed_;
  std::atomic<bool> is_empty_ = true;  // what a reader asks while rows are being added
};

class NoSealedViews final : public SealedViews {
 public:
  Absorbed absorbed() const override { return {}; }
  Result<void> clear() override { return {}; }
  Result<void> seal(Absorbed, const Rows&, const Rows&) override {
    return fail(Code::io_error, "these views take nothing");
  }
  Result<bool> timeline(std::string_view, std::string&) override { return false; }
  Result<void> each_timeline(char, const Visit&) override { return {}; }
  Result<std::optional<Seq>> find_id(std::string_view) override { return std::nullopt; }
};

Result<std::unique_ptr<SealedViews>> open_for_writing(const std::string& directory) {
  auto views = std::make_unique<RocksSealedViews>(directory);
  if (views->open(OpenMode::write).ok()) return views;
  spdlog::info("the stored timelines are built anew from the log");
  if (auto r = views->clear(); !r) return std::unexpected(r.error());
  return views;
}

std::unique_ptr<SealedViews> open_for_reading(const std::string& directory) {
  for (int attempt = 0; attempt < kOpenAttempts && std::filesystem::exists(directory + "/CURRENT"); ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    auto views = std::make_unique<RocksSealedViews>(directory);
    if (views->open(OpenMode::read).ok()) return views;
  }
  return no_sealed_views();
}

}  // namespace

std::unique_ptr<SealedViews> no_sealed_views() { return std::make_unique<NoSealedViews>(); }

Result<std::unique_ptr<SealedViews>> open_sealed_views(const std::string& directory, OpenMode mode) {
  if (mode == OpenMode::write) return open_for_writing(directory);
  return open_for_reading(directory);
}

}  // namespace rireki
