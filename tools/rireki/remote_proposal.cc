#include "tools/rireki/remote_proposal.h"

#include <boost/json.hpp>

#include "events/types/event_json.h"
#include "tools/rireki/answering.h"
#include "tools/rireki/remote_request.h"
#include "tools/server/routes.h"

namespace rireki {

Result<void> refuse_signers(const std::string& actor, const std::string& approved_by) {
  if (!actor.empty()) return fail(Code::usage, "--actor: at a service it is whose token asks; leave it out");
  if (approved_by.empty()) return {};
  return fail(Code::usage, "--approved-by: at a service a second person approves what is proposed; leave it out");
}

bool is_proposal(const boost::json::object& answer) { return answer.contains("proposal"); }

int propose(const GlobalOptions& global, const std::vector<Event>& batch, std::optional<Version> expected) {
  ServiceRequest request{.method = "POST",
                         .target = "/v1/proposals",
                         .headers = {{"Content-Type", std::string(media_type(AnswerForm::lines))}}};
  if (expected) request.headers.emplace_back("If-Match", std::to_string(expected->value));
  for (const Event& event : batch) (request.body += to_json(event)) += '\n';
  const auto answer = ask_for_object(global, std::move(request));
  return answer ? print_proposal(global, *answer) : report(answer.error());
}

int print_proposal(const GlobalOptions& global, const boost::json::object& proposal) {
  if (global.json) {
    answers() << boost::json::serialize(proposal) << '\n';
    return exit_done;
  }
  std::string roles;
  for (const auto& role : proposal.at("approvers").as_array()) {
    roles += (roles.empty() ? "" : " or ") + std::string(role.as_string());
  }
  answers() << "nothing is done yet: " << text_at(proposal, "proposer") << " has proposed it as "
            << text_at(proposal, "proposal") << "; another person with the role " << roles
            << " has to approve it until " << text_at(proposal, "expires") << '\n';
  return exit_done;
}

}  // namespace rireki
