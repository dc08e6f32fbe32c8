#include "tools/bench/rebuild_bench.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <random>

#include "engine/engine.h"
#include "engine/maintenance.h"
#include "events/lifecycle/person_fold.h"
#include "tools/bench/careers.h"

namespace rireki {

namespace {

constexpr std::size_t kQuestions = 200'000;

/// A Log to be rebuilt again and again.
class RebuildBench {
 public:
  RebuildBench(std::string name, const BenchOptions& options)
      : name_(std::move(name)), data_(options.directory + "/" + name_), rounds_(options.rounds) {}

  Result<void> prepare(const CareersOptions& careers) {
    careers_ = careers;
    const auto last = write_careers(careers, data_);
    if (!last) return std::unexpected(last.error());
    last_ = *last;
    return {};
  }

  /// The rate until the new generation is used, and that of all of it.
  Result<std::vector<Figure>> rates() {
    std::vector<double> whole;
    const auto measured = [&] {
      const auto rebuilt = rebuild(data_, false, {});
      if (!rebuilt) error_ = rebuilt.error();
      if (error_) return 1.0;
      whole.push_back(events() / (rebuilt->views_seconds + rebuilt->spans_seconds));
      return events() / rebuilt->views_seconds;
    };
    const Figure views = compare(name_, "events/s", rounds_, measured, [&] { return reading_rate(); });
    if (error_) return std::unexpected(*error_);
    return std::vector{views, Figure{name_ + "_all", median(std::move(whole)), "events/s", views.control}};
  }

  /// Questions beside a rebuild.
  Result<Figure> questions() {
    auto engine = Engine::open(data_, EngineMode::read);
    if (!engine) return std::unexpected(engine.error());
    engine_ = std::move(*engine);
    (void)slowest_but_one_in_100([i = 0]() mutable { return i++ == 0; });  // whoever was asked about is warm
    const auto beside = [&] {
      std::atomic<bool> is_over = false;
      auto rebuilding = std::async(std::launch::async, [&] {
        auto rebuilt = rebuild(data_, false, {});
        is_over = true;
        return rebuilt;
      });
      const double rate = slowest_but_one_in_100([&] { return !is_over; });
      if (const auto rebuilt = rebuilding.get(); !rebuilt) error_ = rebuilt.error();
      return rate;
    };
    const auto alone = [&] { return slowest_but_one_in_100([i = 0]() mutable { return i++ == 0; }); };
    auto figure = compare("person_while_rebuilding", "questions/s", rounds_, beside, alone);
    if (error_) return std::unexpected(*error_);
    return figure;
  }

 private:
  [[nodiscard]] double events() const { return static_cast<double>(last_.value); }

  double reading_rate() {
    std::uint64_t bytes = 0;
    Result<void> read;
    const double taken = seconds([&] {
      const auto log = open_rocks_log(DataDirectory{data_}.log_place(), OpenMode::read);
      if (!log) read = std::unexpected(log.error());
      if (log) read = (*log)->read(Seq{1}, last_, [&](Seq, std::string_view r) { return (bytes += r.size()) > 0; });
    });
    if (!read) error_ = read.error();
    return events() / taken;
  }

  /// Asks about persons all over, round after round as long as `goes_on`.
  template <class GoesOn>
  double slowest_but_one_in_100(GoesOn&& goes_on) {
    const auto organisation = engine_->organisation(last_);
    if (!organisation) error_ = organisation.error();
    if (error_) return 1.0;
    const World world{(*organisation)->policies, (*organisation)->units};
    std::vector<double> samples;
    Timeline timeline;
    while (goes_on()) {
      std::mt19937 random(7);
      for (std::size_t i = 0; i < kQuestions; ++i) {
        const std::string person = career_code(static_cast<int>(random() % static_cast<unsigned>(careers_.people)));
        const Day day = kCareersFirst + static_cast<int>(random() % 7'000);
        samples.push_back(seconds([&] {
          const auto packed = engine_->timeline(SubjectKind::person, person);
          timeline.load(packed ? packed->bytes : std::string_view(), last_);
          (void)state_at(timeline, world, person, day);
        }));
      }
    }
    if (samples.empty()) return 1.0;
    const auto slow = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() * 99 / 100);
    std::ranges::nth_element(samples, slow);
    return 1.0 / *slow;
  }

  std::string name_;
  std::string data_;
  int rounds_;
  CareersOptions careers_;
  Seq last_;
  std::unique_ptr<Engine> engine_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<Figure>> bench_rebuild(const BenchOptions& options) {
  RebuildBench careers("rebuild", options);
  RebuildBench heavy("rebuild_attendance", options);
  const CareersOptions attendance{.people = std::max(1, options.people / 5), .mix = Mix::attendance};
  if (auto r = careers.prepare({.people = options.people}); !r) return std::unexpected(r.error());
  if (auto r = heavy.prepare(attendance); !r) return std::unexpected(r.error());
  std::vector<Figure> figures;
  for (RebuildBench* bench : {&careers, &heavy}) {
    auto rates = bench->rates();
    if (!rates) return std::unexpected(rates.error());
    figures.insert(figures.end(), rates->begin(), rates->end());
  }
  auto questions = careers.questions();
  if (!questions) return std::unexpected(questions.error());
  figures.push_back(std::move(*questions));
  return figures;
}

}  // namespace rireki
