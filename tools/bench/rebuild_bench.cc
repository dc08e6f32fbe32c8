#include "tools/bench/rebuild_bench.h"

#include <algorithm>

#include "engine/engine.h"
#include "tools/bench/careers.h"

namespace rireki {

namespace {

/// Runs work that may fail, `count` events of it: events a second, or 0 and the error.
template <class Work>
double rate_of(std::uint64_t count, std::optional<Error>& error, Work&& work) {
  const double taken = seconds([&] {
    if (auto r = work(); !r) error = r.error();
  });
  return static_cast<double>(count) / taken;
}

Result<Figure> measure(const std::string& name, const BenchOptions& options, const CareersOptions& careers) {
  const std::string data = options.directory + "/" + name;
  const auto last = write_careers(careers, data);
  if (!last) return std::unexpected(last.error());
  std::optional<Error> error;
  std::uint64_t bytes = 0;
  const auto read_all = [&]() -> Result<void> {
    const auto log = open_rocks_log(DataDirectory{data}.log_place(), OpenMode::read);
    if (!log) return std::unexpected(log.error());
    return (*log)->read(Seq{1}, *last, [&](Seq, std::string_view record) { return (bytes += record.size()) > 0; });
  };
  const Figure figure = compare(
      name, "events/s", options.rounds,
      [&] { return rate_of(last->value, error, [&] { return Engine::rebuild(data, false, {}); }); },
      [&] { return rate_of(last->value, error, read_all); });
  if (error) return std::unexpected(*error);
  return figure;
}

}  // namespace

Result<std::vector<Figure>> bench_rebuild(const BenchOptions& options) {
  const auto careers = measure("rebuild", options, {.people = options.people});
  if (!careers) return std::unexpected(careers.error());
  const CareersOptions attendance{.people = std::max(1, options.people / 5), .mix = Mix::attendance};
  const auto heavy = measure("rebuild_attendance", options, attendance);
  if (!heavy) return std::unexpected(heavy.error());
  return std::vector{*careers, *heavy};
}

}  // namespace rireki
