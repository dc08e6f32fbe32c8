#include "engine/views/spans_from_timelines.h"

#include <atomic>

#include "engine/views/parallel.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

/// What the history of units and Policies is loaded from.
class WorldSource final : public TimelineSource {
 public:
  WorldSource(const GatheredTimelines& timelines, Log& log) : timelines_(timelines), log_(log) {}

  Result<PackedTimeline> timeline(SubjectKind kind, std::string_view subject) override {
    found_.clear();
    PackedTimeline result;
    timelines_.each_of(kind, [&](std::string_view code, const PackedTimeline& packed) {
      if (code != subject) return;
      found_ = packed.bytes;
      result = {found_, packed.version};
    });
    return result;
  }

  Result<void> each_timeline(SubjectKind kind, const Visit& visit) override {
    timelines_.each_of(kind, visit);
    return {};
  }

  Result<Record> record(Seq seq) override {
    Result<Record> record = fail(Code::integrity_error, "record " + std::to_string(seq.value) + " is not in the log");
    const auto read = log_.read(seq, seq, [&](Seq at, std::string_view bytes) {
      record = decode_record(at, bytes);
      return false;
    });
    return read ? record : std::unexpected(read.error());
  }

  Result<std::optional<Seq>> find_id(std::string_view) override { return std::nullopt; }  // no World asks for one

 private:
  const GatheredTimelines& timelines_;
  Log& log_;
  std::string found_;
};

}  // namespace

Result<std::unique_ptr<SpansFromTimelines>> SpansFromTimelines::make(GatheredTimelines& timelines, Log& log,
                                                                     unsigned threads) {
  WorldSource source(timelines, log);
  ParsedPolicies parsed;
  auto history = WorldHistory::load(source, timelines.last(), parsed);
  if (!history) return std::unexpected(history.error());
  std::unique_ptr<SpansFromTimelines> made(new SpansFromTimelines(std::move(*history), timelines.last(), threads));
  std::atomic<bool> goes_on = true;
  run_parallel(threads, threads, [&](std::size_t part) {
    const std::size_t end = timelines.ranges() * (part + 1) / threads;
    for (std::size_t range = timelines.ranges() * part / threads; range < end && goes_on; ++range) {
      goes_on = timelines.each_person(range, [&](std::string_view person, const PackedTimeline& packed) {
        made->builder_.add(person, packed.bytes, part);
      }) && goes_on;
    }
  });
  if (!goes_on) return std::unique_ptr<SpansFromTimelines>();
  timelines.forget();
  made->spans_ =
      made->builder_.finish([&](std::size_t count, const auto& work) { run_parallel(threads, count, work); });
  return made;
}

}  // namespace rireki
