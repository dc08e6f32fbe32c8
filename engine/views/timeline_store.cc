#include "engine/views/timeline_store.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory_resource>

#include <boost/unordered/unordered_flat_map.hpp>
#include <spdlog/spdlog.h>

#include "events/lifecycle/entry.h"
#include "events/types/crc32c.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

// Each sealing writes every changed timeline whole: the more there is at once, the less is written in all.
constexpr std::size_t kDirtyBytesMax = std::size_t{64} << 20;

constexpr std::size_t tail_records_max(TimelineStore::Sealing when) {
  switch (when) {
    case TimelineStore::Sealing::steady:
      return 60'000;
    case TimelineStore::Sealing::bulk:
      return 1'000'000;
    case TimelineStore::Sealing::closing:
      break;
  }
  return 1'000;
}

constexpr std::size_t kCleanBytesMax = std::size_t{32} << 20;
constexpr std::size_t kCachedOverhead = 160;  // map slot, key and string headers
constexpr std::size_t kCountBytes = 4;
constexpr std::size_t kCacheLineBytes = 64;
static_assert(std::endian::native == std::endian::little, "counts are stored as they lie in memory");

constexpr char prefix_of(SubjectKind kind) {
  return kind == SubjectKind::person ? 'p' : kind == SubjectKind::unit ? 'u' : 'o';
}

std::string key_of(SubjectKind kind, std::string_view subject) {
  std::string key(1, prefix_of(kind));
  return key += subject;
}

std::uint32_t count_of(std::string_view stored) {
  std::uint32_t count = 0;
  if (stored.size() >= kCountBytes) std::memcpy(&count, stored.data(), kCountBytes);
  return count;
}

PackedTimeline packed_timeline(std::string_view stored) {
  return {stored.substr(std::min(stored.size(), kCountBytes)), Version{count_of(stored)}};
}

struct TransparentHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// A timeline in memory, in its stored form; empty where the subject has none.
struct Cached {
  std::string key;
  std::string stored;
  bool dirty = false;
};

/// The ids of the tail: event id → seq. Texts lie in one arena, given back as a whole.
class TailIds {
 public:
  void add(std::string_view id, Seq seq) {
    auto* text = static_cast<char*>(arena_.allocate(id.size(), 1));
    std::memcpy(text, id.data(), id.size());
    ids_.emplace(std::string_view(text, id.size()), seq);
  }

  [[nodiscard]] std::optional<Seq> find(std::string_view id) const {
    const auto it = ids_.find(id);
    return it == ids_.end() ? std::nullopt : std::optional(it->second);
  }

  /// Brings what `find` and `add` touch near.
  void foresee(std::string_view id) const { (void)ids_.find(id); }

  [[nodiscard]] std::size_t size() const { return ids_.size(); }

  void clear() {
    ids_.clear();
    arena_.release();
  }

  struct Row {
    std::uint64_t head;
    std::string_view id;
    Seq seq;
  };

  /// All of them by id.
  [[nodiscard]] std::vector<Row> sorted() const {
    std::vector<Row> rows;
    rows.reserve(ids_.size());
    for (const auto& [id, seq] : ids_) rows.push_back({head_of(id), id, seq});
    std::ranges::sort(rows,
                      [](const Row& a, const Row& b) { return a.head != b.head ? a.head < b.head : a.id < b.id; });
    return rows;
  }

  /// All of them as rows of the stored form.
  void put_sorted(const SealedViews::Put& put) const {
    for (const Row& row : sorted()) {
      const std::uint64_t big = __builtin_bswap64(row.seq.value);
      put(row.id, {reinterpret_cast<const char*>(&big), sizeof big});
    }
  }

 private:
  /// The first bytes as a number that sorts as they do: most comparisons end here.
  static std::uint64_t head_of(std::string_view id) {
    char bytes[8] = {};
    std::memcpy(bytes, id.data(), std::min(id.size(), sizeof bytes));
    std::uint64_t head = 0;
    std::memcpy(&head, bytes, sizeof head);
    return __builtin_bswap64(head);
  }

