#include "tools/bench/replay_bench.h"

#include <fstream>

#include "engine/engine.h"
#include "engine/views/build_views.h"
#include "engine/views/event_columns.h"
#include "projections/turnover.h"
#include "tools/bench/careers.h"

namespace rireki {

namespace {

constexpr std::size_t kReadBytes = std::size_t{1} << 20;

/// A page's columns in memory of their own.
class KeptPage {
 public:
  explicit KeptPage(const EventPage& page)
      : first_(page.first),
        person_(page.person.begin(), page.person.end()),
        effective_(page.effective.begin(), page.effective.end()),
        unit_(page.unit.begin(), page.unit.end()),
        rank_(page.rank.begin(), page.rank.end()),
        type_(page.type.begin(), page.type.end()),
        extras_(page.extras.begin(), page.extras.end()) {}

  [[nodiscard]] EventPage page() const {
    return {.first = first_,
            .person = person_,
            .effective = effective_,
            .unit = unit_,
            .rank = rank_,
            .type = type_,
            .extras = extras_};
  }
  [[nodiscard]] std::size_t bytes() const { return 16 + type_.size() * 12 + extras_.size() * sizeof(PageExtra); }

 private:
  Seq first_;
  std::vector<std::uint32_t> person_;
  std::vector<std::int32_t> effective_;
  std::vector<std::uint16_t> unit_;
  std::vector<std::uint8_t> rank_;
  std::vector<std::uint8_t> type_;
  std::vector<PageExtra> extras_;
};

/// The columns of a Log in both forms, and in memory.
class Bench {
 public:
  explicit Bench(const BenchOptions& options) : options_(options) {}

  Result<void> open() {
    const std::string data = options_.directory + "/data";
    if (auto r = write_careers({.people = options_.people}, data); !r) return std::unexpected(r.error());
    std::vector<std::unique_ptr<Log>> logs;
    auto log = open_rocks_log(DataDirectory{data}.log_place(), OpenMode::read);
    if (!log) return std::unexpected(log.error());
    logs.push_back(std::move(*log));
    const Taker both{.fill = [&](Absorbed absorbed, const auto& ranges, unsigned threads) -> Result<void> {
      for (const auto compression : {PageCompression::none, PageCompression::lz4}) {
        const bool is_plain = compression == PageCompression::none;
        auto views = make_sealed_views(options_.directory + (is_plain ? "/plain" : "/lz4"), compression);
        if (!views) return std::unexpected(views.error());
        if (auto r = (*views)->fill(absorbed, {.columns = ranges.columns}, threads); !r) return r;
        (is_plain ? plain_ : lz4_) = std::move(*views);
      }
      events_ = absorbed.seq.value;
      return {};
    }};
    if (auto r = build_views(logs, both, {}); !r) return std::unexpected(r.error());
    if (events_ == 0) return fail(Code::usage, "bench replay needs more --people: there are no events");
    return keep();
  }

  Figure scan(const std::string& name, SealedViews& columns) {
    return compare(
        name, "events/s", options_.rounds, [&] { return scan_rate(columns); }, [&] { return raw_rate(); });
  }

  Figure replay() {
    std::map<int, TurnoverYear> stored;
    std::map<int, TurnoverYear> kept;
    const auto fold_stored = [&] {
      TurnoverFold fold(kCareersLast, {});
      check(each_page(*lz4_, Seq{1}, [&](const EventPage& page) { return fold.add(page), true; }));
      stored = fold.finish();
    };
    const auto fold_kept = [&] {
      TurnoverFold fold(kCareersLast, {});
      for (const KeptPage& page : pages_) fold.add(page.page());
      kept = fold.finish();
    };
    const Figure figure = compare(
        "replay_counts", "events/s", options_.rounds, [&] { return rate(fold_stored); },
        [&] { return rate(fold_kept); });
    if (stored != kept) error_ = {Code::integrity_error, "the columns count otherwise than the same events in memory"};
    return figure;
  }

  [[nodiscard]] SealedViews& plain() { return *plain_; }
  [[nodiscard]] SealedViews& lz4() { return *lz4_; }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  /// Takes the pages into memory, and writes their bytes to a file.
  Result<void> keep() {
    std::size_t bytes = 0;
    auto r = each_page(*plain_, Seq{1}, [&](const EventPage& page) {
      bytes += pages_.emplace_back(page).bytes();
      return true;
    });
    std::ofstream out(raw_path(), std::ios::binary);
    const std::string block(kReadBytes, 'x');
    for (std::size_t at = 0; at < bytes; at += block.size()) {
      out.write(block.data(), static_cast<std::streamsize>(std::min(block.size(), bytes - at)));
    }
    if (!out.flush()) return fail(Code::io_error, "writing " + raw_path());
    return r;
  }

  double scan_rate(SealedViews& columns) {
    std::uint64_t sum = 0;
    const double result = rate([&] {
      check(each_page(columns, Seq{1}, [&](const EventPage& page) {
        sum += page.person.front() + page.type.back();
        return true;
      }));
    });
    if (sum == 0) error_ = {Code::integrity_error, "the columns are empty"};
    return result;
  }

  double raw_rate() {
    std::vector<char> buffer(kReadBytes);
    return rate([&] {
      std::ifstream in;
      in.rdbuf()->pubsetbuf(nullptr, 0);
      in.open(raw_path(), std::ios::binary);
      while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()))) {
      }
    });
  }

  template <class Work>
  double rate(Work&& work) {
    return static_cast<double>(events_) / seconds(work);
  }

  void check(const Result<void>& r) {
    if (!r) error_ = r.error();
  }

  [[nodiscard]] std::string raw_path() const { return options_.directory + "/raw"; }

  const BenchOptions& options_;
  std::unique_ptr<SealedViews> plain_;
  std::unique_ptr<SealedViews> lz4_;
  std::vector<KeptPage> pages_;
  std::uint64_t events_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<Figure>> bench_replay(const BenchOptions& options) {
  Bench bench(options);
  if (auto r = bench.open(); !r) return std::unexpected(r.error());
  std::vector<Figure> figures;
  figures.push_back(bench.scan("scan_plain", bench.plain()));
  figures.push_back(bench.scan("scan_lz4", bench.lz4()));
  figures.push_back(bench.replay());
  if (bench.error()) return std::unexpected(*bench.error());
  return figures;
}

}  // namespace rireki
