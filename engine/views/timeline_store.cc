#include "engine/views/timeline_store.h"

#include <algorithm>
#include <deque>

#include <boost/unordered/unordered_flat_map.hpp>
#include <spdlog/spdlog.h>

#include "engine/views/absent_ids.h"
#include "engine/views/event_columns.h"
#include "engine/views/in_background.h"
#include "engine/views/stored_timeline.h"
#include "engine/views/tail_events.h"
#include "engine/views/tail_ids.h"
#include "events/lifecycle/entry.h"
#include "events/types/crc32c.h"
#include "events/types/record_codec.h"
#include "events/types/text_hash.h"

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

// Beyond this the writer waits for the sealing under way: what a crash leaves to be read again stays small.
constexpr std::size_t kTailRecordsHard = 4 * tail_records_max(TimelineStore::Sealing::steady);
constexpr std::size_t kCleanBytesMax = std::size_t{32} << 20;
constexpr std::size_t kCachedOverhead = 160;  // map slot, key and string headers
constexpr std::size_t kCacheLineBytes = 64;

constexpr char prefix_of(SubjectKind kind) {
  return kind == SubjectKind::person ? 'p' : kind == SubjectKind::unit ? 'u' : 'o';
}

std::string key_of(SubjectKind kind, std::string_view subject) {
  std::string key(1, prefix_of(kind));
  return key += subject;
}

/// A timeline in memory, in its stored form; empty where the subject has none.
struct Cached {
  std::string key;
  std::string stored;
  bool is_dirty = false;         // has what no sealing took yet
  bool is_being_sealed = false;  // what it was at the last sealing is not stored yet

  [[nodiscard]] bool is_stored() const { return !is_dirty && !is_being_sealed; }
};

/// The rows of the columns with those of the tail, whose keys it keeps.
class ColumnRows final : public RowCursor {
 public:
  void add(std::string_view key, std::string_view value) { tail_.emplace_back(keys_.emplace_back(key), value); }
  void begin(std::unique_ptr<RowCursor> stored) { rows_ = merged_rows(std::move(stored), std::move(tail_)); }

  std::optional<Row> next() override { return rows_->next(); }
  Result<void> status() const override { return rows_->status(); }

 private:
  std::deque<std::string> keys_;
  RowsInMemory tail_;
  std::unique_ptr<RowCursor> rows_;
};

