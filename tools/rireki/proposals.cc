// proposals: what waits in a service for the approval of a second person.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "tools/rireki/envelope_options.h"
#include "tools/rireki/erased_answer.h"
#include "tools/rireki/output.h"
#include "tools/rireki/remote_recorder.h"
#include "tools/rireki/remote_request.h"

namespace rireki {

namespace {

namespace json = boost::json;

struct ProposalsOptions {
  std::string action = "list";
  std::string id;
};

std::string joined_texts(const json::object& row, std::string_view key) {
  std::string all;
  if (!row.contains(key)) return all;
  for (const json::value& text : row.at(key).as_array()) (all += all.empty() ? "" : " ") += text.as_string();
  return all;
}

/// Of an erasure whose fields they are, else type and subject of each event.
std::string about(const json::object& row) {
  if (!row.contains("events")) return text_at(row, "person") + " " + joined_texts(row, "categories");
  std::string all;
  for (const json::value& event : row.at("events").as_array()) {
    all += (all.empty() ? "" : ", ") + text_at(event.as_object(), "type") + " " + text_at(event.as_object(), "subject");
  }
  return all;
}

int list(const GlobalOptions& global) {
  const auto answer = ask_for_object(global, {.target = "/v1/proposals"});
  if (!answer) return report(answer.error());
  Output output(global, {"proposal", "proposer", "made", "expires", "kind", "approvers", "about"});
  for (const json::value& value : answer->at("rows").as_array()) {
    const json::object& row = value.as_object();
    output.row(json::serialize(row),
               {text_at(row, "proposal"), text_at(row, "proposer"), text_at(row, "made"), text_at(row, "expires"),
                text_at(row, "kind"), joined_texts(row, "approvers"), about(row)});
  }
  output.finish();
  return exit_done;
}

int approve(const GlobalOptions& global, const std::string& path) {
  const auto done = ask_for_object(global, post_of(path + "/approval", ""));
  if (!done) return report(done.error());
  if (!done->contains("outcomes")) {
    const bool was_before = done->at("seq").is_null();
    print_erased(global, text_at(*done, "person"),
                 was_before ? std::nullopt : std::optional(Seq{number_at(*done, "seq")}));
    return exit_done;
  }
  std::vector<Outcome> outcomes;
  for (const json::value& row : done->at("outcomes").as_array()) outcomes.push_back(outcome_of(row.as_object()));
  return print_outcomes(global, outcomes, std::vector<std::string>(outcomes.size()), false);
}

int withdraw(const GlobalOptions& global, const std::string& path) {
  const auto done = ask_for_text(global, {.method = "DELETE", .target = path});
  return done ? int{exit_done} : report(done.error());
}

int run_proposals(const GlobalOptions& global, const ProposalsOptions& options) {
  if (global.server.empty()) {
    return report({Code::usage, "proposals wait in a service, not in a data directory: give --server"});
  }
  if (options.action == "list") return list(global);
  if (options.id.empty()) return report({Code::usage, options.action + ": which proposal? its id is missing"});
  const std::string path = "/v1/proposals/" + encoded(options.id);
  if (options.action == "approve") return approve(global, path);
  if (options.action == "withdraw") return withdraw(global, path);
  return print_text(ask_for_text(global, {.target = path}));
}

}  // namespace

void add_proposals(Commands& commands) {
  auto* command = commands.add("proposals", "What waits in a service for a second person's approval",
                               "  rireki --server https://hr.example proposals\n"
                               "  rireki --server https://hr.example proposals show 8c1f0a2b6e4d9375\n"
                               "  rireki --server https://hr.example proposals approve 8c1f0a2b6e4d9375\n"
                               "\nWho has proposed something cannot approve it. `show` prints it whole, as JSON; who\n"
                               "reads that is recorded. What nobody approves is forgotten after a day.\n");
  auto options = std::make_shared<ProposalsOptions>();
  command->add_option("action", options->action, "list, show, approve or withdraw (default: list)")
      ->check(CLI::IsMember({"list", "show", "approve", "withdraw"}));
  with_text(command->add_option("id", options->id, "the proposal's id"));
  commands.runs_anywhere(command, [=, &commands] { return run_proposals(commands.global(), *options); });
}

}  // namespace rireki
