#include "engine/views/event_columns.h"

#include <filesystem>

#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <spdlog/spdlog.h>

#include "engine/views/page_builder.h"
#include "events/types/catalog.h"
#include "events/types/crc32c.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::uint32_t kLayoutVersion = 1;
constexpr std::size_t kReadAheadBytes = std::size_t{4} << 20;
constexpr char kMetaKey[] = "m";

std::string_view view(const rocksdb::Slice& s) { return {s.data(), s.size()}; }

template <class Integer>
void put_big(std::string& out, Integer value) {
  for (unsigned i = sizeof value; i > 0; --i) out += static_cast<char>(value >> (8U * (i - 1)));
}

std::string page_key(Seq first) {
  std::string key = "p";
  put_big(key, first.value);
  return key;
}

std::string word_key(EventColumns::Word kind, std::uint32_t code) {
  std::string key = "d";
  key += static_cast<char>(kind);
  put_big(key, code);
  return key;
}

std::unexpected<Error> failed(const rocksdb::Status& status, std::string_view doing) {
  return fail(status.IsCorruption() ? Code::integrity_error : Code::io_error,
              std::string(doing) + " the event columns: " + status.ToString());
}

rocksdb::Options options_with(PageCompression compression) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = compression == PageCompression::lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  options.write_buffer_size = std::size_t{64} << 20;
  options.max_background_jobs = 2;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  rocksdb::BlockBasedTableOptions table;
  table.checksum = rocksdb::kXXH3;
  table.no_block_cache = true;  // pages are read one after the other, and once
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

/// What is known of the pages so far.
struct Mark {
  Seq last;
  std::uint32_t checksum = 0;

  [[nodiscard]] std::string bytes() const {
    std::string out;
    out.append(reinterpret_cast<const char*>(&last.value), sizeof last.value);
    out.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
    out.append(reinterpret_cast<const char*>(&kLayoutVersion), sizeof kLayoutVersion);
    return out;
  }

  static std::optional<Mark> of(std::string_view bytes) {
    Mark mark;
    std::uint32_t version = 0;
    if (bytes.size() != 16) return std::nullopt;
    bytes.copy(reinterpret_cast<char*>(&mark.last.value), 8);
    bytes.copy(reinterpret_cast<char*>(&mark.checksum), 4, 8);
    bytes.copy(reinterpret_cast<char*>(&version), 4, 12);
    return version == kLayoutVersion ? std::optional(mark) : std::nullopt;
  }
};

/// Makes pages of Records.
class Paging {
 public:
  Paging(Dictionaries& words, const FindId& find_id) : words_(words), find_id_(find_id) {}

  void begin(Seq first) { page_.begin(first); }

  Result<void> add(Seq seq, std::string_view bytes) {
    const auto record = reader_.read(seq, bytes);
    if (!record) return std::unexpected(record.error());
    const Event& event = (*record)->event;
    Seq target;
    if (traits_of(event.type()).subject == SubjectKind::of_target) {
      const auto* correction = event.as<EventCorrected>();
      const auto found =
          find_id_(correction != nullptr ? correction->target.text : event.as<EventVoided>()->target.text);
      if (!found) return std::unexpected(found.error());
      if (!*found) {
        return fail(Code::integrity_error, "record " + std::to_string(seq.value) + ": it has no target");
      }
      target = **found;
    }
    const Entry entry = make_entry(seq, event, target, scratch_);
    const SubjectKind kind = traits_of(entry.body).subject;
    const std::uint32_t person = kind == SubjectKind::person ? words_.persons.code(event.subject) : kNoPerson;
    last_checksum_ = crc32c(bytes);
    return page_.add(entry, person, words_);
  }

  [[nodiscard]] bool is_full() const { return page_.size() == kPageEvents; }
  [[nodiscard]] std::string bytes() const { return page_.bytes(); }
  [[nodiscard]] std::uint32_t last_checksum() const { return last_checksum_; }

