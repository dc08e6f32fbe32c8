#include "engine/views/rebuild.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <thread>
#include <vector>

#include <spdlog/spdlog.h>

#include "engine/views/build_views.h"
#include "engine/views/event_columns.h"
#include "engine/views/span_file.h"
#include "engine/views/span_tail.h"
#include "engine/views/spans_from_timelines.h"
#include "engine/views/timeline_store.h"
#include "events/types/json_writer.h"
#include "projections/span_difference.h"

namespace rireki {

namespace {

constexpr unsigned kThreadsMax = 4;
constexpr std::uint64_t kBehindMax = 10'000;  // what a writer catches up in a moment
constexpr int kCatchUpsMax = 3;
constexpr std::uint64_t kFollowedMax = 300'000;  // more than that is read faster by a rebuild

Result<std::unique_ptr<TimelineStore>> caught_up(std::unique_ptr<SealedViews> sealed, OpenMode mode, Log& log) {
  auto store = make_timeline_store(std::move(sealed), mode, log);
  if (!store) return store;
  if (auto r = (*store)->catch_up(log); !r) return std::unexpected(r.error());
  return store;
}

std::string name_of_timeline(const RowCursor::Row& row) { return "the timeline of " + std::string(row.key.substr(1)); }

std::string name_of_id(const RowCursor::Row& row) { return "the id of seq " + std::to_string(seq_in(row.value).value); }

std::string name_of_columns(const RowCursor::Row& row) {
  const auto first = seq_of_page(row.key);
  return first ? "the columns of seq " + std::to_string(first->value) + " and after" : "the words of the columns";
}

/// Where rows first differ from the stored ones.
template <class Name>
Result<std::string> first_difference(RowCursor& stored, std::span<const SealedViews::Rows> ranges, const Name& name) {
  std::string difference;
  for (const SealedViews::Rows& rows : ranges) {
    rows([&](std::string_view key, std::string_view value) {
      if (!difference.empty()) return;
      const auto row = stored.next();
      if (row && row->key == key && row->value == value) return;
      const bool is_too_many = row && row->key < key;
      difference = is_too_many ? name(*row) + ", which is not in the log" : name({key, value});
    });
  }
  if (difference.empty()) {
    if (const auto row = stored.next()) difference = name(*row) + ", which is not in the log";
  }
  const auto status = stored.status();
  return status ? Result<std::string>(std::move(difference)) : std::unexpected(status.error());
}

/// Where the old views, as they answer, first differ from the rows built anew.
Result<std::string> difference_of(TimelineStore& store, const SealedViews::Ranges& ranges) {
  auto difference = first_difference(*store.timeline_rows(), ranges.timelines, name_of_timeline);
  if (difference && difference->empty()) difference = first_difference(*store.id_rows(), ranges.ids, name_of_id);
  if (!difference || !difference->empty()) return difference;
  const auto columns = store.column_rows();
  return columns ? first_difference(**columns, ranges.columns, name_of_columns) : std::unexpected(columns.error());
}

/// The Log, once for each thread.
Result<std::vector<std::unique_ptr<Log>>> open_logs(const OpenLog& open_log) {
  std::vector<std::unique_ptr<Log>> logs;
  const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, kThreadsMax);
  while (logs.size() < threads) {
    auto log = open_log();
    if (!log) return std::unexpected(log.error());
    logs.push_back(std::move(*log));
  }
  return logs;
}

/// Follows what was appended during the rebuild, until it is little.
Result<void> catch_up(const OpenLog& open_log, std::unique_ptr<SealedViews>& sealed, const std::string& directory) {
  for (int i = 0; i < kCatchUpsMax; ++i) {
    const auto log = open_log();
    if (!log) return std::unexpected(log.error());
    if ((*log)->last().value <= sealed->absorbed().seq.value + kBehindMax) return {};
    auto store = caught_up(std::move(sealed), OpenMode::write, **log);
    if (!store) return std::unexpected(store.error());
    if (auto r = (*store)->seal(**log, TimelineStore::Sealing::closing); !r) return r;
    store->reset();
    auto reopened = make_sealed_views(directory);
    if (!reopened) return std::unexpected(reopened.error());
    sealed = std::move(*reopened);
  }
  return {};
}

/// A generation that nobody uses, gone with this object unless it was built to the end. Its directory is there at once:
/// a writer that opens meanwhile takes another number.
class Unused {
 public:
  explicit Unused(std::string directory) : directory_(std::move(directory)) {
    std::error_code ignored;
    std::filesystem::create_directories(directory_, ignored);
  }
  ~Unused() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove_all(directory_, ignored);
  }
  Unused(const Unused&) = delete;
  Unused& operator=(const Unused&) = delete;

