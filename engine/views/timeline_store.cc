#include "engine/views/timeline_store.h"

#include <algorithm>
#include <deque>

#include <spdlog/spdlog.h>

#include "engine/views/cached_timelines.h"
#include "engine/views/event_columns.h"
#include "engine/views/in_background.h"
#include "engine/views/known_ids.h"
#include "engine/views/stored_timeline.h"
#include "engine/views/tail_events.h"
#include "events/lifecycle/packed_entry.h"
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

// Beyond this the writer waits for the sealing under way: what a crash leaves to be read again stays small.
constexpr std::size_t kTailRecordsHard = 4 * tail_records_max(TimelineStore::Sealing::steady);
constexpr std::size_t kCleanBytesMax = std::size_t{32} << 20;

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
  TailEvents events;
  std::unique_ptr<InBackground> writing;  // last: its end is waited for before the rest goes
};

class TailedTimelineStore final : public TimelineStore {
 public:
  TailedTimelineStore(std::unique_ptr<SealedViews> sealed, GreatestIds sealed_ids, bool is_writer)
      : sealed_(std::move(sealed)),
        timelines_(*sealed_),
        ids_(*sealed_, std::move(sealed_ids)),
        absorbed_(sealed_->absorbed().seq),
        is_writer_(is_writer) {}

  Result<void> catch_up(Log& log) override {
    Result<void> result;
    const auto read = log.read(Seq{absorbed_.value + 1}, log.last(), [&](Seq seq, std::string_view bytes) {
      result = absorb_record(seq, bytes);
      if (result && is_writer_ && holds_much(Sealing::bulk)) result = seal(log, Sealing::bulk);
      return result.has_value();
    });
    return read ? result : read;
  }

  Result<void> absorb(Seq seq, std::string_view id, SubjectKind kind, std::string_view subject,
                      std::string_view packed) override {
    const auto timeline = timelines_.load(kind, subject);
    if (!timeline) {
      broken_ = true;
      return std::unexpected(timeline.error());
    }
    timelines_.add(**timeline, packed);
    ids_.add(id, seq);
    events_.add((*timeline)->key, packed);
    absorbed_ = seq;
    return {};
  }

  void foresee(std::span<const Foreseen> coming) override {
    std::vector<std::string> keys;
    std::vector<std::string_view> ids;
    for (const Foreseen& one : coming) {
      keys.push_back(timeline_key(one.kind, one.subject));
      ids.push_back(one.id);
    }
    timelines_.foresee(keys);
    ids_.foresee(ids);
  }

  bool holds_much(Sealing when) const override {
    if (when == Sealing::steady && is_sealing() && ids_.unsealed() < kTailRecordsHard) return false;
    return timelines_.dirty_bytes() >= kDirtyBytesMax || ids_.unsealed() >= tail_records_max(when);
  }

  Result<void> seal(Log& log, Sealing when) override {
    if (broken_) return fail(Code::integrity_error, "the stored timelines are broken; open the log again");
    if (auto r = end_sealing(); !r) return r;
    if (timelines_.clean_bytes() > kCleanBytesMax) timelines_.drop_stored();
    if (!holds_much(when)) return {};
    const bool goes_on = when == Sealing::steady;
    if (auto r = begin_sealing(log, goes_on); !r) return r;
    return goes_on ? Result<void>{} : end_sealing();
  }

  Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) override {
    const auto timeline = timelines_.load(kind, subject);
    if (!timeline) return std::unexpected(timeline.error());
    return packed_timeline((*timeline)->stored);
  }

  Result<void> each_timeline(SubjectKind kind, const TimelineSource::Visit& visit) override {
    const auto rows = timeline_rows(std::string(1, timeline_prefix(kind)));
    while (const auto row = rows->next()) visit(row->key.substr(1), packed_timeline(row->value));
    return rows->status();
  }

  Result<std::optional<Seq>> find_id(std::string_view id) override { return ids_.find(id); }

  Result<void> each_event(Seq from, const EventVisit& visit) override {
    Seq next = from;  // a sealing under way moves events from memory into the pages while they are visited
    const auto stored = each_stored_event(*sealed_, next, visit);
    if (!stored) return std::unexpected(stored.error());
    bool goes_on = *stored;
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
    ids_.put_unsealed([&](std::string_view id, std::string_view seq) { tail.emplace_back(id, seq); });
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
  /// Whether a sealing is under way.
  [[nodiscard]] bool is_sealing() const { return sealing_ != nullptr && !sealing_->writing->is_done(); }

  /// Writes what is in memory on a thread of its own. Until `end_sealing` all of it is still found in memory; it may
  /// change meanwhile only where copies are made.
  Result<void> begin_sealing(Log& log, bool copies) {
    const auto absorbed = absorbed_at(log, absorbed_);
    if (!absorbed) return std::unexpected(absorbed.error());
    sealing_ = std::make_unique<PendingSealing>();
    sealing_->absorbed = *absorbed;
    const auto taken = timelines_.unstored("");
    for (const auto* item : taken) {
      const std::string& stored = copies ? sealing_->copies.emplace_back(item->stored) : item->stored;
      sealing_->timelines.emplace_back(item->key, stored);
    }
    timelines_.begin_sealing(taken);
    ids_.begin_sealing();
    sealing_->events = std::exchange(events_, {});
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
        [&](const SealedViews::Put& put) { ids_.put_being_sealed(put); },
        [&](const SealedViews::Put& put) { sealing_->events.write(*columns_, put); });
  }

  /// Waits for the sealing under way, if any. If it failed, what it should have written waits for the next one.
  Result<void> end_sealing() {
    if (sealing_ == nullptr) return {};
    auto result = sealing_->writing->result();
    timelines_.end_sealing(result.has_value());
    ids_.end_sealing(result.has_value());
    if (!result) {
      events_.add_before(std::move(sealing_->events));
      columns_.reset();  // it has counted as stored what is not
    }
    sealing_.reset();
    return result;
  }

  std::unique_ptr<RowCursor> timeline_rows(const std::string& prefix) const {
    RowsInMemory dirty;
    for (const auto* item : timelines_.unstored(prefix)) dirty.emplace_back(item->key, item->stored);
    return merged_rows(sealed_->timelines(prefix), std::move(dirty));
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
    return absorb(seq, event.id, kind, event.subject, packed);
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

  std::unique_ptr<SealedViews> sealed_;
  CachedTimelines timelines_;
  KnownIds ids_;
  Seq absorbed_;
  bool is_writer_ = false;
  bool broken_ = false;
  TailEvents events_;
  std::optional<ColumnWriter> columns_;      // from the first sealing on, for its thread
  std::unique_ptr<PendingSealing> sealing_;  // last: its thread uses `sealed_`
};

}  // namespace

Result<std::unique_ptr<TimelineStore>> make_timeline_store(std::unique_ptr<SealedViews> sealed, OpenMode mode,
                                                           Log& log) {
  const bool is_writer = mode == OpenMode::write;
  if (const auto belongs = belongs_to(sealed->absorbed(), log); !belongs || !*belongs) {
    if (is_writer) {
      spdlog::info("the stored timelines belong to another log and are built anew");
      if (auto r = sealed->clear(); !r) return std::unexpected(r.error());
    } else {
      sealed = no_sealed_views();
    }
  }
  auto ids = sealed->greatest_ids();
  if (!ids) return std::unexpected(ids.error());
  return std::make_unique<TailedTimelineStore>(std::move(sealed), std::move(*ids), is_writer);
}

}  // namespace rireki
