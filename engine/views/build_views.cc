#include "engine/views/build_views.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

#include "engine/views/column_sorting.h"
#include "engine/views/event_columns.h"
#include "engine/views/id_sorting.h"
#include "engine/views/parallel.h"
#include "engine/views/stored_timeline.h"
#include "engine/views/timeline_sorting.h"
#include "events/lifecycle/entry.h"
#include "events/types/catalog.h"
#include "events/types/crc32c.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::size_t kRanges = 16;  // of ids, and of timelines: a table file each
constexpr std::uint64_t kReportEvery = 4096;

/// What all threads share: how far they are, and what went wrong first.
class Course {
 public:
  Course(const Watch& watch, std::uint64_t total) : watch_(watch), total_(total) {}

  /// Counts pieces of work. False: stop.
  bool go_on(std::uint64_t pieces) {
    const std::uint64_t done = done_ += pieces;
    if (std::unique_lock lock(mutex_, std::try_to_lock); lock) watch_.progress(std::min(done, total_), total_);
    if (watch_.is_cancelled()) stop({Code::io_error, "cancelled; the views are as they were"});
    return !stopped_;
  }

  void stop(Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    stopped_ = true;
  }

  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] Result<void> result() {
    const std::lock_guard lock(mutex_);
    return error_ ? Result<void>(std::unexpected(*error_)) : Result<void>{};
  }

 private:
  const Watch& watch_;
  std::uint64_t total_;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::optional<Error> error_;
};

/// A correction or void, whose target is looked up once all ids are known.
struct Deferred {
  Seq seq;
  std::string bytes;
};

/// What one thread takes from its stretch of the Log.
class Harvest {
 public:
  Harvest(Log& log, Seq first, Seq last) : log_(log), first_(first), last_(last), ids_(first), columns_(first) {}

  void gather(Course& course) {
    if (first_ > last_) return;
    const auto read = log_.read(first_, last_, [&](Seq seq, std::string_view bytes) {
      if (auto r = take(seq, bytes); !r) course.stop(r.error());
      return (seq.value % kReportEvery != 0 || course.go_on(kReportEvery)) && !course.stopped();
    });
    if (!read) course.stop(read.error());
  }

  [[nodiscard]] IdHarvest take_ids() { return std::move(ids_); }
  [[nodiscard]] TimelineHarvest take_timelines() { return std::move(timelines_); }
  [[nodiscard]] ColumnHarvest take_columns() { return std::move(columns_); }
  [[nodiscard]] const std::vector<Deferred>& deferred() const { return deferred_; }
  [[nodiscard]] std::uint32_t last_checksum() const { return last_checksum_; }

 private:
  Result<void> take(Seq seq, std::string_view bytes) {
    const auto record = reader_.read(seq, bytes);
    if (!record) return std::unexpected(record.error());
    const Event& event = (*record)->event;
    ids_.add(event.id, seq);
    if (seq == last_) last_checksum_ = crc32c(bytes);
    const SubjectKind kind = traits_of(event.type()).subject;
    const Entry entry = make_entry(seq, event, Seq{}, scratch_);
    if (kind == SubjectKind::of_target) {
      deferred_.push_back({seq, std::string(bytes)});
      columns_.add(entry, traits_of(entry.body).subject, kNoPerson);
      return {};
    }
    key_.assign(1, timeline_prefix(kind));
    key_ += event.subject;
    packed_.clear();
    pack(entry, packed_);
    columns_.add(entry, kind, timelines_.add(key_, packed_));
    return {};
  }

  Log& log_;
  Seq first_;
  Seq last_;
  RecordReader reader_;
  IdHarvest ids_;
  TimelineHarvest timelines_;
  ColumnHarvest columns_;
  std::vector<Deferred> deferred_;
  std::uint32_t last_checksum_ = 0;
  std::string key_;
  std::string packed_;
  std::string scratch_;
};

/// Gives corrections and voids their places.
class Amending {
 public:
  Amending(Log& log, const IdSorting& ids, TimelineSorting& timelines, ColumnSorting& columns)
      : log_(log), ids_(ids), timelines_(timelines), columns_(columns) {}

