// rebuild: all views anew from the Log, for the nightly job.
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "engine/maintenance.h"
#include "tools/rireki/interrupts.h"
#include "tools/rireki/output.h"
#include "tools/rireki/remote_request.h"
#include "tools/rireki/remote_work.h"

namespace rireki {

namespace {

constexpr int kBarWidth = 30;
constexpr double kRedrawSeconds = 0.1;

/// How far the rebuild is, how fast, and how long it will take: on standard error, if that is a terminal.
class RebuildBar {
 public:
  void show(std::uint64_t done, std::uint64_t total) {
    const double elapsed = seconds();
    const bool is_due = elapsed - shown_at_ >= kRedrawSeconds;
    if (!is_terminal_ || total == 0 || done == 0 || !is_due) return;
    shown_at_ = elapsed;
    const double part = static_cast<double>(done) / static_cast<double>(total);
    const double events = part * static_cast<double>(total) / 3;  // each is read, written and told in spans
    const auto filled = static_cast<std::size_t>(part * kBarWidth);
    std::fprintf(stderr, "\rrebuilding [%s%s] %3.0f %%  %.2f M events/s  %.0f s left ",
                 std::string(filled, '#').c_str(), std::string(kBarWidth - filled, '.').c_str(), part * 100,
                 events / elapsed / 1e6, elapsed / part - elapsed);
  }

  ~RebuildBar() {
    if (shown_at_ > 0) std::fputc('\n', stderr);
  }

  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  bool is_terminal_ = ::isatty(STDERR_FILENO) != 0;
  double shown_at_ = 0;
};

void print(const GlobalOptions& global, const Rebuilt& rebuilt, bool check) {
  if (global.json) {
    std::cout << to_json(rebuilt, check) << '\n';
  } else {
    std::cout << "rebuilt " << rebuilt.events << " events of " << rebuilt.people << " people in "
              << rebuilt.views_seconds << " s, everybody's spans in " << rebuilt.spans_seconds << " s more\n";
  }
}

/// As `rebuild`, by the service.
Result<Rebuilt> rebuild_at_service(const GlobalOptions& global, bool check, const Watch& watch) {
  const auto state = work_at_service(global, std::string("/v1/rebuild?check=") + (check ? "true" : "false"), watch);
  if (!state) return std::unexpected(state.error());
  const boost::json::object& made = state->at("report").as_object();
  return Rebuilt{.events = number_at(made, "events"),
                 .people = number_at(made, "people"),
                 .difference = text_at(*state, "detail"),
                 .views_seconds = made.at("views_seconds").to_number<double>(),
                 .spans_seconds = made.at("spans_seconds").to_number<double>()};
}

int run_rebuild(const GlobalOptions& global, bool check) {
  std::optional<RebuildBar> bar(std::in_place);
  const Interrupts interrupts;  // a second one ends the process, which does no harm either
  const Watch watch{.progress = [&](std::uint64_t done, std::uint64_t total) { bar->show(done, total); },
                    .is_cancelled = [&] { return interrupts.have_come(); }};
  const auto rebuilt =
      global.server.empty() ? rebuild(global.data, check, watch) : rebuild_at_service(global, check, watch);
  bar.reset();
  if (!rebuilt) return report(rebuilt.error());
  print(global, *rebuilt, check);
  if (rebuilt->difference.empty()) return exit_done;
  std::cerr << "the views before differed first in " << rebuilt->difference << "; the new ones are in place\n";
  return exit_broken;
}

}  // namespace

void add_rebuild(Commands& commands) {
  auto* command = commands.add(
      "rebuild", "Builds all views anew from the log, while questions and appends go on, and then uses them",
      "  rireki rebuild\n"
      "  rireki --json rebuild --check\n");
  auto check = std::make_shared<bool>(false);
  command->add_flag("--check", *check, "compare the present views with the new ones; exit 4 if they differ");
  commands.runs_anywhere(command, [=, &commands] { return run_rebuild(commands.global(), *check); });
}

}  // namespace rireki
