// bench: measures on data of its own, each figure beside its control.
#include <cstdlib>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "events/types/json_writer.h"
#include "tools/bench/append_bench.h"
#include "tools/bench/query_bench.h"
#include "tools/bench/rebuild_bench.h"
#include "tools/bench/replay_bench.h"
#include "tools/bench/serve_bench.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

/// A directory beside the data directory, on the same disk, gone afterwards.
class BenchDirectory {
 public:
  explicit BenchDirectory(const std::string& data) : path_(data + "-bench-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
  }
  ~BenchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  BenchDirectory(const BenchDirectory&) = delete;
  BenchDirectory& operator=(const BenchDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

using Measurement = Result<std::vector<Figure>> (*)(const BenchOptions&);

constexpr std::pair<std::string_view, Measurement> kMeasurements[] = {
    {"append", bench_append}, {"import", bench_import}, {"replay", bench_replay},
    {"query", bench_query},   {"serve", bench_serve},   {"rebuild", bench_rebuild}};

std::string number_text(double number, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

void print(Output& output, const Figure& figure) {
  JsonWriter json;
  json.begin_object().key("name").text(figure.name).key("value").number(figure.value).key("unit").text(figure.unit);
  json.key("control").number(figure.control).key("ratio").number(figure.ratio()).end_object();
  output.row(json.str(), {figure.name, number_text(figure.value, "%.0f"), figure.unit,
                          number_text(figure.control, "%.0f"), number_text(figure.ratio(), "%.3f")});
}

int run_bench(const GlobalOptions& global, const std::string& what, BenchOptions options) {
  Output output(global, {"name", "value", "unit", "control", "ratio"});
  for (const auto& [name, measure] : kMeasurements) {
    if (!what.empty() && what != name) continue;
    const BenchDirectory directory(global.data);
    options.directory = directory.path();
    const auto figures = measure(options);
    if (!figures) return report(figures.error());
    for (const Figure& figure : *figures) print(output, figure);
  }
  output.finish();
  return exit_done;
}

}  // namespace

void add_bench(Commands& commands) {
  auto* command = commands.add("bench", "Measures this machine with data of its own, each figure beside a control",
                               "  rireki bench append\n"
                               "  rireki --json bench rebuild --people 25000\n");
  auto what = std::make_shared<std::string>();
  auto options = std::make_shared<BenchOptions>();
  command->add_option("what", *what, "append, import, replay, rebuild, query or serve (default: all)")
      ->check(CLI::IsMember({"append", "import", "replay", "rebuild", "query", "serve"}));
  whole_number(command->add_option("--people", options->people, "how many people")->capture_default_str(), 1,
               1'000'000);
  whole_number(command->add_option("--records", options->records, "append, import: how many records the log has before")
                   ->capture_default_str(),
               0, 100'000'000);
  whole_number(command->add_option("--rounds", options->rounds, "rounds whose median is taken")->capture_default_str(),
               1, 1000);
  commands.runs_anywhere(command, [=, &commands] { return run_bench(commands.global(), *what, *options); });
}

}  // namespace rireki