  [[nodiscard]] const std::string& directory() const { return directory_; }
  void keep() { kept_ = true; }

 private:
  std::string directory_;
  bool kept_ = false;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// One rebuild, under its lock.
class Rebuilding {
 public:
  Rebuilding(const OpenLog& open_log, const std::string& views, const RebuildLock& lock)
      : open_log_(open_log),
        views_(views),
        lock_(lock),
        generation_(next_generation(views)),
        unused_(generation_path(views, generation_)) {}

  Result<Rebuilt> run(bool check, const Watch& watch) {
    // Opened before the Log, the old views are not ahead of it.
    if (check) {
      auto before = open_sealed_views(views_, OpenMode::read);
      if (!before) return std::unexpected(before.error());
      before_ = std::move(*before);
      spans_before_ = open_span_file(spans_path(views_));
    }
    auto logs = open_logs(open_log_);
    if (!logs) return std::unexpected(logs.error());
    logs_ = std::move(*logs);
    const Taker taker{.fill = [&](Absorbed absorbed, const auto& ranges,
                                  unsigned threads) { return fill(absorbed, ranges, threads); },
                      .use = [&] { return use(); },
                      .then = [&](auto& timelines, unsigned threads) { return make_spans(timelines, threads); }};
    const auto built = build_views(logs_, taker, watch);
    if (!built) return std::unexpected(built.error());
    rebuilt_.events = built->last.value;
    rebuilt_.people = built->people;
    return rebuilt_;
  }

 private:
  Result<void> fill(Absorbed absorbed, const SealedViews::Ranges& ranges, unsigned threads) {
    absorbed_ = absorbed;
    if (before_ != nullptr) check(ranges);
    auto sealed = make_sealed_views(unused_.directory());
    if (!sealed) return std::unexpected(sealed.error());
    sealed_ = std::move(*sealed);
    return sealed_->fill(absorbed, ranges, threads);
  }

  Result<void> use() {
    if (auto r = catch_up(open_log_, sealed_, unused_.directory()); !r) return r;
    sealed_.reset();
    if (auto r = use_generation(views_, generation_); !r) return r;
    unused_.keep();
    remove_unused_generations(views_, lock_);
    rebuilt_.views_seconds = seconds_since(begin_);
    return {};
  }

  /// Views that cannot be read at all differ, too.
  void check(const SealedViews::Ranges& ranges) {
    const auto store = caught_up(std::move(before_), OpenMode::read, *logs_.front());
    const auto difference = store ? difference_of(**store, ranges) : std::unexpected(store.error());
    rebuilt_.difference = difference ? *difference : difference.error().message;
    if (!rebuilt_.difference.empty() || spans_before_ == nullptr) return;
    tail_ = SpanTail(spans_before_->absorbed().seq);
    const auto noted = (*store)->each_event(Seq{tail_.noted().value + 1}, [&](const ColumnEvent& event) {
      tail_.note(event);
      return true;
    });
    if (!noted) rebuilt_.difference = noted.error().message;
  }

