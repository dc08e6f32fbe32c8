#include "engine/views/rebuild.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>
#include <vector>

#include <spdlog/spdlog.h>

#include "engine/views/timeline_store.h"
#include "events/types/json_writer.h"

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

/// Rows of the new views, one after the other, held against the old ones.
class Comparison {
 public:
  Comparison(TimelineStore& before, SealedViews& after) : before_(before), after_(after) {}

  /// The first difference.
  Result<std::string> run() {
    for (const SubjectKind kind : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
      auto difference = of_timelines(kind);
      if (!difference || !difference->empty()) return difference;
    }
    return of_ids();
  }

 private:
  Result<std::string> of_timelines(SubjectKind kind) {
    const char prefix = kind == SubjectKind::person ? 'p' : kind == SubjectKind::unit ? 'u' : 'o';
    std::string difference;
    std::uint64_t old_count = 0;
    std::uint64_t new_count = 0;
    Result<void> reading;
    std::string stored;
    auto r = before_.each_timeline(kind, [&](std::string_view subject, const PackedTimeline& timeline) {
      ++old_count;
      if (!difference.empty() || !reading) return;
      const auto found = after_.timeline(std::string(1, prefix).append(subject), stored);
      if (!found) reading = std::unexpected(found.error());
      // An unknown one shows in the counts.
      const bool is_known = found && *found;
      if (is_known && std::string_view(stored).substr(sizeof(std::uint32_t)) != timeline.bytes) {
        difference = "the timeline of " + std::string(subject);
      }
    });
    if (!r || !reading) return std::unexpected(!r ? r.error() : reading.error());
    r = after_.each_timeline(prefix, [&](std::string_view, std::string_view) { return ++new_count > 0; });
    if (!r) return std::unexpected(r.error());
    if (difference.empty() && old_count != new_count) {
      difference = "there were " + std::to_string(old_count) + " timelines instead of " + std::to_string(new_count);
    }
    return difference;
  }

  /// The ids of both, side by side.
  Result<std::string> of_ids() {
    std::string difference;
    const auto rows = after_.ids();
    const auto r = before_.each_id([&](std::string_view id, Seq seq) {
      if (!difference.empty()) return;
      const auto row = rows->next();
      if (!row || id < row->id) {
        difference = "an id that leads to seq " + std::to_string(seq.value) + ", which has another one";
      } else if (row->id < id || row->seq != seq) {
        difference = "the id of seq " + std::to_string(row->seq.value);
      }
    });
    if (!r) return std::unexpected(r.error());
    if (!difference.empty()) return difference;
    if (const auto row = rows->next()) difference = "the id of seq " + std::to_string(row->seq.value);
    return difference;
  }

  TimelineStore& before_;
  SealedViews& after_;
};

/// Where the old views first differ. Views that cannot be read at all differ, too.
std::string difference_of(std::unique_ptr<SealedViews> before, SealedViews& after, Log& log) {
  const auto store = caught_up(std::move(before), OpenMode::read, log);
  if (!store) return store.error().message;
  const auto difference = Comparison(**store, after).run();
  return difference ? *difference : difference.error().message;
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

/// A generation that nobody uses, gone with this object unless it was built to the end.
class Unused {
 public:
  explicit Unused(std::string directory) : directory_(std::move(directory)) {}
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

struct Made {
  Rebuilt rebuilt;
  std::unique_ptr<SealedViews> sealed;
};

/// A new generation, full, and compared with the one that is used.
Result<Made> make(const OpenLog& open_log, const std::string& views, const std::string& directory, bool check,
                  const Watch& watch) {
  // Opened before the Log, the old views are not ahead of it.
  auto before = check ? open_sealed_views(views, OpenMode::read) : no_sealed_views();
  const auto logs = open_logs(open_log);
  auto sealed = logs ? make_sealed_views(directory) : std::unexpected(logs.error());
  if (!before || !sealed) return std::unexpected(!before ? before.error() : sealed.error());
  const auto built = build_views(*logs, **sealed, watch);
  if (!built) return std::unexpected(built.error());
  Made made{.rebuilt = {.events = built->last.value, .people = built->people, .difference = {}},
            .sealed = std::move(*sealed)};
  if (check) made.rebuilt.difference = difference_of(std::move(*before), *made.sealed, *logs->front());
  return made;
}

}  // namespace

std::string to_json(const Rebuilt& rebuilt, bool compared, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(rebuilt.events) / seconds : 0;
  JsonWriter out;
  out.begin_object().key("events").integer(static_cast<std::int64_t>(rebuilt.events));
  out.key("people").integer(static_cast<std::int64_t>(rebuilt.people)).key("seconds").number(seconds);
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
  const Generation generation = next_generation(views);
  Unused unused(generation_path(views, generation));
  auto made = make(open_log, views, unused.directory(), check, watch);
  if (!made) return std::unexpected(made.error());
  if (auto r = catch_up(open_log, made->sealed, unused.directory()); !r) return std::unexpected(r.error());
  made->sealed.reset();
  if (auto r = use_generation(views, generation); !r) return std::unexpected(r.error());
  unused.keep();
  remove_unused_generations(views, **lock);
  return made->rebuilt;
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
  const auto lock = RebuildLock::take(views);
  if (!lock) return std::unexpected(lock.error());
  const Unused unused(generation_path(views, next_generation(views)));
  auto made = make(open_log, views, unused.directory(), true, watch);
  if (!made) return std::unexpected(made.error());
  made->sealed.reset();
  return made->rebuilt.difference;
}

}  // namespace rireki