  boost::unordered_flat_map<std::string_view, Seq, TransparentHash, std::equal_to<>> ids_;
  std::pmr::monotonic_buffer_resource arena_{std::size_t{64} << 10};
};

/// What tells one Log from another: the checksum of one of its records.
Result<std::uint32_t> checksum_at(Log& log, Seq seq) {
  std::uint32_t checksum = 0;
  const auto read = log.read(seq, seq, [&](Seq, std::string_view bytes) {
    checksum = crc32c(bytes);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return checksum;
}

class TailedTimelineStore final : public TimelineStore {
 public:
  TailedTimelineStore(std::unique_ptr<SealedViews> sealed, bool is_writer)
      : sealed_(std::move(sealed)), absorbed_(sealed_->absorbed().seq), is_writer_(is_writer) {}

  Result<void> catch_up(Log& log) override {
    Result<void> result;
    const auto read = log.read(Seq{absorbed_.value + 1}, log.last(), [&](Seq seq, std::string_view bytes) {
      result = absorb_record(seq, bytes);
      if (result && is_writer_ && holds_much(Sealing::bulk)) result = seal(log, Sealing::bulk);
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
    const std::size_t before = timeline.dirty ? timeline.stored.size() + kCachedOverhead : 0;
    timeline.dirty = true;
    if (timeline.stored.empty()) timeline.stored.resize(kCountBytes);
    timeline.stored += packed;
    const std::uint32_t count = count_of(timeline.stored) + 1;
    std::memcpy(timeline.stored.data(), &count, kCountBytes);
    dirty_bytes_ += timeline.stored.size() + kCachedOverhead - before;
    ids_.add(id, seq);
    absorbed_ = seq;
  }

  void foresee(SubjectKind kind, std::string_view subject, std::string_view id) const override {
    ids_.foresee(id);
    const auto it = timelines_.find(key_of(kind, subject));
    if (it == timelines_.end()) return;
    __builtin_prefetch(it->second->stored.data());
    __builtin_prefetch(it->second->stored.data() + kCacheLineBytes);
  }

  bool holds_much(Sealing when) const override {
    return dirty_bytes_ >= kDirtyBytesMax || ids_.size() >= tail_records_max(when);
  }

  Result<void> seal(Log& log, Sealing when) override {
    if (broken_) return fail(Code::integrity_error, "the stored timelines are broken; open the log again");
    if (clean_bytes_ > kCleanBytesMax) drop_clean();
    if (!holds_much(when)) return {};
    const auto checksum = checksum_at(log, absorbed_);
    if (!checksum) return std::unexpected(checksum.error());
    auto r = sealed_->seal(
        {absorbed_, *checksum}, [&](const SealedViews::Put& put) { put_dirty(put); },
        [&](const SealedViews::Put& put) { ids_.put_sorted(put); });
    if (!r) return r;
    for (auto& [key, timeline] : timelines_) timeline->dirty = false;
    ids_.clear();
    clean_bytes_ += std::exchange(dirty_bytes_, 0);
    if (clean_bytes_ > kCleanBytesMax) drop_clean();
    return {};
  }

  Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) override {
    auto cached = load(kind, subject);
    if (!cached) return std::unexpected(cached.error());
    return packed_timeline((*cached)->stored);
  }

  Result<void> each_timeline(SubjectKind kind, const TimelineSource::Visit& visit) override {
    const auto dirty = dirty_items(prefix_of(kind));
    auto next = dirty.begin();
    const auto visit_dirty = [&] {
      visit(std::string_view((*next)->key).substr(1), packed_timeline((*next)->stored));
      ++next;
    };
    const auto r = sealed_->each_timeline(prefix_of(kind), [&](std::string_view key, std::string_view stored) {
      while (next != dirty.end() && (*next)->key < key) visit_dirty();
      if (next != dirty.end() && (*next)->key == key) {
        visit_dirty();
      } else {
        visit(key.substr(1), packed_timeline(stored));
      }
      return true;
    });
    while (r && next != dirty.end()) visit_dirty();
    return r;
  }

  Result<std::optional<Seq>> find_id(std::string_view id) override {
    if (const auto seq = ids_.find(id)) return seq;
    return sealed_->find_id(id);
  }

  Result<void> each_id(const VisitId& visit) override {
    const auto tail = ids_.sorted();
    auto next = tail.begin();
    const auto sealed = sealed_->ids();
    while (const auto row = sealed->next()) {
      for (; next != tail.end() && next->id < row->id; ++next) visit(next->id, next->seq);
      visit(row->id, row->seq);
    }
    for (; next != tail.end(); ++next) visit(next->id, next->seq);
    return {};
  }

 private:
  using Timelines =
      boost::unordered_flat_map<std::string_view, std::unique_ptr<Cached>, TransparentHash, std::equal_to<>>;

  /// Changed timelines in key order; of one kind of subject, or all for prefix 0.
  std::vector<const Cached*> dirty_items(char prefix) const {
    std::vector<const Cached*> items;
    for (const auto& [key, cached] : timelines_) {
      if (cached->dirty && (prefix == 0 || key[0] == prefix)) items.push_back(cached.get());
    }
    std::ranges::sort(items, {}, [](const Cached* item) -> const std::string& { return item->key; });
    return items;
  }

  void put_dirty(const SealedViews::Put& put) const {
    for (const Cached* item : dirty_items(0)) put(item->key, item->stored);
  }

  Result<Cached*> load(SubjectKind kind, std::string_view subject) {
    // An event is judged by its subject's timeline and joins it right after: the same one is asked for twice.
    if (last_ != nullptr && last_->key[0] == prefix_of(kind) && std::string_view(last_->key).substr(1) == subject) {
      return last_;
    }
    std::string key = key_of(kind, subject);
    if (const auto it = timelines_.find(key); it != timelines_.end()) return last_ = it->second.get();
    auto cached = std::make_unique<Cached>(Cached{.key = std::move(key), .stored = {}});
    const auto found = sealed_->timeline(cached->key, cached->stored);
    if (!found) return std::unexpected(found.error());
    clean_bytes_ += cached->stored.size() + kCachedOverhead;
    last_ = cached.get();
    timelines_.emplace(last_->key, std::move(cached));
    return last_;
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
      const auto packed = timeline(kind, event.subject);
      if (!packed) return std::unexpected(packed.error());
      unpack(packed->bytes, Seq{UINT64_MAX}, entries);
      if (std::ranges::find(entries, **seq, &Entry::seq) != entries.end()) return std::pair(kind, **seq);
    }
    return fail(Code::integrity_error, "a correction in the log has no target");
  }

  void drop_clean() {
    last_ = nullptr;
    boost::unordered::erase_if(timelines_, [](const auto& item) { return !item.second->dirty; });
    clean_bytes_ = 0;
  }

  std::unique_ptr<SealedViews> sealed_;
  Seq absorbed_;
  bool is_writer_ = false;
  bool broken_ = false;
  Timelines timelines_;
  Cached* last_ = nullptr;  // the one loaded last
  TailIds ids_;             // of what is not sealed
  std::size_t dirty_bytes_ = 0;
  std::size_t clean_bytes_ = 0;
};

/// Whether the sealed part has followed this very Log.
bool belongs_to(const Absorbed& absorbed, Log& log) {
  if (absorbed.seq.value == 0) return true;
  if (absorbed.seq > log.last()) return false;
  const auto checksum = checksum_at(log, absorbed.seq);
  return checksum && *checksum == absorbed.checksum;
}

}  // namespace

Result<std::unique_ptr<TimelineStore>> make_timeline_store(std::unique_ptr<SealedViews> sealed, OpenMode mode,
                                                           Log& log) {
  const bool is_writer = mode == OpenMode::write;
  if (!belongs_to(sealed->absorbed(), log)) {
    if (is_writer) {
      spdlog::info("the stored timelines belong to another log and are built anew");
      if (auto r = sealed->clear(); !r) return std::unexpected(r.error());
    } else {
      sealed = no_sealed_views();
    }
  }
  return std::make_unique<TailedTimelineStore>(std::move(sealed), is_writer);
}

}  // namespace rireki