/// What one sealing in the background writes, and what is to be taken back if it fails.
struct PendingSealing {
  Absorbed absorbed;
  std::vector<std::pair<std::string_view, std::string_view>> timelines;  // key → stored form, by key
  std::deque<std::string> copies;                                        // of what may change meanwhile
  std::unique_ptr<TailIds> ids;
  TailEvents events;
  std::unique_ptr<InBackground> writing;  // last: its end is waited for before the rest goes
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
    const std::size_t before = timeline.is_dirty ? timeline.stored.size() + kCachedOverhead : 0;
    timeline.is_dirty = true;
    if (timeline.stored.empty()) timeline.stored.resize(kCountBytes);
    timeline.stored += packed;
    const std::uint32_t count = count_of(timeline.stored) + 1;
    std::memcpy(timeline.stored.data(), &count, kCountBytes);
    dirty_bytes_ += timeline.stored.size() + kCachedOverhead - before;
    ids_->add(id, seq);
    events_.add(timeline.key, packed);
    absorbed_ = seq;
  }

  void foresee(std::span<const Foreseen> coming) override {
    std::vector<std::string> unread;
    std::vector<std::string_view> unknown;
    for (const Foreseen& one : coming) {
      if (!ids_->find(one.id)) unknown.push_back(one.id);  // which brings near what `find_id` and `absorb` touch
      std::string key = key_of(one.kind, one.subject);
      if (const auto it = timelines_.find(key); it == timelines_.end()) {
        unread.push_back(std::move(key));
      } else {
        __builtin_prefetch(it->second->stored.data());
        __builtin_prefetch(it->second->stored.data() + kCacheLineBytes);
      }
    }
    // Whatever cannot be read now is read, and its error told, when it is asked for.
    read_timelines(unread);
    look_for_ids(unknown);
  }

  bool holds_much(Sealing when) const override {
    if (when == Sealing::steady && is_sealing() && ids_->size() < kTailRecordsHard) return false;
    return dirty_bytes_ >= kDirtyBytesMax || ids_->size() >= tail_records_max(when);
  }

  Result<void> seal(Log& log, Sealing when) override {
    if (broken_) return fail(Code::integrity_error, "the stored timelines are broken; open the log again");
    if (auto r = end_sealing(); !r) return r;
    if (clean_bytes_ > kCleanBytesMax) drop_clean();
    if (!holds_much(when)) return {};
    const bool goes_on = when == Sealing::steady;
    if (auto r = begin_sealing(log, goes_on); !r) return r;
    return goes_on ? Result<void>{} : end_sealing();
  }

  Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) override {
    auto cached = load(kind, subject);
    if (!cached) return std::unexpected(cached.error());
    return packed_timeline((*cached)->stored);
  }

  Result<void> each_timeline(SubjectKind kind, const TimelineSource::Visit& visit) override {
    const auto rows = timeline_rows(std::string(1, prefix_of(kind)));
    while (const auto row = rows->next()) visit(row->key.substr(1), packed_timeline(row->value));
    return rows->status();
  }

  Result<std::optional<Seq>> find_id(std::string_view id) override {
    if (const auto seq = ids_->find(id)) return seq;
    if (sealing_ != nullptr) {
      if (const auto seq = sealing_->ids->find(id)) return seq;
    }
    if (absent_.includes(id)) return std::nullopt;
    return sealed_->find_id(id);
  }

  Result<void> each_event(Seq from, const EventVisit& visit) override {
    bool goes_on = true;
    Seq next = from;  // a sealing under way moves events from memory into the pages while they are visited
    const auto pages = visit_pages(next, visit, goes_on);
    if (!pages) return pages;
    const auto see = [&](const Entry& e, SubjectKind kind, std::string_view subject) {
      if (e.seq < next) return true;
      next = Seq{e.seq.value + 1};
      const bool is_person = kind == SubjectKind::person;
      return visit({e.seq, kind, e.body, e.type == EventType::EventVoided, is_person ? subject : std::string_view()});
    };
    if (goes_on && sealing_ != nullptr) goes_on = sealing_->events.each(see);
    if (goes_on) events_.each(see);
    return {};
  }

  std::unique_ptr<RowCursor> timeline_rows() override { return timeline_rows(""); }

  std::unique_ptr<RowCursor> id_rows() override {
    RowsInMemory tail;
    const auto add = [&](std::string_view id, std::string_view seq) { tail.emplace_back(id, seq); };
    if (sealing_ != nullptr) sealing_->ids->put_sorted(add);
    ids_->put_sorted(add);
    std::ranges::sort(tail);
    return merged_rows(sealed_->ids(), std::move(tail));
  }

  Result<std::unique_ptr<RowCursor>> column_rows() override {
    if (auto r = end_sealing(); !r) return std::unexpected(r.error());
    auto writer = ColumnWriter::after(*sealed_, sealed_->absorbed().seq);
    if (!writer) return std::unexpected(writer.error());
    auto rows = std::make_unique<ColumnRows>();
    events_.write(*writer, [&](std::string_view key, std::string_view value) { rows->add(key, value); });
    rows->begin(sealed_->columns("", ""));
    return rows;
  }

 private:
  /// What the stored pages say from `next` on, which moves on with it.
  Result<void> visit_pages(Seq& next, const EventVisit& visit, bool& goes_on) {
    if (sealed_->absorbed().seq < next) return {};
    std::optional<std::vector<std::string>> persons;
    Result<void> result;
    const auto read = each_page(*sealed_, next, [&](const EventPage& page) {
      if (!persons) {  // after the page: a sealing under way may have added to both
        auto words = stored_words(*sealed_, Word::person);
        if (!words) result = std::unexpected(words.error());
        if (!words) return false;
        persons = std::move(*words);
      }
      std::size_t extra = 0;
      for (std::size_t i = 0; i < page.size() && goes_on; ++i) {
        while (extra < page.extras.size() && page.extras[extra].index < i) ++extra;
        const bool has_extra = extra < page.extras.size() && page.extras[extra].index == i;
        const Seq seq{page.first.value + i};
        if (seq < next) continue;
        ColumnEvent event{.seq = seq, .type = static_cast<EventType>(page.type[i])};
        event.is_void = has_extra && (page.extras[extra].flags & PageExtra::is_void) != 0;
        event.kind = page.person[i] != kNoPerson ? SubjectKind::person : traits_of(event.type).subject;
        if (event.kind == SubjectKind::person) {
          if (page.person[i] >= persons->size()) result = fail(Code::integrity_error, "the columns lack a word");
          if (result) event.person = (*persons)[page.person[i]];
        }
        next = Seq{seq.value + 1};
        goes_on = result.has_value() && visit(event);
      }
      return goes_on;
    });
    return read ? result : read;
  }

  using Timelines = boost::unordered_flat_map<std::string_view, std::unique_ptr<Cached>, TextHash, std::equal_to<>>;

  /// Whether a sealing is under way.
  [[nodiscard]] bool is_sealing() const { return sealing_ != nullptr && !sealing_->writing->is_done(); }

  /// Writes what is in memory on a thread of its own. Until `end_sealing` all of it is still found in memory; it may
  /// change meanwhile only where copies are made.
  Result<void> begin_sealing(Log& log, bool copies) {
    const auto checksum = checksum_at(log, absorbed_);
    if (!checksum) return std::unexpected(checksum.error());
    sealing_ = std::make_unique<PendingSealing>();
    sealing_->absorbed = {absorbed_, *checksum};
    for (Cached* item : dirty_items("")) {
      const std::string& stored = copies ? sealing_->copies.emplace_back(item->stored) : item->stored;
      sealing_->timelines.emplace_back(item->key, stored);
      item->is_dirty = false;
      item->is_being_sealed = true;
    }
    sealing_->ids = std::exchange(ids_, spare_ids_ != nullptr ? std::move(spare_ids_) : std::make_unique<TailIds>());
    sealing_->events = std::exchange(events_, {});
    dirty_bytes_ = 0;
    sealing_->writing = std::make_unique<InBackground>([this] { return write_sealing(); });
    return {};
  }

  /// On a thread of its own.
  Result<void> write_sealing() {
    if (!columns_) {
      auto columns = ColumnWriter::after(*sealed_, sealed_->absorbed().seq);
      if (!columns) return std::unexpected(columns.error());
      columns_ = std::move(*columns);
    }
    return sealed_->seal(
        sealing_->absorbed,
        [&](const SealedViews::Put& put) {
          for (const auto& [key, stored] : sealing_->timelines) put(key, stored);
        },
        [&](const SealedViews::Put& put) { sealing_->ids->put_sorted(put); },
        [&](const SealedViews::Put& put) { sealing_->events.write(*columns_, put); });
  }

  /// Waits for the sealing under way, if any. If it failed, what it should have written waits for the next one.
  Result<void> end_sealing() {
    if (sealing_ == nullptr) return {};
    auto result = sealing_->writing->result();
    for (auto& [key, cached] : timelines_) {
      if (!cached->is_being_sealed) continue;
      cached->is_being_sealed = false;
      if (cached->is_dirty) continue;
      std::size_t& bytes = result ? clean_bytes_ : dirty_bytes_;
      bytes += cached->stored.size() + kCachedOverhead;
      cached->is_dirty = !result;
    }
    absent_.clear();  // what was sealed is found in memory no longer
    if (result && sealing_->ids->size() <= kTailRecordsHard) {
      spare_ids_ = std::move(sealing_->ids);
      spare_ids_->clear();
    }
    if (!result) {
      ids_->add_all(*sealing_->ids);
      events_.add_before(std::move(sealing_->events));
      columns_.reset();  // it has counted as stored what is not
    }
    sealing_.reset();
    return result;
  }

  std::unique_ptr<RowCursor> timeline_rows(const std::string& prefix) const {
    RowsInMemory dirty;
    for (const Cached* item : dirty_items(prefix)) dirty.emplace_back(item->key, item->stored);
    return merged_rows(sealed_->timelines(prefix), std::move(dirty));
  }

  /// Timelines that are not stored as they are and whose key starts with `prefix`, in key order.
  std::vector<Cached*> dirty_items(const std::string& prefix) const {
    std::vector<Cached*> items;
    for (const auto& [key, cached] : timelines_) {
      if (!cached->is_stored() && key.starts_with(prefix)) items.push_back(cached.get());
    }
    std::ranges::sort(items, {}, [](const Cached* item) -> const std::string& { return item->key; });
    return items;
  }

  Result<Cached*> load(SubjectKind kind, std::string_view subject) {
    // An event is judged by its subject's timeline and joins it right after: the same one is asked for twice.
    if (last_ != nullptr && last_->key[0] == prefix_of(kind) && std::string_view(last_->key).substr(1) == subject) {
      return last_;
    }
    std::string key = key_of(kind, subject);
    if (const auto it = timelines_.find(key); it != timelines_.end()) return last_ = it->second.get();
    std::string stored;
    const auto found = sealed_->timeline(key, stored);
    if (!found) return std::unexpected(found.error());
    return last_ = keep(std::move(key), std::move(stored));
  }

  Cached* keep(std::string key, std::string stored) {
    auto cached = std::make_unique<Cached>(Cached{.key = std::move(key), .stored = std::move(stored)});
    clean_bytes_ += cached->stored.size() + kCachedOverhead;
    Cached* const kept = cached.get();
    timelines_.emplace(kept->key, std::move(cached));
    return kept;
  }

  /// Reads timelines that are not in memory; a key may stand there twice.
  void read_timelines(std::span<const std::string> keys) {
    if (keys.empty()) return;
    auto found = sealed_->timelines(keys);
    if (!found) return;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!timelines_.contains(keys[i])) keep(keys[i], std::move((*found)[i]).value_or(""));
    }
  }

  void look_for_ids(std::span<const std::string_view> ids) {
    absent_.clear();
    if (ids.empty()) return;
    const auto have = sealed_->have_ids(ids);
    if (!have) return;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!(*have)[i]) absent_.add(ids[i]);
    }
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
    boost::unordered::erase_if(timelines_, [](const auto& item) { return item.second->is_stored(); });
    clean_bytes_ = 0;
  }

  std::unique_ptr<SealedViews> sealed_;
  Seq absorbed_;
  bool is_writer_ = false;
  bool broken_ = false;
  Timelines timelines_;
  Cached* last_ = nullptr;                                      // the one loaded last
  std::unique_ptr<TailIds> ids_ = std::make_unique<TailIds>();  // of what no sealing took yet
  std::unique_ptr<TailIds> spare_ids_;                          // empty, to be used again
  AbsentIds absent_;
  TailEvents events_;
  std::optional<ColumnWriter> columns_;  // from the first sealing on, for its thread
  std::size_t dirty_bytes_ = 0;
  std::size_t clean_bytes_ = 0;
  std::unique_ptr<PendingSealing> sealing_;  // last: its thread uses `sealed_`
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
