#include "engine/views/timeline_store.h"

#include <algorithm>
#include <filesystem>
#include <thread>
#include <unordered_map>

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <spdlog/spdlog.h>

#include "events/lifecycle/entry.h"
#include "events/types/record_codec.h"
#include "events/types/varint.h"

namespace rireki {

namespace {

constexpr std::uint32_t kLayoutVersion = 1;
// One flush is one batch and one memtable: a limit here is a limit on both.
constexpr std::size_t kDirtyBytesMax = std::size_t{48} << 20;
constexpr std::size_t kDirtyIdsMax = 250'000;
constexpr std::size_t kCleanBytesMax = std::size_t{32} << 20;
constexpr std::size_t kCachedOverhead = 160;  // map node, key and string headers
constexpr int kOpenAttempts = 20;

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

constexpr char prefix_of(SubjectKind kind) {
  return kind == SubjectKind::person ? 'p' : kind == SubjectKind::unit ? 'u' : 'o';
}

std::string key_of(SubjectKind kind, std::string_view subject) {
  std::string key(1, prefix_of(kind));
  return key += subject;
}

struct TransparentHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

template <class Value>
using TextMap = std::unordered_map<std::string, Value, TransparentHash, std::equal_to<>>;

/// A stored timeline in memory, whole.
struct Cached {
  std::string bytes;
  std::uint64_t count = 0;
  bool dirty = false;
};

/// Pointers to the wanted items of a map, by key.
template <class Map, class Wanted>
auto sorted(Map& map, Wanted&& wanted) {
  std::vector<typename Map::value_type*> items;
  for (auto& item : map) {
    if (wanted(item)) items.push_back(&item);
  }
  std::ranges::sort(items, {}, [](const auto* item) -> const std::string& { return item->first; });
  return items;
}

/// A reader leaves no trace in the directory, not even RocksDB's own log file.
class Silent final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::ColumnFamilyOptions family_options() {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = std::size_t{16} << 20;
  options.compression = rocksdb::kLZ4Compression;
  // Nearly every id that is looked up is new: a filter answers without a walk through the memtable.
  options.memtable_prefix_bloom_size_ratio = 0.1;
  options.memtable_whole_key_filtering = true;
  rocksdb::BlockBasedTableOptions table;
  table.checksum = rocksdb::kXXH3;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.whole_key_filtering = true;
  table.block_cache = rocksdb::NewLRUCache(std::size_t{16} << 20);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> families() {
  return {{rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions()},
          {"timeline", family_options()},
          {"ids", family_options()}};
}

class RocksTimelineStore final : public TimelineStore {
 public:
  Result<void> open(const std::string& directory, OpenMode mode, Log& log) {
    is_writer_ = mode == OpenMode::write;
    if (!is_writer_ && !std::filesystem::exists(directory + "/CURRENT")) return {};
    rocksdb::Status status = open_once(directory);
    for (int attempt = 1; !status.ok() && !is_writer_ && attempt < kOpenAttempts; ++attempt) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      status = open_once(directory);
    }
    const bool usable = status.ok() && belongs_to(log);
    if (usable) return {};
    if (is_writer_) spdlog::info("the stored timelines are built anew from the log");
    close();
    absorbed_ = Seq{};
    if (!is_writer_) return {};
    std::error_code ec;
    std::filesystem::remove_all(directory, ec);
    status = open_once(directory);
    return status.ok() ? Result<void>{} : failed(status, "making");
  }

  ~RocksTimelineStore() override { close(); }

  Result<void> catch_up(Log& log) override {
    Result<void> result;
    const auto read = log.read(Seq{absorbed_.value + 1}, log.last(), [&](Seq seq, std::string_view bytes) {
      result = absorb_record(seq, bytes);
      if (result && is_writer_) result = flush(crc32c(bytes), false);
      return result.has_value();
    });
    return read ? result : read;
  }

  void absorb(Seq seq, std::string_view id, SubjectKind kind, std::string_view subject,
              std::string_view packed) override {
    auto cached = load(kind, subject);
    if (!cached) {
      // The timeline was read a moment ago to judge the event; if it cannot be read now, a rebuild must repair it.
      spdlog::error("{}", cached.error().message);
      broken_ = true;
      return;
    }
    Cached& timeline = **cached;
    if (!timeline.dirty) dirty_bytes_ += timeline.bytes.size() + kCachedOverhead;
    timeline.dirty = true;
    timeline.bytes += packed;
    timeline.count += 1;
    dirty_bytes_ += packed.size();
    ids_.emplace(id, seq);
    absorbed_ = seq;
  }