 private:
  Dictionaries& words_;
  const FindId& find_id_;
  RecordReader reader_;
  PageBuilder page_;
  std::string scratch_;
  std::uint32_t last_checksum_ = 0;
};

/// Gives `visit` each whole page that the Log has from `first` on.
Result<void> page_log(Log& log, Seq first, Dictionaries& words, const FindId& find_id,
                      const std::function<Result<void>(Seq first, const Paging&)>& visit) {
  Paging paging(words, find_id);
  const Seq last{log.last().value / kPageEvents * kPageEvents};
  Result<void> result;
  Seq begin = first;
  const auto read = log.read(first, last, [&](Seq seq, std::string_view bytes) {
    if (seq == begin) paging.begin(begin);
    result = paging.add(seq, bytes);
    if (!result || !paging.is_full()) return result.has_value();
    result = visit(begin, paging);
    begin = Seq{seq.value + 1};
    return result.has_value();
  });
  return read ? result : read;
}

class RocksEventColumns final : public EventColumns {
 public:
  RocksEventColumns(std::string directory, PageCompression compression)
      : directory_(std::move(directory)), options_(options_with(compression)) {}

  Result<void> open() {
    rocksdb::DB* db = nullptr;
    auto status = rocksdb::DB::Open(options_, directory_, &db);
    db_.reset(db);
    if (!status.ok()) return failed(status, "opening");
    std::string bytes;
    status = db_->Get(rocksdb::ReadOptions(), kMetaKey, &bytes);
    if (status.IsNotFound()) return {};
    if (!status.ok()) return failed(status, "reading");
    if (const auto mark = Mark::of(bytes)) mark_ = *mark;
    return mark_.last.value > 0 ? load_words() : clear();
  }

  Seq absorbed() const override { return mark_.last; }

  Result<void> advance(Log& log, const FindId& find_id) override {
    const auto is_own = belongs_to(log);
    if (!is_own) return std::unexpected(is_own.error());
    if (!*is_own) {
      if (auto r = clear(); !r) return r;
    }
    const Seq first{mark_.last.value + 1};
    if (auto r = page_log(log, first, words_, find_id, [&](Seq at, const Paging& page) { return add(at, page); }); !r) {
      return r;
    }
    const auto status = db_->Flush(rocksdb::FlushOptions());
    return status.ok() ? Result<void>{} : failed(status, "writing");
  }

