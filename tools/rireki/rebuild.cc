// rebuild: all views anew from the Log, for the nightly job.
#include <chrono>

#include "events/types/json_writer.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

int run_rebuild(const GlobalOptions& global, bool check) {
  Progress progress("rebuilt");
  const auto begin = std::chrono::steady_clock::now();
  const auto rebuilt = Engine::rebuild(global.data, check, [&](Seq seq) { progress.show(seq.value); });
  if (!rebuilt) return report(rebuilt.error());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double rate = seconds > 0 ? static_cast<double>(rebuilt->events) / seconds : 0;
  const bool is_equal = rebuilt->difference.empty();
  if (global.json) {
    JsonWriter out;
    out.begin_object().key("events").integer(static_cast<std::int64_t>(rebuilt->events));
    out.key("people").integer(static_cast<std::int64_t>(rebuilt->people)).key("seconds").number(seconds);
    out.key("events_per_second").number(rate).key("equal");
    if (check) {
      out.boolean(is_equal);
    } else {
      out.null();
    }
    std::cout << out.end_object().str() << '\n';
  } else {
    std::cout << "rebuilt " << rebuilt->events << " events of " << rebuilt->people << " people in " << seconds
              << " s\n";
  }
  if (is_equal) return exit_done;
  std::cerr << "the views before differed first in " << rebuilt->difference << "; the new ones are in place\n";
  return exit_broken;
}

}  // namespace

void add_rebuild(Commands& commands) {
  auto* command = commands.add("rebuild", "Builds all views anew from the log and changes them at once",
                               "  rireki rebuild\n"
                               "  rireki --json rebuild --check\n");
  auto check = std::make_shared<bool>(false);
  command->add_flag("--check", *check, "compare the present views with the new ones; exit 4 if they differ");
  commands.runs(command, [=, &commands] { return run_rebuild(commands.global(), *check); });
}

}  // namespace rireki
