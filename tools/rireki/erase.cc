// erase: makes a person's personal fields unreadable, for good.
#include <iostream>

#include <CLI/CLI.hpp>

#include "engine/erasing.h"
#include "tools/rireki/command.h"

namespace rireki {

namespace {

int run_erase(const GlobalOptions& global, ErasureRequest request) {
  if (request.actor.empty()) request.actor = login_name();
  auto engine = Engine::open(global.data, EngineMode::write);  // which also ends what was interrupted
  if (!engine) return report(engine.error());
  const auto seq = erase(**engine, request);
  if (!seq) return report(seq.error());
  if (global.json) {
    std::cout << "{\"person\":\"" << request.person << "\",\"seq\":" << (*seq ? (*seq)->value : 0) << "}\n";
  } else if (*seq) {
    std::cout << "erased personal fields of " << request.person << "; record " << (*seq)->value << " says so\n";
  } else {
    std::cout << "the personal fields of " << request.person << " were erased before\n";
  }
  return exit_done;
}

}  // namespace

void add_erase(Commands& commands) {
  auto* command = commands.add("erase", "Makes a person's personal fields unreadable, for good",
                               "  rireki erase P000123 --basis \"個人情報保護条例第12条\"\n"
                               "  rireki erase P000123 --category sensitive --basis \"retention has ended\"\n"
                               "\nTheir keys are destroyed. The log and every proof stay as they are; a register of\n"
                               "erasures, which no backup holds, keeps them erased after a restore.\n");
  auto options = std::make_shared<ErasureRequest>();
  command->add_option("person", options->person, "the person's number")->required();
  command->add_option("--category", options->categories, "identity, attributes or sensitive (default: all)")
      ->delimiter(',')
      ->take_all();
  command->add_option("--basis", options->basis, "on what ground; it is stored in clear")->required();
  command->add_option("--actor", options->actor, "who asks for it (default: the login name)");
  command->add_option("--approved-by", options->approved_by, "the second person who approves it");
  commands.runs(command, [=, &commands] { return run_erase(commands.global(), *options); });
}

}  // namespace rireki
