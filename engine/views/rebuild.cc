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

using Ranges = std::span<const SealedViews::Rows>;

std::string name_of_timeline(const RowCursor::Row& row) { return "the timeline of " + std::string(row.key.substr(1)); }

std::string name_of_id(const RowCursor::Row& row) { return "the id of seq " + std::to_string(seq_in(row.value).value); }

/// Where rows first differ from the stored ones.
template <class Name>
Result<std::string> first_difference(RowCursor& stored, Ranges ranges, const Name& name) {
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

/// Where the old views, as they answer, first differ from the rows built anew. Views that cannot be read at all differ,
/// too.
std::string difference_of(std::unique_ptr<SealedViews> before, Log& log, Ranges timelines, Ranges ids) {
  const auto store = caught_up(std::move(before), OpenMode::read, log);
  if (!store) return store.error().message;
  auto difference = first_difference(*(*store)->timeline_rows(), timelines, name_of_timeline);
  if (difference && difference->empty()) difference = first_difference(*(*store)->id_rows(), ids, name_of_id);
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

/// A new generation, full. With `check` its rows are compared with the used one before they are written.
Result<Made> make(const OpenLog& open_log, const std::string& views, const std::string& directory, bool check,
                  const Watch& watch) {
  // Opened before the Log, the old views are not ahead of it.
  auto before = check ? open_sealed_views(views, OpenMode::read) : no_sealed_views();
  const auto logs = open_logs(open_log);
  auto sealed = logs ? make_sealed_views(directory) : std::unexpected(logs.error());
  if (!before || !sealed) return std::unexpected(!before ? before.error() : sealed.error());
  Made made{.rebuilt = {}, .sealed = std::move(*sealed)};
  const Fill fill = [&](Absorbed absorbed, Ranges timelines, Ranges ids, unsigned threads) {
    if (check) made.rebuilt.difference = difference_of(std::move(*before), *logs->front(), timelines, ids);
    return made.sealed->fill(absorbed, timelines, ids, threads);
  };
  const auto built = build_views(*logs, fill, watch);
  if (!built) return std::unexpected(built.error());
  made.rebuilt.events = built->last.value;
  made.rebuilt.people = built->people;
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
  auto before = open_sealed_views(views, OpenMode::read);
  const auto logs = open_logs(open_log);
  if (!before || !logs) return std::unexpected(!before ? before.error() : logs.error());
  std::string difference;
  const Fill compare = [&](Absorbed, Ranges timelines, Ranges ids, unsigned) -> Result<void> {
    difference = difference_of(std::move(*before), *logs->front(), timelines, ids);
    return {};
  };
  const auto built = build_views(*logs, compare, watch);
  return built ? Result<std::string>(std::move(difference)) : std::unexpected(built.error());
}

}  // namespace rireki
