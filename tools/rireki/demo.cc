// demo: fills an empty data directory with a made-up city.
#include <iostream>

#include <CLI/CLI.hpp>

#include "tools/demo/city.h"
#include "tools/demo/published/city.h"
#include "tools/rireki/output.h"

namespace rireki {

namespace {

constexpr std::size_t kEventsPerSync = 8192;

/// The city that was asked for: of so many people, or the published one.
struct DemoWish {
  std::optional<int> people;
  std::uint64_t seed = 1;

  void generate(const std::function<void(Event)>& emit) const {
    if (people) return generate_city({.people = *people, .seed = seed}, emit);
    generate_published_city(seed, emit);
  }
};

int run_demo(const GlobalOptions& global, const DemoWish& wish) {
  if (auto created = Engine::create(global.data); !created) return report(created.error());
  auto engine = Engine::open(global.data, EngineMode::write);
  if (!engine) return report(engine.error());
  std::vector<Event> waiting;
  std::optional<Error> error;
  Progress progress("recorded");
  const auto append = [&] {
    const auto outcomes = (*engine)->append_each(std::exchange(waiting, {}), Recording::trusted);
    if (!outcomes) {
      error = outcomes.error();
      return;
    }
    for (const Outcome& o : *outcomes) {
      if (o.kind == Outcome::Kind::refused && !error) error = o.error;
    }
  };
  wish.generate([&](Event event) {
    waiting.push_back(std::move(event));
    if (waiting.size() < kEventsPerSync || error) return;
    append();
    progress.show((*engine)->last().value);
  });
  if (!error) append();
  if (error) return report(*error);
  if (global.json) {
    std::cout << "{\"appended\":" << (*engine)->last().value << ",\"seq\":" << (*engine)->last().value << "}\n";
  } else {
    std::cout << "made " << global.data << ": a city with " << (*engine)->last().value << " records\n";
  }
  return exit_done;
}

}  // namespace

void add_demo(Commands& commands) {
  auto* command = commands.add("demo", "Makes a data directory with a made-up city that has Otaru's published figures",
                               "  rireki --data /tmp/city demo\n"
                               "  rireki --data /tmp/large demo --people 25000 --seed 7\n");
  auto wish = std::make_shared<DemoWish>();
  whole_number(
      command->add_option("--people", wish->people, "a plain city of so many people instead, with a policy of its own"),
      1, 1'000'000);
  command->add_option("--seed", wish->seed, "another seed gives other people")->capture_default_str();
  commands.runs(command, [=, &commands] { return run_demo(commands.global(), *wish); });
}

}  // namespace rireki