  Result<void> flush(std::uint32_t checksum, bool all) override {
    if (broken_) return fail(Code::integrity_error, "the stored timelines are broken; open the log again");
    if (clean_bytes_ > kCleanBytesMax) drop_clean();
    if (!all && dirty_bytes_ < kDirtyBytesMax && ids_.size() < kDirtyIdsMax) return {};
    if (ids_.empty()) return {};
    rocksdb::WriteBatch batch;
    std::string meta;
    put_big(meta, absorbed_.value, 8);
    put_big(meta, checksum, 4);
    put_big(meta, kLayoutVersion, 4);
    batch.Put("absorbed", meta);
    put_timelines(batch);
    put_ids(batch);
    const auto status = db_->Write(rocksdb::WriteOptions(), &batch);
    if (!status.ok()) return failed(status, "writing");
    ids_.clear();
    clean_bytes_ += std::exchange(dirty_bytes_, 0);
    if (clean_bytes_ > kCleanBytesMax) drop_clean();
    return {};
  }

  Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) override {
    auto cached = load(kind, subject);
    if (!cached) return std::unexpected(cached.error());
    return PackedTimeline{(*cached)->bytes, Version{(*cached)->count}};
  }

  Result<void> each_timeline(SubjectKind kind, const TimelineSource::Visit& visit) override {
    const auto dirty =
        sorted(timelines_, [&](const auto& item) { return item.second.dirty && item.first[0] == prefix_of(kind); });
    auto next = dirty.begin();
    const auto visit_dirty = [&] {
      visit(std::string_view((*next)->first).substr(1), {(*next)->second.bytes, Version{(*next)->second.count}});
      ++next;
    };
    if (db_ != nullptr) {
      const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions(), handles_[1]));
      for (it->Seek(std::string(1, prefix_of(kind))); it->Valid() && it->key()[0] == prefix_of(kind); it->Next()) {
        const std::string_view key = view(it->key());
        while (next != dirty.end() && (*next)->first < key) visit_dirty();
        if (next != dirty.end() && (*next)->first == key) {
          visit_dirty();
          continue;
        }
        std::string_view value = view(it->value());
        const std::uint64_t count = take_count(value);
        visit(key.substr(1), {value, Version{count}});
      }
      if (!it->status().ok()) return failed(it->status(), "reading");
    }
    while (next != dirty.end()) visit_dirty();
    return {};
  }

  Result<std::optional<Seq>> find_id(std::string_view id) override {
    if (const auto it = ids_.find(id); it != ids_.end()) return it->second;
    if (db_ == nullptr) return std::nullopt;
    rocksdb::PinnableSlice value;
    const auto status = db_->Get(rocksdb::ReadOptions(), handles_[2], slice(id), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return failed(status, "reading");
    if (value.size() != 8) return fail(Code::integrity_error, "the stored ids are broken");
    return Seq{get_big(view(value), 0, 8)};
  }

 private:
  rocksdb::Status open_once(const std::string& directory) {
    rocksdb::DBOptions options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    options.max_background_jobs = 2;
    options.max_file_opening_threads = 1;  // opening is a matter of milliseconds; starting threads is most of it
    options.skip_stats_update_on_db_open = true;
    options.keep_log_file_num = 2;
    options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
    if (!is_writer_) options.info_log = std::make_shared<Silent>();
    rocksdb::DB* db = nullptr;
    const auto status = is_writer_ ? rocksdb::DB::Open(options, directory, families(), &handles_, &db)
                                   : rocksdb::DB::OpenForReadOnly(options, directory, families(), &handles_, &db);
    db_.reset(db);
    return status;
  }

  void close() {
    if (db_ == nullptr) return;
    if (is_writer_) {
      rocksdb::FlushOptions options;
      for (auto* handle : handles_) db_->Flush(options, handle);
    }
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    handles_.clear();
    db_->Close();
    db_.reset();
  }

  /// Reads the absorbed seq and compares it with the Log.
  bool belongs_to(Log& log) {
    std::string meta;
    const auto status = db_->Get(rocksdb::ReadOptions(), "absorbed", &meta);
    if (status.IsNotFound()) return true;  // new and empty
    if (!status.ok() || meta.size() != 16 || get_big(meta, 12, 4) != kLayoutVersion) return false;
    absorbed_ = Seq{get_big(meta, 0, 8)};
    if (absorbed_.value == 0 || absorbed_ > log.last()) return false;
    std::uint32_t checksum = 0;
    const auto read = log.read(absorbed_, absorbed_, [&](Seq, std::string_view bytes) {
      checksum = crc32c(bytes);
      return true;
    });
    return read && checksum == get_big(meta, 8, 4);
  }

  // Both in key order, which the memtable takes several times faster than any other.

  void put_timelines(rocksdb::WriteBatch& batch) {
    std::string value;
    for (auto* item : sorted(timelines_, [](const auto& i) { return i.second.dirty; })) {
      value.clear();
      put_varint(value, item->second.count);
      value += item->second.bytes;
      batch.Put(handles_[1], item->first, value);
      item->second.dirty = false;
    }
  }

  void put_ids(rocksdb::WriteBatch& batch) {
    std::string value;
    for (const auto* item : sorted(ids_, [](const auto&) { return true; })) {
      value.clear();
      put_big(value, item->second.value, 8);
      batch.Put(handles_[2], item->first, value);
    }
  }

  Result<Cached*> load(SubjectKind kind, std::string_view subject) {
    // An event is judged by its subject's timeline and joins it right after: the same one is asked for twice.
    if (last_ != nullptr && last_->first[0] == prefix_of(kind) && std::string_view(last_->first).substr(1) == subject) {
      return &last_->second;
    }
    const std::string key = key_of(kind, subject);
    const auto [it, is_new] = timelines_.try_emplace(key);
    last_ = &*it;
    if (!is_new || db_ == nullptr) return &it->second;
    rocksdb::PinnableSlice value;
    const auto status = db_->Get(rocksdb::ReadOptions(), handles_[1], key, &value);
    if (status.IsNotFound()) return &it->second;
    if (!status.ok()) {
      last_ = nullptr;
      timelines_.erase(it);
      return failed(status, "reading");
    }
    std::string_view bytes = view(value);
    it->second.count = take_count(bytes);
    it->second.bytes = bytes;
    clean_bytes_ += bytes.size() + kCachedOverhead;
    return &it->second;
  }

  static std::uint64_t take_count(std::string_view& value) {
    std::uint64_t count = 0;
    for (unsigned shift = 0; shift < 64 && !value.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(value.front());
      value.remove_prefix(1);
      count |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) break;
    }
    return count;
  }

  Result<void> absorb_record(Seq seq, std::string_view bytes) {
    const auto record = decode_record(seq, bytes);
    if (!record) return std::unexpected(record.error());
    const Event& event = record->event;
    SubjectKind kind = traits_of(event.type()).subject;
    Seq target;
    if (kind == SubjectKind::of_target) {
      auto found = find_target(event);
      if (!found) return std::unexpected(found.error());
      std::tie(kind, target) = *found;
    }
    std::string scratch;
    std::string packed;
    pack(make_entry(seq, event, target, scratch), packed);
    absorb(seq, event.id, kind, event.subject, packed);
    return {};
  }

  /// The kind of subject that an admitted correction or void is about, and its target's seq.
  Result<std::pair<SubjectKind, Seq>> find_target(const Event& event) {
    const auto* correction = event.as<EventCorrected>();
    const std::string& id = correction != nullptr ? correction->target.text : event.as<EventVoided>()->target.text;
    const auto seq = find_id(id);
    if (!seq) return std::unexpected(seq.error());
    std::vector<Entry> entries;
    for (const SubjectKind kind : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
      if (!*seq) break;
      const auto cached = load(kind, event.subject);
      if (!cached) return std::unexpected(cached.error());
      unpack((*cached)->bytes, Seq{UINT64_MAX}, entries);
      if (std::ranges::find(entries, **seq, &Entry::seq) != entries.end()) return std::pair(kind, **seq);
    }
    return fail(Code::integrity_error, "a correction in the log has no target");
  }

  void drop_clean() {
    last_ = nullptr;
    std::erase_if(timelines_, [](const auto& item) { return !item.second.dirty; });
    clean_bytes_ = 0;
  }

  bool is_writer_ = false;
  bool broken_ = false;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  Seq absorbed_;
  TextMap<Cached> timelines_;
  TextMap<Cached>::value_type* last_ = nullptr;  // the one loaded last
  TextMap<Seq> ids_;                             // absorbed since the last flush
  std::size_t dirty_bytes_ = 0;
  std::size_t clean_bytes_ = 0;
};

}  // namespace

Result<std::unique_ptr<TimelineStore>> open_timeline_store(const std::string& directory, OpenMode mode, Log& log) {
  auto store = std::make_unique<RocksTimelineStore>();
  if (auto r = store->open(directory, mode, log); !r) return std::unexpected(r.error());
  return store;
}

}  // namespace rireki