  Result<void> amend(const Deferred& deferred) {
    const auto record = decode_record(deferred.seq, deferred.bytes);
    if (!record) return std::unexpected(record.error());
    const Event& event = record->event;
    const auto target = target_of(deferred.seq, event);
    const auto kind = target ? kind_of(event, *target) : std::unexpected(target.error());
    if (!kind) return std::unexpected(kind.error());
    std::string packed;
    std::string scratch;
    pack(make_entry(deferred.seq, event, *target, scratch), packed);
    const std::string key = timeline_key(*kind, event.subject);
    if (!timelines_.amend(key, deferred.seq, std::move(packed))) return no_target(deferred.seq);
    columns_.complete(deferred.seq, timelines_.person_code(columns_.persons(), key), *target);
    return {};
  }

 private:
  static std::unexpected<Error> no_target(Seq seq) {
    return fail(Code::integrity_error,
                "record " + std::to_string(seq.value) + ": a correction in the log has no target");
  }

  Result<Seq> target_of(Seq at, const Event& event) const {
    const auto* correction = event.as<EventCorrected>();
    const std::string& id = correction != nullptr ? correction->target.text : event.as<EventVoided>()->target.text;
    const auto seq = ids_.find(id);
    if (!seq) return no_target(at);
    return *seq;
  }

  /// A subject's code alone often tells what kind of subject it is; if not, the target does.
  Result<SubjectKind> kind_of(const Event& event, Seq target) {
    if (const auto* correction = event.as<EventCorrected>()) {
      return traits_of(static_cast<EventType>(correction->data.data->value.index())).subject;
    }
    std::optional<SubjectKind> only;
    int kinds = 0;
    for (const SubjectKind kind : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
      if (!timelines_.contains(timeline_key(kind, event.subject))) continue;
      only = kind;
      ++kinds;
    }
    if (kinds == 1) return *only;
    return kind_of_record(target);
  }

  Result<SubjectKind> kind_of_record(Seq seq) {
    Result<Record> record = no_target(seq);
    const auto read = log_.read(seq, seq, [&](Seq at, std::string_view bytes) {
      record = decode_record(at, bytes);
      return false;
    });
    if (!read || !record) return std::unexpected(!read ? read.error() : record.error());
    const SubjectKind kind = traits_of(record->event.type()).subject;
    if (kind != SubjectKind::of_target) return kind;
    const auto target = target_of(seq, record->event);
    return target ? kind_of(record->event, *target) : std::unexpected(target.error());
  }

  Log& log_;
  const IdSorting& ids_;
  TimelineSorting& timelines_;
  ColumnSorting& columns_;
};

std::deque<Harvest> harvests_of(std::span<const std::unique_ptr<Log>> logs, Seq last) {
  std::deque<Harvest> harvests;
  const auto begins = [&](std::size_t i) {  // with a page
    return i == logs.size() ? Seq{last.value + 1} : first_of_page(Seq{last.value * i / logs.size() + 1});
  };
  for (std::size_t i = 0; i < logs.size(); ++i) {
    harvests.emplace_back(*logs[i], begins(i), Seq{begins(i + 1).value - 1});
  }
  return harvests;
}

/// Everything, sorted.
struct Sorted {
  std::optional<IdSorting> ids;
  std::optional<TimelineSorting> timelines;
  std::optional<ColumnSorting> columns;
};

Sorted sorted(std::deque<Harvest>& harvests, unsigned threads) {
  std::vector<IdHarvest> id_harvests;
  std::vector<TimelineHarvest> timeline_harvests;
  std::vector<ColumnHarvest> column_harvests;
  for (Harvest& harvest : harvests) {
    id_harvests.push_back(harvest.take_ids());
    timeline_harvests.push_back(harvest.take_timelines());
    column_harvests.push_back(harvest.take_columns());
  }
  Sorted all;
  all.ids.emplace(std::move(id_harvests), kRanges);
  all.timelines.emplace(std::move(timeline_harvests), kRanges);
  all.columns.emplace(std::move(column_harvests), all.timelines->number_persons());
  run_parallel(threads, harvests.size(), [&](std::size_t i) { all.ids->distribute(i); });
  run_parallel(threads, all.ids->ranges(), [&](std::size_t i) { all.ids->sort(i); });
  run_parallel(threads, all.timelines->buckets(), [&](std::size_t i) { all.timelines->arrange(i); });
  run_parallel(threads, harvests.size(), [&](std::size_t i) { all.columns->recode(i); });
  return all;
}

