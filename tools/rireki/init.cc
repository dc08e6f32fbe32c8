// init: makes the data directory, with a policy as its first Record where one is given.
#include <iostream>

#include <CLI/CLI.hpp>

#include "events/policy/load_policy.h"
#include "tools/rireki/answering.h"
#include "tools/rireki/moment.h"
#include "tools/rireki/policy_document.h"

namespace rireki {

namespace {

struct InitOptions {
  std::string policy;
  std::string recorded;
};

constexpr Day kPolicyFrom = kFirstDay;

Result<Event> adoption(const InitOptions& options) {
  auto document = read_document(options.policy);
  if (!document) return std::unexpected(document.error());
  const auto policy = load_policy(*document);
  if (!policy) return fail(policy.error().code, options.policy + ": " + policy.error().message);
  if (auto r = check_indicators(*document, *policy); !r) {
    return fail(r.error().code, options.policy + ": " + r.error().message);
  }
  for (const std::string& why : policy->unread) {  // a Log may keep it, but nothing goes by it
    remarks() << options.policy << ": " << why << "; what this table says is not used\n";
  }
  for (const std::string& doubt : doubts_about(*document, *policy)) {
    remarks() << "warning: " << options.policy << ": " << doubt << '\n';
  }
  Event event;
  event.subject = kOrganisation;
  event.effective = kPolicyFrom;
  event.actor = login_name();
  event.data.value = PolicyAdopted{policy->id, policy->version, {*document}};
  return event;
}

/// When the policy counts as recorded; none: now. Errors: USAGE.
Result<std::optional<Instant>> recorded_at(const InitOptions& options) {
  if (options.recorded.empty()) return std::nullopt;
  const auto recorded = parse_instant(options.recorded);
  if (!recorded) return fail(Code::usage, "--recorded: " + recorded.error().message);
  const Instant now = system_clock()->now();
  if (is_far_ahead(*recorded, now)) {
    return fail(Code::usage, "--recorded: " + to_text(*recorded) +
                                 " is more than a day ahead of this machine's clock, " + to_text(now) +
                                 "; everything recorded later would get that instant");
  }
  return *recorded;
}

int run_init(const GlobalOptions& global, const InitOptions& options) {
  const auto recorded = recorded_at(options);
  if (!recorded) return report(recorded.error());
  std::optional<Event> first;
  if (!options.policy.empty()) {
    auto event = adoption(options);
    if (!event) return report(event.error());
    event->recorded = *recorded;
    first = std::move(*event);
  }
  const int seq = first ? 1 : 0;
  if (auto created = Engine::create(global.data, std::move(first)); !created) return report(created.error());
  if (global.json) {
    std::cout << "{\"seq\":" << seq << "}\n";
  } else {
    std::cout << "made " << global.data << (seq == 0 ? ": an empty log" : ": a log with its policy as record 1")
              << '\n';
  }
  return exit_done;
}

}  // namespace

void add_init(Commands& commands) {
  auto* command = commands.add("init", "Makes a data directory and its signing key",
                               "  rireki --data city init --policy policy.toml\n");
  auto options = std::make_shared<InitOptions>();
  command->add_option("--policy", options->policy, "a policy (TOML), recorded first and effective from 1868-01-01");
  command->add_option("--recorded", options->recorded, "when the policy counts as recorded (default: now)");
  commands.runs(command, [=, &commands] { return run_init(commands.global(), *options); });
}

}  // namespace rireki
