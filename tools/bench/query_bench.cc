#include "tools/bench/query_bench.h"

#include <algorithm>
#include <random>

#include "engine/engine.h"
#include "projections/counts.h"
#include "projections/personal_columns.h"
#include "projections/roster.h"
#include "tools/bench/careers.h"
#include "tools/bench/cold_files.h"

namespace rireki {

namespace {

constexpr int kWarmQuestions = 20'000;
constexpr int kColdQuestions = 60;
constexpr int kDaysOfYear = 365;

using Headcounts = std::map<std::string, std::int64_t>;  // "unit rank sex" → count

/// The careers, open to be read, and everybody's packed timeline in memory for the control.
class QueryBench {
 public:
  explicit QueryBench(const BenchOptions& options) : directory_(options.directory + "/careers") {}

  Result<void> prepare(int people) {
    if (const auto made = write_careers({.people = people}, directory_); !made) return std::unexpected(made.error());
    // Closing the writer stores what it has built.
    for (const EngineMode mode : {EngineMode::write, EngineMode::read}) {
      engine_.reset();
      auto engine = Engine::open(directory_, mode);
      if (!engine) return std::unexpected(engine.error());
      engine_ = std::move(*engine);
    }
    return keep_in_memory();
  }

  /// Forgets what this process has read.
  Result<void> reopen() {
    engine_.reset();
    auto engine = Engine::open(directory_, EngineMode::read);
    if (!engine) return std::unexpected(engine.error());
    engine_ = std::move(*engine);
    return {};
  }

  Result<Knowledge> known_at(Seq seq) {
    const auto organisation = engine_->organisation(seq);
    if (!organisation) return std::unexpected(organisation.error());
    return Knowledge{*engine_, seq, *organisation};
  }

  /// A seq known `back` days or less before the last one was recorded, and not before `least` days.
  Result<Seq> seq_of(int least, int back) {
    const Day day = kCareersLast - (least + static_cast<int>(random_() % static_cast<unsigned>(back - least)));
    return engine_->known_at(Instant{std::int64_t{day.days} * kDayMs});
  }

  Day any_day() { return kCareersFirst + static_cast<int>(random_() % (20U * kDaysOfYear)); }

