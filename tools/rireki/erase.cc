// erase: makes a person's personal fields unreadable, for good.
#include <CLI/CLI.hpp>

#include "engine/erasing.h"
#include "events/types/json_writer.h"
#include "tools/rireki/erased_answer.h"
#include "tools/rireki/remote_proposal.h"
#include "tools/rireki/remote_request.h"

namespace rireki {

namespace {

/// A service has every erasure approved by a second person.
int propose_erasure(const GlobalOptions& global, const ErasureRequest& request) {
  if (auto r = refuse_signers(request.actor, request.approved_by); !r) return report(r.error());
  JsonWriter body;
  body.begin_object().key("person").text(request.person).key("basis").text(request.basis);
  if (!request.categories.empty()) {  // else all
    body.key("categories").begin_array();
    for (const std::string& category : request.categories) body.text(category);
    body.end_array();
  }
  body.end_object();
  const auto answer = ask_for_object(global, post_of("/v1/erasures", body.str()));
  if (!answer) return report(answer.error());
  if (is_proposal(*answer)) return print_proposal(global, *answer);
  print_erased(global, request.person, {});
  return exit_done;
}

int run_erase(const GlobalOptions& global, ErasureRequest request) {
  if (!global.server.empty()) return propose_erasure(global, request);
  if (request.actor.empty()) request.actor = login_name();
  auto engine = Engine::open(global.data, EngineMode::write);  // which also ends what was interrupted
  if (!engine) return report(engine.error());
  const auto seq = erase(**engine, request);
  if (!seq) return report(seq.error());
  print_erased(global, request.person, *seq);
  return exit_done;
}

}  // namespace

void add_erase(Commands& commands) {
  auto* command = commands.add("erase", "Makes a person's personal fields unreadable, for good",
                               "  rireki erase P000123 --basis \"個人情報保護条例第12条\"\n"
                               "  rireki erase P000123 --category sensitive --basis \"retention has ended\"\n"
                               "\nTheir keys are destroyed. The log and every proof stay as they are; a register of\n"
                               "erasures, which no backup holds, keeps them erased after a restore.\n"
                               "A service (--server) has a second person approve what is asked for.\n");
  auto options = std::make_shared<ErasureRequest>();
  command->add_option("person", options->person, "the person's number")->required();
  command
      ->add_option("--category", options->categories,
                   "identity, attributes or sensitive; may be repeated, or given as a,b (default: all)")
      ->delimiter(',')
      ->take_all();
  command->add_option("--basis", options->basis, "on what ground; it is stored in clear")->required();
  command->add_option("--actor", options->actor, "who asks for it (default: the login name)");
  command->add_option("--approved-by", options->approved_by, "the second person who approves it");
  commands.runs_anywhere(command, [=, &commands] { return run_erase(commands.global(), *options); });
}

}  // namespace rireki
