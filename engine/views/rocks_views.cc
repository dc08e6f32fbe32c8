#include "engine/views/rocks_views.h"

#include <atomic>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <rocksdb/db.h>

#include "engine/log/rocks_error.h"
#include "engine/views/table_files.h"
#include "engine/views/view_options.h"
#include "events/types/fixed_bytes.h"

namespace rireki {

namespace {

constexpr std::uint32_t kLayoutVersion = 3;
constexpr std::size_t kMetaBytes = 16;
constexpr char kMetaKey[] = "absorbed";
constexpr std::string_view kReading = "reading the stored timelines";

class RocksCursor final : public RowCursor {
 public:
  /// With a prefix: as long as keys start with it.
  RocksCursor(rocksdb::Iterator* it, std::string prefix, std::string_view from) : it_(it), prefix_(std::move(prefix)) {
    it_->Seek(from);
  }

  std::optional<Row> next() override {
    if (began_ && it_->Valid()) it_->Next();
    began_ = true;
    if (!it_->Valid() || !it_->key().starts_with(prefix_)) return std::nullopt;
    return Row{it_->key().ToStringView(), it_->value().ToStringView()};
  }

  Result<void> status() const override {
    return it_->status().ok() ? Result<void>{} : std::unexpected(error_of(it_->status(), kReading));
  }

 private:
  std::unique_ptr<rocksdb::Iterator> it_;
  std::string prefix_;
  bool began_ = false;
};

class RocksSealedViews final : public SealedViews {
 public:
  explicit RocksSealedViews(std::string directory, PageCompression compression = PageCompression::lz4)
      : directory_(std::move(directory)), families_(view_families(compression)) {}

  ~RocksSealedViews() override { close(); }

  rocksdb::Status open(OpenMode mode) {
    const bool is_writer = mode == OpenMode::write;
    rocksdb::DB* db = nullptr;
    auto status = is_writer ? rocksdb::DB::Open(view_options(), directory_, families_, &handles_, &db)
                            : rocksdb::DB::OpenForReadOnly(view_options(), directory_, families_, &handles_, &db);
    db_.reset(db);
    if (!status.ok()) return status;
    std::string meta;
    status = db_->Get(rocksdb::ReadOptions(), kMetaKey, &meta);
    if (status.IsNotFound()) return {};
    if (!status.ok()) return status;
    if (meta.size() != kMetaBytes || get_big<std::uint32_t>(meta.substr(12)) != kLayoutVersion) {
      return rocksdb::Status::Corruption("another layout");
    }
    absorbed_ = {Seq{get_big<std::uint64_t>(meta)}, get_big<std::uint32_t>(meta.substr(8))};
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
    return status.ok() ? Result<void>{} : std::unexpected(error_of(status, "making the stored timelines"));
  }

  Result<void> fill(Absorbed absorbed, const Ranges& ranges, unsigned threads) override {
    const Rows meta = [&](const Put& put) {
      std::string value;
      put_big(value, absorbed.seq.value);
      put_big(value, absorbed.checksum);
      put_big(value, kLayoutVersion);
      put(kMetaKey, value);
    };
    std::vector<FamilyRows> all{{ViewFamily::absorbed, &meta}};
    // The smaller families last: the threads end together.
    for (const Rows& rows : ranges.ids) all.push_back({ViewFamily::ids, &rows});
    for (const Rows& rows : ranges.timelines) all.push_back({ViewFamily::timelines, &rows});
    for (const Rows& rows : ranges.columns) all.push_back({ViewFamily::columns, &rows});
    const auto status = add_rows({*db_, families_, handles_, directory_}, all, threads);
    if (!status.ok()) return std::unexpected(error_of(status, "writing the stored timelines"));
    absorbed_ = absorbed;
    is_empty_ = false;
    return {};
  }

  Result<bool> timeline(std::string_view key, std::string& out) override {
    return get(ViewFamily::timelines, key, out);
  }

  Result<std::vector<std::optional<std::string>>> timelines(std::span<const std::string> keys) override {
    std::vector<std::optional<std::string>> found(keys.size());
    const auto r = get_all(ViewFamily::timelines, std::vector<rocksdb::Slice>(keys.begin(), keys.end()),
                           [&](std::size_t i, std::string_view value) { found[i] = value; });
    if (!r) return std::unexpected(r.error());
    return found;
  }

  std::unique_ptr<RowCursor> timelines(std::string prefix) override {
    return rows_of(ViewFamily::timelines, std::move(prefix));
  }

  std::unique_ptr<RowCursor> ids() override { return rows_of(ViewFamily::ids, ""); }