  Result<void> make_spans(GatheredTimelines& timelines, unsigned threads) {
    const auto begin = std::chrono::steady_clock::now();
    const auto made = SpansFromTimelines::make(timelines, *logs_.front(), threads);
    if (!made || *made == nullptr) return made ? Result<void>{} : std::unexpected(made.error());
    if (spans_before_ != nullptr && rebuilt_.difference.empty()) {
      const auto& before = spans_before_->spans();
      const auto whose = first_difference(before, (*made)->spans(),
                                          tail_.apart(before, absorbed_.seq, &(*made)->history()), tail_.attended());
      if (!whose.empty()) rebuilt_.difference = "the spans of " + whose;
    }
    if (auto r = write_span_file(spans_path(views_), (*made)->spans(), absorbed_); !r) return r;
    rebuilt_.spans_seconds = seconds_since(begin);
    return {};
  }

  const OpenLog& open_log_;
  const std::string& views_;
  const RebuildLock& lock_;
  Generation generation_;
  Unused unused_;
  std::unique_ptr<SealedViews> sealed_;  // in it, until it is used
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<Log>> logs_;
  std::unique_ptr<SealedViews> before_;  // to be compared
  std::unique_ptr<SpanFile> spans_before_;
  SpanTail tail_;  // behind those
  Absorbed absorbed_;
  Rebuilt rebuilt_;
};

}  // namespace

std::string to_json(const Rebuilt& rebuilt, bool compared) {
  const double seconds = rebuilt.views_seconds + rebuilt.spans_seconds;
  const double rate = seconds > 0 ? static_cast<double>(rebuilt.events) / seconds : 0;
  JsonWriter out;
  out.begin_object().key("events").integer(static_cast<std::int64_t>(rebuilt.events));
  out.key("people").integer(static_cast<std::int64_t>(rebuilt.people)).key("seconds").number(seconds);
  out.key("views_seconds").number(rebuilt.views_seconds).key("spans_seconds").number(rebuilt.spans_seconds);
  out.key("events_per_second").number(rate).key("equal");
  if (compared) {
    out.boolean(rebuilt.difference.empty());
  } else {
    out.null();
  }
  return out.end_object().str();
}

Result<Rebuilt> rebuild_views(const OpenLog& open_log, const std::string& views, bool check, const Watch& watch) {
  const auto lock = RebuildLock::take(views);
  if (!lock) return std::unexpected(lock.error());
  remove_unused_generations(views, **lock);  // also what a rebuild left that was killed
  return Rebuilding(open_log, views, **lock).run(check, watch);
}

Result<std::unique_ptr<SealedViews>> open_followed_views(const OpenLog& open_log, const std::string& views, Seq last) {
  auto sealed = open_sealed_views(views, OpenMode::write);
  if (!sealed || last.value < (*sealed)->absorbed().seq.value + kFollowedMax) return sealed;
  spdlog::info("the views are built anew from the log");
  sealed->reset();
  // Where it cannot be done (another process rebuilds already), following does the same in its time.
  if (const auto rebuilt = rebuild_views(open_log, views, false, {}); !rebuilt) {
    spdlog::warn("{}", rebuilt.error().message);
  }
  return open_sealed_views(views, OpenMode::write);
}

Result<std::string> check_views(const OpenLog& open_log, const std::string& views, const Watch& watch) {
  auto before = open_sealed_views(views, OpenMode::read);
  const auto logs = open_logs(open_log);
  if (!before || !logs) return std::unexpected(!before ? before.error() : logs.error());
  std::string difference;
  const Taker compare{.fill = [&](Absorbed, const SealedViews::Ranges& ranges, unsigned) -> Result<void> {
    const auto store = caught_up(std::move(*before), OpenMode::read, *logs->front());
    const auto found = store ? difference_of(**store, ranges) : std::unexpected(store.error());
    difference = found ? *found : found.error().message;
    return {};
  }};
  const auto built = build_views(*logs, compare, watch);
  return built ? Result<std::string>(std::move(difference)) : std::unexpected(built.error());
}

}  // namespace rireki