  Engine& engine() { return *engine_; }
  [[nodiscard]] const std::string& directory() const { return directory_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& timelines() const { return timelines_; }
  [[nodiscard]] std::optional<Sex> sex(std::size_t person) const { return sexes_[person]; }
  std::size_t any_person() { return random_() % timelines_.size(); }

 private:
  Result<void> keep_in_memory() {
    const auto columns = engine_->personal_columns();
    if (!columns) return std::unexpected(columns.error());
    return engine_->each_timeline(SubjectKind::person, [&](std::string_view code, const PackedTimeline& packed) {
      sexes_.push_back((*columns)->sex(static_cast<std::uint32_t>(timelines_.size())));
      timelines_.emplace_back(code, packed.bytes);
    });
  }

  std::string directory_;
  std::unique_ptr<Engine> engine_;
  std::vector<std::pair<std::string, std::string>> timelines_;  // by code, as everywhere
  std::vector<std::optional<Sex>> sexes_;
  std::mt19937 random_{20260401};
};

std::string group_of(std::string_view unit, std::string_view rank, std::string_view sex) {
  std::string group(unit);
  return ((group += ' ') += rank).append(" ").append(sex);
}

/// The control: every timeline folded, from memory.
template <class Take>
void fold_all(const QueryBench& bench, const Knowledge& knowledge, Day as_of, const Take& take) {
  Timeline timeline;
  const World world = knowledge.world();
  for (std::size_t i = 0; i < bench.timelines().size(); ++i) {
    const auto& [person, bytes] = bench.timelines()[i];
    timeline.load(bytes, knowledge.seq);
    const State state = state_at(timeline, world, person, as_of);
    if (state.employed) take(i, state);
  }
}

Headcounts folded_headcount(const QueryBench& bench, const Knowledge& knowledge, Day as_of) {
  std::map<std::tuple<std::string_view, std::string_view, std::optional<Sex>>, std::int64_t> counts;
  fold_all(bench, knowledge, as_of, [&](std::size_t person, const State& state) {
    ++counts[{state.employment->unit, state.employment->rank, bench.sex(person)}];
  });
  Headcounts result;
  for (const auto& [key, count] : counts) {
    const auto& [unit, rank, sex] = key;
    result[group_of(unit, rank, sex ? to_text(*sex) : "unknown")] += count;
  }
  return result;
}

Headcounts as_headcounts(const Counts& counts) {
  Headcounts result;
  for (const CountRow& row : counts.rows) {
    result[group_of(to_text(row.key[0]), to_text(row.key[1]), to_text(row.key[2]))] = row.count;
  }
  return result;
}

Error differs(const std::string& what) {
  return {Code::integrity_error, "bench: " + what + " is not what the fold says"};
}

/// Headcounts at fresh moments, known at seqs from `least` to `back` days ago.
Result<Figure> headcount(QueryBench& bench, const std::string& name, int rounds, int least, int back) {
  std::optional<Error> error;
  Headcounts expected;
  std::optional<Knowledge> knowledge;
  Day day;
  const auto control = [&] {
    day = bench.any_day();
    const auto seq = bench.seq_of(least, back);
    auto known = seq ? bench.known_at(*seq) : Result<Knowledge>(std::unexpected(seq.error()));
    if (!known) error = known.error();
    if (!known) return 1.0;
    knowledge.emplace(std::move(*known));
    return 1.0 / seconds([&] { expected = folded_headcount(bench, *knowledge, day); });
  };
  const auto measured = [&] {
    if (error) return 1.0;
    Result<Counts> counts;
    using enum Attribute;
    const double taken = seconds([&] {
      counts = count(*knowledge, {.what = CountOf::headcount, .as_of = day, .filter = {}, .by = {unit, rank, sex}});
    });
    if (!counts) error = counts.error();
    if (counts && as_headcounts(*counts) != expected) error = differs(name);
    return 1.0 / taken;
  };
  auto figure = compare(name, "questions/s", rounds, measured, control);
  if (error) return std::unexpected(*error);
  return figure;
}

Result<Figure> roster_rows(QueryBench& bench, int rounds) {
  std::optional<Error> error;
  const auto known = bench.known_at(bench.engine().last());
  if (!known) return std::unexpected(known.error());
  const auto rate = [&](const auto& read) {
    std::size_t rows = 0;
    const double taken = seconds([&] { rows = read(bench.any_day()); });
    return static_cast<double>(rows) / taken;
  };
  const auto measured = [&](Day day) {
    std::size_t rows = 0;
    const auto done = roster(*known, {.as_of = day, .filter = {}, .personal = false},
                             [&](const PersonRow& row) { rows += row.state->employed ? 1 : 0; });
    if (!done) error = done.error();
    return rows;
  };
  const auto control = [&](Day day) {
    std::size_t rows = 0;
    fold_all(bench, *known, day, [&](std::size_t person, const State& state) {
      rows += make_person_row(bench.timelines()[person].first, state, *known, day, {}).state->employed ? 1 : 0;
    });
    return rows;
  };
  auto figure = compare(
      "roster", "rows/s", rounds, [&] { return rate(measured); }, [&] { return rate(control); });
  if (error) return std::unexpected(*error);
  return figure;
}

/// The rate that all but one of a hundred questions reach, or half of them.
double rate_at(std::vector<double> samples, double quantile) {
  std::ranges::sort(samples);
  return 1.0 / samples[std::min(samples.size() - 1,
                                static_cast<std::size_t>(quantile * static_cast<double>(samples.size())))];
}

Result<Figure> person_warm(QueryBench& bench, int rounds) {
  const auto known = bench.known_at(bench.engine().last());
  if (!known) return std::unexpected(known.error());
  Timeline timeline;
  bool found = true;
  // Warm: all of them were asked before, untimed.
  const auto rate = [&](const auto& bytes_of) {
    std::vector<std::pair<std::size_t, Day>> questions;
    for (int i = 0; i < kWarmQuestions; ++i) questions.emplace_back(bench.any_person(), bench.any_day());
    std::vector<double> samples;
    for (const bool is_timed : {false, true}) {
      for (const auto& [person, day] : questions) {
        const double taken = seconds([&] {
          timeline.load(bytes_of(person), known->seq);
          (void)state_at(timeline, known->world(), bench.timelines()[person].first, day);
        });
        if (is_timed) samples.push_back(taken);
      }
    }
    return rate_at(std::move(samples), 0.99);
  };
  const auto stored = [&](std::size_t person) {
    const auto packed = bench.engine().timeline(SubjectKind::person, bench.timelines()[person].first);
    found = found && packed && packed->bytes == bench.timelines()[person].second;
    return packed ? packed->bytes : std::string_view();
  };
  const auto in_memory = [&](std::size_t person) { return std::string_view(bench.timelines()[person].second); };
  auto figure = compare(
      "person_warm", "questions/s", rounds, [&] { return rate(stored); }, [&] { return rate(in_memory); });
  if (!found) return std::unexpected(differs("a person's timeline"));
  return figure;
}

Result<Figure> person_cold(QueryBench& bench, int rounds) {
  if (auto r = bench.reopen(); !r) return std::unexpected(r.error());
  const auto known = bench.known_at(bench.engine().last());
  if (!known) return std::unexpected(known.error());
  const ColdFiles files(DataDirectory{bench.directory()}.views());
  std::mt19937 random{7};
  Timeline timeline;
  const auto rate = [&](const auto& read) {
    std::vector<double> samples;
    for (int i = 0; i < kColdQuestions; ++i) {
      const std::size_t person = bench.any_person();
      files.forget();
      samples.push_back(seconds([&] { read(person); }));
    }
    return rate_at(std::move(samples), 0.5);
  };
  const auto question = [&](std::size_t person) {
    const auto packed = bench.engine().timeline(SubjectKind::person, bench.timelines()[person].first);
    timeline.load(packed ? packed->bytes : std::string_view(), known->seq);
    (void)state_at(timeline, known->world(), bench.timelines()[person].first, kCareersLast);
  };
  return compare(
      "person_cold", "questions/s", rounds, [&] { return rate(question); },
      [&] { return rate([&](std::size_t) { files.read_any(random); }); });
}

}  // namespace

Result<std::vector<Figure>> bench_query(const BenchOptions& options) {
  QueryBench bench(options);
  if (auto r = bench.prepare(options.people); !r) return std::unexpected(r.error());
  constexpr int kAllDays = 20 * kDaysOfYear;
  std::vector<Figure> figures;
  for (const auto& measure :
       {std::function([&] { return person_warm(bench, options.rounds); }),
        std::function([&] { return person_cold(bench, options.rounds); }),
        std::function([&] { return headcount(bench, "headcount_now", options.rounds, 0, kDaysOfYear); }),
        std::function([&] { return headcount(bench, "headcount_any", options.rounds, kDaysOfYear, kAllDays); }),
        std::function([&] { return roster_rows(bench, options.rounds); })}) {
    auto figure = measure();
    if (!figure) return std::unexpected(figure.error());
    figures.push_back(std::move(*figure));
  }
  return figures;
}

}  // namespace rireki