  Result<bool> column(std::string_view key, std::string& out) override { return get(ViewFamily::columns, key, out); }

  std::unique_ptr<RowCursor> columns(std::string prefix, std::string_view from) override {
    auto* it = db_->NewIterator(scanning(ViewFamily::columns), handles_[ViewFamily::columns]);
    return std::make_unique<RocksCursor>(it, std::move(prefix), from);
  }

  Result<std::optional<Seq>> find_id(std::string_view id) override {
    if (is_empty_) return std::nullopt;
    rocksdb::PinnableSlice value;
    const auto status = db_->Get(rocksdb::ReadOptions(), handles_[ViewFamily::ids], id, &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return std::unexpected(error_of(status, kReading));
    const Seq seq = seq_in(value.ToStringView());
    if (seq.value == 0) return fail(Code::integrity_error, "the stored ids are broken");
    return seq;
  }

  Result<std::vector<bool>> have_ids(std::span<const std::string_view> ids) override {
    std::vector<bool> have(ids.size());
    std::vector<rocksdb::Slice> keys;
    keys.reserve(ids.size());
    for (const std::string_view id : ids) keys.emplace_back(id);
    const auto r = get_all(ViewFamily::ids, keys, [&](std::size_t i, std::string_view) { have[i] = true; });
    if (!r) return std::unexpected(r.error());
    return have;
  }

  /// From the end: after each one found, on to what sorts before its kind.
  Result<GreatestIds> greatest_ids() override {
    GreatestIds greatest;
    const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions(), handles_[ViewFamily::ids]));
    for (it->SeekToLast(); it->Valid() && !greatest.gives_up();) {
      const std::string id = it->key().ToString();
      greatest.add(id);
      it->SeekForPrev(std::string_view(id).substr(0, GreatestIds::kBeginning));
      if (it->Valid() && it->key().ToStringView() == id) it->Prev();
    }
    if (!it->status().ok()) return std::unexpected(error_of(it->status(), kReading));
    return greatest;
  }

 private:
  /// Calls `visit` with the place and the value of each key that is there.
  template <class Visit>
  Result<void> get_all(std::size_t family, const std::vector<rocksdb::Slice>& keys, Visit&& visit) {
    if (is_empty_ || keys.empty()) return {};
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db_->MultiGet(rocksdb::ReadOptions(), handles_[family], keys.size(), keys.data(), values.data(), statuses.data());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      if (!statuses[i].ok()) return std::unexpected(error_of(statuses[i], kReading));
      visit(i, values[i].ToStringView());
    }
    return {};
  }

  Result<bool> get(std::size_t family, std::string_view key, std::string& out) {
    if (is_empty_) return false;
    rocksdb::PinnableSlice value;
    const auto status = db_->Get(rocksdb::ReadOptions(), handles_[family], key, &value);
    if (status.IsNotFound()) return false;
    if (!status.ok()) return std::unexpected(error_of(status, kReading));
    out.assign(value.data(), value.size());
    return true;
  }

  std::unique_ptr<RowCursor> rows_of(std::size_t family, const std::string& prefix) {
    return std::make_unique<RocksCursor>(db_->NewIterator(scanning(family), handles_[family]), prefix, prefix);
  }

  void close() {
    if (db_ == nullptr) return;
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    handles_.clear();
    db_->Close();
    db_.reset();
  }

  std::string directory_;
  std::vector<rocksdb::ColumnFamilyDescriptor> families_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  Absorbed absorbed_;
  std::atomic<bool> is_empty_ = true;  // what a reader asks while rows are being added
};

}  // namespace

Seq seq_in(std::string_view value) { return Seq{value.size() == 8 ? get_big<std::uint64_t>(value) : 0}; }

std::unique_ptr<SealedViews> open_rocks_views(const std::string& directory, OpenMode mode,
                                              PageCompression compression) {
  auto views = std::make_unique<RocksSealedViews>(directory, compression);
  if (!views->open(mode).ok()) return nullptr;
  return views;
}

Result<std::unique_ptr<SealedViews>> make_rocks_views(const std::string& directory, PageCompression compression) {
  auto views = std::make_unique<RocksSealedViews>(directory, compression);
  if (auto r = views->clear(); !r) return std::unexpected(r.error());
  return views;
}

bool remove_rocks_views(const std::string& directory) {
  std::error_code ignored;
  if (std::filesystem::exists(directory + "/CURRENT")) {
    const auto status =
        rocksdb::DestroyDB(directory, rocksdb::Options(view_options(), {}), view_families(PageCompression::lz4));
    if (!status.ok()) return false;
  }
  std::filesystem::remove_all(directory, ignored);
  return true;
}

}  // namespace rireki
