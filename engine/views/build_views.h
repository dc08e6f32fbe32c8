// All views of a Log at once: read once, gathered in memory by stretches, written sorted, on several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "engine/log/log.h"
#include "engine/views/sealed_views.h"
#include "engine/views/watch.h"
#include "events/lifecycle/timeline_source.h"

namespace rireki {

struct Built {
  Seq last;  // the Record up to which the views follow the Log
  std::uint64_t people = 0;
};

/// Everybody's timelines, while they are in memory.
class GatheredTimelines {
 public:
  virtual ~GatheredTimelines() = default;
  [[nodiscard]] virtual Seq last() const = 0;
  /// Ranges of persons that ascend from one to the next; each may be visited on a thread of its own.
  [[nodiscard]] virtual std::size_t ranges() const = 0;
  using Visit = std::function<void(std::string_view subject, const PackedTimeline& timeline)>;
  /// Of persons. False: ended before the end, for the work is to be given up.
  [[nodiscard]] virtual bool each_person(std::size_t range, const Visit& visit) const = 0;
  virtual void each_of(SubjectKind kind, const Visit& visit) const = 0;
  /// They are needed no more, and their memory is.
  virtual void forget() = 0;
};

/// What is done with what was built.
struct Taker {
  /// As `SealedViews::fill`, which is one of them. Rows can be put more than once.
  std::function<Result<void>(Absorbed absorbed, const SealedViews::Ranges& ranges, unsigned threads)> fill;
  /// Once all rows were put, and all were right. None: nothing.
  std::function<Result<void>()> use = nullptr;
  /// Afterwards, when only the timelines are still in memory; counts as the last third of the work. None: nothing.
  std::function<Result<void>(GatheredTimelines& timelines, unsigned threads)> then = nullptr;
};

/// Gives `taker` all rows that `logs` say, up to the end of the first one: the same Log, opened once for each thread
/// that is to read it. Takes about 90 bytes of memory an event, and what `taker` takes. Errors: INTEGRITY_ERROR naming
/// the seq of a Record that cannot be read or does not fit; IO_ERROR, also once cancelled; those of `taker`.
[[nodiscard]] Result<Built> build_views(std::span<const std::unique_ptr<Log>> logs, const Taker& taker,
                                        const Watch& watch);

}  // namespace rireki
