#include "engine/views/build_views.h"

#include <malloc.h>

#include <deque>
#include <optional>

#include "engine/views/amending.h"
#include "engine/views/build_progress.h"
#include "engine/views/event_columns.h"
#include "engine/views/harvest.h"
#include "engine/views/parallel.h"
#include "engine/views/stored_timeline.h"

namespace rireki {

namespace {

constexpr std::size_t kRanges = 16;  // of ids, and of timelines: a table file each

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

/// Hands out all rows. What a range of ids finds wrong stops the progress.
Result<void> hand_out(const Sorted& all, Absorbed absorbed, const Taker& taker, unsigned threads,
                      BuildProgress& progress) {
  std::vector<SealedViews::Rows> id_rows;
  for (std::size_t range = 0; range < all.ids->ranges(); ++range) {
    id_rows.emplace_back([&ids = *all.ids, &progress, range](const SealedViews::Put& put) {
      std::uint64_t rows = 0;
      const auto r = ids.put(range, [&](std::string_view id, std::string_view seq) {
        if (++rows % BuildProgress::kReportEvery == 0) progress.go_on(BuildProgress::kReportEvery);
        if (!progress.stopped()) put(id, seq);
      });
      if (!r) progress.stop(r.error());
    });
  }
  const auto rows_of = [&](const auto& sorting) {
    std::vector<SealedViews::Rows> rows;
    for (std::size_t range = 0; range < sorting.ranges(); ++range) {
      rows.emplace_back([&sorting, &progress, range](const SealedViews::Put& put) {
        if (progress.go_on(0)) sorting.put(range, put);
      });
    }
    return rows;
  };
  const auto timeline_rows = rows_of(*all.timelines);
  const auto column_rows = rows_of(*all.columns);
  const auto filled = taker.fill(absorbed, {timeline_rows, id_rows, column_rows}, threads);
  if (auto r = progress.result(); !r) return r;
  return filled && taker.use ? taker.use() : filled;
}

class TimelinesInMemory final : public GatheredTimelines {
 public:
  TimelinesInMemory(TimelineSorting sorting, Seq last, BuildProgress& progress)
      : sorting_(std::move(sorting)), last_(last), progress_(progress) {}

  Seq last() const override { return last_; }
  std::size_t ranges() const override { return sorting_->ranges(); }
  void forget() override {
    sorting_.reset();
    ::malloc_trim(0);
  }

  bool each_person(std::size_t range, const Visit& visit) const override {
    std::uint64_t events = 0;
    bool goes_on = progress_.go_on(0);
    sorting_->put(range, [&](std::string_view key, std::string_view stored) {
      if (!goes_on || !key.starts_with('p')) return;
      const PackedTimeline packed = packed_timeline(stored);
      visit(key.substr(1), packed);
      events += packed.version.value;
      if (events >= BuildProgress::kReportEvery) goes_on = progress_.go_on(std::exchange(events, 0));
    });
    return goes_on && progress_.go_on(events);
  }

  void each_of(SubjectKind kind, const Visit& visit) const override {
    sorting_->put_kind(timeline_prefix(kind), [&](std::string_view key, std::string_view stored) {
      visit(key.substr(1), packed_timeline(stored));
    });
  }

 private:
  std::optional<TimelineSorting> sorting_;
  Seq last_;
  BuildProgress& progress_;
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
  BuildProgress progress(watch, (taker.then ? 3 : 2) * last.value);
  auto harvests = harvests_of(logs, last);
  run_parallel(threads, harvests.size(), [&](std::size_t i) { harvests[i].gather(progress); });
  if (auto r = progress.result(); !r) return std::unexpected(r.error());

  Sorted all = sorted(harvests, threads);
  Amending amending(*logs.front(), *all.ids, *all.timelines, *all.columns);
  for (const Harvest& harvest : harvests) {
    for (const Deferred& deferred : harvest.deferred()) {
      if (auto r = amending.amend(deferred); !r) return std::unexpected(r.error());
    }
  }
  const Absorbed absorbed{last, harvests.back().last_checksum()};
  if (auto r = hand_out(all, absorbed, taker, threads, progress); !r) return std::unexpected(r.error());
  const Built built{.last = last, .people = all.timelines->people()};
  if (!taker.then) return built;
  all.ids.reset();
  all.columns.reset();
  ::malloc_trim(0);  // what follows takes as much again
  TimelinesInMemory timelines(std::move(*all.timelines), last, progress);
  const auto taken = taker.then(timelines, threads);
  if (auto r = progress.result(); !r) return std::unexpected(r.error());
  return taken ? Result<Built>(built) : std::unexpected(taken.error());
}

}  // namespace rireki