/// Hands out all rows. What a range of ids finds wrong stops the course.
Result<void> hand_out(const Sorted& all, Absorbed absorbed, const Taker& taker, unsigned threads, Course& course) {
  std::vector<SealedViews::Rows> id_rows;
  for (std::size_t range = 0; range < all.ids->ranges(); ++range) {
    id_rows.emplace_back([&ids = *all.ids, &course, range](const SealedViews::Put& put) {
      std::uint64_t rows = 0;
      const auto r = ids.put(range, [&](std::string_view id, std::string_view seq) {
        if (++rows % kReportEvery == 0) course.go_on(kReportEvery);
        if (!course.stopped()) put(id, seq);
      });
      if (!r) course.stop(r.error());
    });
  }
  const auto rows_of = [&](const auto& sorting) {
    std::vector<SealedViews::Rows> rows;
    for (std::size_t range = 0; range < sorting.ranges(); ++range) {
      rows.emplace_back([&sorting, &course, range](const SealedViews::Put& put) {
        if (course.go_on(0)) sorting.put(range, put);
      });
    }
    return rows;
  };
  const auto timeline_rows = rows_of(*all.timelines);
  const auto column_rows = rows_of(*all.columns);
  const auto filled = taker.fill(absorbed, {timeline_rows, id_rows, column_rows}, threads);
  if (auto r = course.result(); !r) return r;
  return filled && taker.use ? taker.use() : filled;
}

class TimelinesInMemory final : public GatheredTimelines {
 public:
  TimelinesInMemory(TimelineSorting sorting, Seq last, Course& course)
      : sorting_(std::move(sorting)), last_(last), course_(course) {}

  Seq last() const override { return last_; }
  std::size_t ranges() const override { return sorting_->ranges(); }
  void forget() override {
    sorting_.reset();
    ::malloc_trim(0);
  }

  bool each_person(std::size_t range, const Visit& visit) const override {
    std::uint64_t events = 0;
    bool goes_on = course_.go_on(0);
    sorting_->put(range, [&](std::string_view key, std::string_view stored) {
      if (!goes_on || !key.starts_with('p')) return;
      const PackedTimeline packed = packed_timeline(stored);
      visit(key.substr(1), packed);
      events += packed.version.value;
      if (events >= kReportEvery) goes_on = course_.go_on(std::exchange(events, 0));
    });
    return goes_on && course_.go_on(events);
  }

  void each_of(SubjectKind kind, const Visit& visit) const override {
    sorting_->put_kind(timeline_prefix(kind), [&](std::string_view key, std::string_view stored) {
      visit(key.substr(1), packed_timeline(stored));
    });
  }

 private:
  std::optional<TimelineSorting> sorting_;
  Seq last_;
  Course& course_;
};

}  // namespace

Result<Built> build_views(std::span<const std::unique_ptr<Log>> logs, const Taker& taker, const Watch& watch) {
  const Seq last = logs.front()->last();
  if (last.value == 0) {
    auto filled = taker.fill({}, {}, 1);
    if (filled && taker.use) filled = taker.use();
    return filled ? Result<Built>(Built{}) : std::unexpected(filled.error());
  }
  const auto threads = static_cast<unsigned>(logs.size());
  // Reading is one part of it, writing the second, what comes then the third.
  Course course(watch, (taker.then ? 3 : 2) * last.value);
  auto harvests = harvests_of(logs, last);
  run_parallel(threads, harvests.size(), [&](std::size_t i) { harvests[i].gather(course); });
  if (auto r = course.result(); !r) return std::unexpected(r.error());

  Sorted all = sorted(harvests, threads);
  Amending amending(*logs.front(), *all.ids, *all.timelines, *all.columns);
  for (const Harvest& harvest : harvests) {
    for (const Deferred& deferred : harvest.deferred()) {
      if (auto r = amending.amend(deferred); !r) return std::unexpected(r.error());
    }
  }
  const Absorbed absorbed{last, harvests.back().last_checksum()};
  if (auto r = hand_out(all, absorbed, taker, threads, course); !r) return std::unexpected(r.error());
  const Built built{.last = last, .people = all.timelines->people()};
  if (!taker.then) return built;
  all.ids.reset();
  all.columns.reset();
  ::malloc_trim(0);  // what follows takes as much again
  TimelinesInMemory timelines(std::move(*all.timelines), last, course);
  const auto taken = taker.then(timelines, threads);
  if (auto r = course.result(); !r) return std::unexpected(r.error());
  return taken ? Result<Built>(built) : std::unexpected(taken.error());
}

}  // namespace rireki
