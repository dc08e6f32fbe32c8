#include "engine/views/rebuild.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "engine/views/timeline_store.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr std::uint64_t kProgressEvery = 8192;

/// Tells how far a read of the Log has come; otherwise the Log itself.
class ObservedLog final : public Log {
 public:
  ObservedLog(Log& log, const std::function<void(Seq)>& progress) : log_(log), progress_(progress) {}

  void append(AppendRequest request, Done done) override { log_.append(std::move(request), std::move(done)); }
  Seq last() const override { return log_.last(); }
  TreeHead head() override { return log_.head(); }
  Result<void> read(Seq from, Seq to, const Visit& visit) override {
    return log_.read(from, to, [&](Seq seq, std::string_view record) {
      if (seq.value % kProgressEvery == 0) progress_(seq);
      return visit(seq, record);
    });
  }
  Result<Seq> last_known_at(Instant instant) override { return log_.last_known_at(instant); }

 private:
  Log& log_;
  const std::function<void(Seq)>& progress_;
};

Result<std::unique_ptr<TimelineStore>> caught_up(const std::string& directory, OpenMode mode, Log& log) {
  auto sealed = open_sealed_views(directory, mode);
  if (!sealed) return std::unexpected(sealed.error());
  auto store = make_timeline_store(std::move(*sealed), mode, log);
  if (!store) return store;
  if (auto r = (*store)->catch_up(log); !r) return std::unexpected(r.error());
  return store;
}

/// The first subject of a kind whose timeline is not the same in both.
Result<std::string> timeline_difference(SubjectKind kind, TimelineStore& before, TimelineStore& after) {
  std::string difference;
  std::uint64_t old_count = 0;
  std::uint64_t new_count = 0;
  auto r = before.each_timeline(kind, [&](std::string_view, const PackedTimeline&) { ++old_count; });
  if (!r) return std::unexpected(r.error());
  Result<void> reading;
  r = after.each_timeline(kind, [&](std::string_view subject, const PackedTimeline& timeline) {
    ++new_count;
    if (!difference.empty() || !reading) return;
    const auto old = before.timeline(kind, subject);
    if (!old) reading = std::unexpected(old.error());
    if (old && old->bytes != timeline.bytes) difference = "the timeline of " + std::string(subject);
  });
  if (!r || !reading) return std::unexpected(!r ? r.error() : reading.error());
  if (difference.empty() && old_count != new_count) {
    difference = "there were " + std::to_string(old_count) + " timelines instead of " + std::to_string(new_count);
  }
  return difference;
}

/// The first record whose id leads elsewhere.
Result<std::string> id_difference(TimelineStore& before, Log& log) {
  std::string difference;
  Result<void> result;
  const auto read = log.read(Seq{1}, log.last(), [&](Seq seq, std::string_view bytes) {
    const auto record = decode_record(seq, bytes);
    const auto found = record ? before.find_id(record->event.id) : std::unexpected(record.error());
    if (!found) result = std::unexpected(found.error());
    if (found && *found != seq) difference = "the id of seq " + std::to_string(seq.value);
    return result && difference.empty();
  });
  if (!read || !result) return std::unexpected(!read ? read.error() : result.error());
  return difference;
}

/// Where the old views first differ. Views that cannot be read at all differ, too.
std::string find_difference(const std::string& directory, TimelineStore& after, Log& log) {
  const auto before = caught_up(directory, OpenMode::read, log);
  if (!before) return before.error().message;
  for (const SubjectKind kind : {SubjectKind::person, SubjectKind::unit, SubjectKind::organisation}) {
    const auto difference = timeline_difference(kind, **before, after);
    if (!difference) return difference.error().message;
    if (!difference->empty()) return *difference;
  }
  const auto difference = id_difference(**before, log);
  return difference ? *difference : difference.error().message;
}

/// Removes what an interrupted rebuild left.
void remove(const std::string& directory) {
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
}

/// Puts `next` in the place of `directory` at once, and removes what stood there.
Result<void> change_places(const std::string& next, const std::string& directory) {
  const bool replaces = std::filesystem::exists(directory);
  const unsigned flags = replaces ? RENAME_EXCHANGE : 0;
  if (::renameat2(AT_FDCWD, next.c_str(), AT_FDCWD, directory.c_str(), flags) != 0) {
    return fail(Code::io_error, "renaming " + next + ": " + std::generic_category().message(errno));
  }
  remove(next);
  return {};
}

}  // namespace

Result<Rebuilt> rebuild_views(Log& log, const std::string& directory, bool check,
                              const std::function<void(Seq)>& progress) {
  const std::string next = directory + ".next";
  remove(next);
  Rebuilt rebuilt{.events = log.last().value};
  {
    ObservedLog observed(log, progress);
    const auto store = caught_up(next, OpenMode::write, observed);
    if (!store) return std::unexpected(store.error());
    const auto counted = (*store)->each_timeline(SubjectKind::person,
                                                 [&](std::string_view, const PackedTimeline&) { ++rebuilt.people; });
    if (!counted) return std::unexpected(counted.error());
    if (check) rebuilt.difference = find_difference(directory, **store, log);
    if (auto r = (*store)->seal(log, TimelineStore::Sealing::closing); !r) return std::unexpected(r.error());
  }
  if (auto r = change_places(next, directory); !r) return std::unexpected(r.error());
  return rebuilt;
}

Result<std::string> check_views(Log& log, const std::string& directory, const std::function<void(Seq)>& progress) {
  const std::string beside = directory + ".check";
  remove(beside);
  std::string difference;
  {
    ObservedLog observed(log, progress);
    const auto store = caught_up(beside, OpenMode::write, observed);
    if (!store) return std::unexpected(store.error());
    difference = find_difference(directory, **store, log);
  }
  remove(beside);
  return difference;
}

}  // namespace rireki