  Result<void> each_page(const Visit& visit) override {
    rocksdb::ReadOptions options;
    options.readahead_size = kReadAheadBytes;
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options));
    std::vector<std::uint64_t> aligned;
    for (it->Seek("p"); it->Valid() && it->key()[0] == 'p'; it->Next()) {
      const std::string_view stored = view(it->value());
      const char* bytes = stored.data();
      if (reinterpret_cast<std::uintptr_t>(bytes) % sizeof(std::uint64_t) != 0) {
        aligned.resize(stored.size() / sizeof(std::uint64_t) + 1);
        stored.copy(reinterpret_cast<char*>(aligned.data()), stored.size());
        bytes = reinterpret_cast<const char*>(aligned.data());
      }
      const auto page = page_in({bytes, stored.size()});
      if (!page) return std::unexpected(page.error());
      if (!visit(*page)) return {};
    }
    return it->status().ok() ? Result<void>{} : failed(it->status(), "reading");
  }

  Result<std::vector<std::string>> words(Word kind) override {
    return kind == Word::person ? words_.persons.all() : kind == Word::unit ? words_.units.all() : words_.ranks.all();
  }

  Result<std::string> difference(Log& log, const FindId& find_id) override {
    const auto is_own = belongs_to(log);
    if (!is_own) return std::unexpected(is_own.error());
    if (!*is_own) return std::string("the columns, which are another log's");
    Dictionaries fresh;
    std::string difference;
    const auto compare = [&](Seq first, const Paging& page) -> Result<void> {
      if (first > mark_.last || !difference.empty()) return {};
      std::string stored;
      const auto status = db_->Get(rocksdb::ReadOptions(), page_key(first), &stored);
      if (!status.ok() || stored != page.bytes()) difference = "the columns of seq " + std::to_string(first.value);
      return {};
    };
    if (auto r = page_log(log, Seq{1}, fresh, find_id, compare); !r) return std::unexpected(r.error());
    const bool same_words = starts_with(fresh.persons, words_.persons) && starts_with(fresh.units, words_.units) &&
                            starts_with(fresh.ranks, words_.ranks);
    return difference.empty() && !same_words ? std::string("the words of the columns") : difference;
  }

 private:
  static bool starts_with(const Words& all, const Words& first) {
    return all.all().size() >= first.all().size() &&
           std::equal(first.all().begin(), first.all().end(), all.all().begin());
  }

  Result<bool> belongs_to(Log& log) const {
    if (mark_.last.value == 0) return true;
    if (mark_.last > log.last()) return false;
    std::uint32_t checksum = 0;
    const auto read = log.read(mark_.last, mark_.last, [&](Seq, std::string_view bytes) {
      checksum = crc32c(bytes);
      return true;
    });
    if (!read) return std::unexpected(read.error());
    return checksum == mark_.checksum;
  }

  Result<void> clear() {
    spdlog::info("the event columns are built anew from the log");
    db_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
    mark_ = {};
    words_ = {};
    stored_ = {};
    return open();
  }

  Result<void> load_words() {
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    for (it->Seek("d"); it->Valid() && it->key()[0] == 'd'; it->Next()) {
      const auto kind = static_cast<Word>(it->key()[1]);
      Words& words = kind == Word::person ? words_.persons : kind == Word::unit ? words_.units : words_.ranks;
      words.add(it->value().ToString());
    }
    stored_ = {words_.persons.all().size(), words_.units.all().size(), words_.ranks.all().size()};
    return it->status().ok() ? Result<void>{} : failed(it->status(), "reading");
  }

  /// A page, its new words and the mark in one batch.
  Result<void> add(Seq first, const Paging& page) {
    const Mark mark{Seq{first.value + kPageEvents - 1}, page.last_checksum()};
    rocksdb::WriteBatch batch;
    put_words(batch, Word::person, words_.persons, stored_.persons);
    put_words(batch, Word::unit, words_.units, stored_.units);
    put_words(batch, Word::rank, words_.ranks, stored_.ranks);
    rocksdb::Status status = batch.Put(page_key(first), page.bytes());
    if (status.ok()) status = batch.Put(kMetaKey, mark.bytes());
    rocksdb::WriteOptions options;
    options.disableWAL = true;  // whole memtables are flushed in order; what is lost in a crash is built again
    if (status.ok()) status = db_->Write(options, &batch);
    if (!status.ok()) return failed(status, "writing");
    mark_ = mark;
    return {};
  }

  static void put_words(rocksdb::WriteBatch& batch, Word kind, const Words& words, std::size_t& stored) {
    for (; stored < words.all().size(); ++stored) {
      (void)batch.Put(word_key(kind, words.code_at(stored)), words.all()[stored]);
    }
  }

  /// How many words are stored.
  struct Stored {
    std::size_t persons = 0;
    std::size_t units = 0;
    std::size_t ranks = 0;
  };

  std::string directory_;
  rocksdb::Options options_;
  std::unique_ptr<rocksdb::DB> db_;
  Mark mark_;
  Dictionaries words_;
  Stored stored_;
};

}  // namespace

Result<std::unique_ptr<EventColumns>> open_event_columns(const std::string& directory, PageCompression compression) {
  auto columns = std::make_unique<RocksEventColumns>(directory, compression);
  if (auto r = columns->open(); !r) return std::unexpected(r.error());
  return columns;
}

}  // namespace rireki
