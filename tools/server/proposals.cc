#include "tools/server/proposals.h"

#include <algorithm>
#include <array>

#include "engine/proof/secret.h"
#include "events/types/json_writer.h"
#include "tools/server/appending.h"
#include "tools/server/problem.h"
#include "tools/server/request_body.h"

namespace rireki {

namespace {

constexpr std::size_t kIdDigits = 16;
constexpr std::size_t kDecidedKept = kProposalsMax;  // for who asks again, the first answer lost
constexpr std::size_t kNamedMax = 1'000;             // persons in an entry of the access log; else everybody asked for

HttpResponse not_for(TokenRole role) {
  return problem(403, "FORBIDDEN",
                 "this proposal is none that the role " + std::string(to_text(role)) + " may approve");
}

HttpResponse under_way() { return problem(409, "UNDER_WAY", "an approval of this proposal is under way"); }

}  // namespace

HttpResponse Proposals::propose_append(const HttpRequest& request, const Token& asker, Instant now) {
  auto wanted = read_append(request, asker.owner);
  if (!wanted) return problem(wanted.error());
  if (!may_append(asker.role, wanted->batch)) return problem(403, "FORBIDDEN", "an admin appends policies alone");
  auto outcomes = told_to(asker.role, judge_approved(wanted->batch, asker, wanted->expected));
  if (!wanted->unread.empty()) return refusal_of(*wanted, std::move(outcomes));
  if (wanted->batch.empty()) return problem(Error{Code::usage, "there is no event in the body"});
  HttpResponse judged = response_of(outcomes, true);
  if (judged.status >= 300) return judged;
  return keep({.proposer = asker.owner,
               .role = asker.role,
               .made = now,
               .batch = std::move(wanted->batch),
               .expected = wanted->expected,
               .erasure = {}});
}

void Proposals::append_or_propose(const Event& made, const Token& asker, Instant now, const Respond& respond) {
  const auto judged = engine_.judge({made}, Recording::by_clock);
  const auto lacks_approval = [](const Outcome& o) {
    return o.kind == Outcome::Kind::refused && o.error.code == Code::approval_missing;
  };
  if (judged && std::ranges::any_of(*judged, lacks_approval)) {
    return respond(keep(
        {.proposer = asker.owner, .role = asker.role, .made = now, .batch = {made}, .expected = {}, .erasure = {}}));
  }
  engine_.submit({made}, Recording::by_clock, {}, [respond, made](const Result<std::vector<Outcome>>& outcomes) {
    respond(response_of(outcomes, false, &made));
  });
}

HttpResponse Proposals::judge_made(const Event& made) {
  return response_of(engine_.judge({made}, Recording::by_clock), true, &made);
}

HttpResponse Proposals::propose_erasure(const HttpRequest& request, const Token& asker, Instant now) {
  constexpr std::array kMembers = {Member{"person"}, Member{"categories", MemberKind::texts}, Member{"basis"}};
  const auto body = RequestBody::read(request.body, kMembers);
  if (!body) return problem(body.error());
  const auto person = body->text("person");
  const auto basis = body->text("basis");
  for (const auto& needed : {person, basis}) {
    if (!needed) return problem(needed.error());
  }
  ErasureRequest wanted{
      .person = *person, .categories = body->texts("categories"), .basis = *basis, .actor = asker.owner};
  auto held = engine_.hold();
  const auto event = erasure_event(engine_, wanted);
  held.unlock();
  if (!event) return problem(event.error());
  if (!*event) return {.body = "{\"erased\":\"before\"}\n"};
  HttpResponse judged = response_of(judge_approved({**event}, asker, {}), true);
  if (judged.status >= 300) return judged;
  return keep({.proposer = asker.owner,
               .role = asker.role,
               .made = now,
               .batch = {},
               .expected = {},
               .erasure = std::move(wanted)});
}

/// What would become of a batch if somebody else approved it.
Result<std::vector<Outcome>> Proposals::judge_approved(std::vector<Event> batch, const Token& asker,
                                                       std::optional<Version> expected) {
  for (Event& event : batch) event.approved_by = asker.owner + "?";  // anybody else
  return engine_.judge(std::move(batch), Recording::by_clock, expected);
}

HttpResponse Proposals::keep(Proposal proposal) {
  forget_old(proposal.made);
  if (waiting_.size() >= kProposalsMax) return problem(503, "BUSY", "too many proposals wait for an approval");
  const auto is_proposers = [&](const auto& each) { return each.second.proposer == proposal.proposer; };
  if (static_cast<std::size_t>(std::ranges::count_if(waiting_, is_proposers)) >= kProposalsOfOneMax) {
    return problem(429, "TOO_MANY_PROPOSALS", "too many proposals of yours wait for an approval");
  }
  const std::string id = make_secret().substr(0, kIdDigits);
  JsonWriter out;
  out.begin_object();
  write_summary(out, id, proposal);
  out.end_object();
  waiting_.emplace(id, std::move(proposal));
  return {.status = 202, .headers = {{"Location", "/v1/proposals/" + id}}, .body = out.str() + "\n"};
}

HttpResponse Proposals::list(const Token& asker, const std::string& purpose, Instant now) {
  forget_old(now);
  std::vector<std::string> persons;
  JsonWriter out;
  out.begin_object().key("rows").begin_array();
  for (const auto& [id, proposal] : waiting_) {
    if (asker.role != TokenRole::auditor && !may_approve(asker.role, proposal)) continue;
    std::ranges::move(persons_in(proposal), std::back_inserter(persons));
    out.begin_object();
    write_summary(out, id, proposal);
    write_outline(out, proposal);
    out.end_object();
  }
  out.end_array().end_object();
  const auto noted = note_reading(
      {.at = now, .reader = {asker.owner, purpose}, .query = "proposals", .as_of = {}, .known = {}, .persons = {}},
      std::move(persons));
  return noted ? HttpResponse{.body = out.str() + "\n"} : problem(noted.error());
}

/// What names nobody is not recorded.
Result<void> Proposals::note_reading(AccessEntry entry, std::vector<std::string> persons) {
  if (persons.empty()) return {};
  std::ranges::sort(persons);
  persons.erase(std::ranges::unique(persons).begin(), persons.end());
  if (persons.size() > kNamedMax) persons.clear();
  entry.known = engine_.last();
  entry.persons = persons;
  engine_.accesses().add(to_json(entry));
  return engine_.accesses().record();
}

HttpResponse Proposals::show(const std::string& id, const Token& asker, const std::string& purpose, Instant now) {
  const Proposal* proposal = find(id, now);
  if (proposal == nullptr) return not_waiting(id);
  if (!may_approve(asker.role, *proposal)) return not_for(asker.role);
  JsonWriter out;
  out.begin_object();
  write_summary(out, id, *proposal);
  write_whole(out, *proposal, asker.role);
  out.end_object();
  const auto noted = note_reading(
      {.at = now, .reader = {asker.owner, purpose}, .query = "proposal " + id, .as_of = {}, .known = {}, .persons = {}},
      persons_in(*proposal));
  return noted ? HttpResponse{.body = out.str() + "\n"} : problem(noted.error());
}

HttpResponse Proposals::withdraw(const std::string& id, const Token& asker, Instant now) {
  const Proposal* proposal = find(id, now);
  if (proposal == nullptr) return not_waiting(id);
  if (!may_approve(asker.role, *proposal) && proposal->proposer != asker.owner) return not_for(asker.role);
  if (*proposal->approval == Approval::under_way) return under_way();
  take(id, "withdrawn");
  return {.body = "{\"withdrawn\":true}\n"};
}

void Proposals::approve(const std::string& id, const Token& asker, Instant now, const Respond& respond) {
  const Proposal* found = find(id, now);
  if (found == nullptr) return respond(not_waiting(id));
  if (auto refusal = objection(*found, asker, now)) return respond(std::move(*refusal));
  *found->approval = Approval::under_way;
  const Respond settled = [respond, approval = found->approval](HttpResponse response) {
    *approval = response.status < 300 ? Approval::acknowledged : Approval::none;
    respond(std::move(response));
  };
  answer_guarded(settled, [&] { carry_out(*found, asker, settled); });
}

void Proposals::carry_out(const Proposal& proposal, const Token& approver, const Respond& respond) {
  if (proposal.erasure) return respond(approve_erasure(*proposal.erasure, approver.owner));
  std::vector<Event> batch = proposal.batch;
  for (Event& event : batch) event.approved_by = approver.owner;
  engine_.submit(std::move(batch), Recording::by_clock, proposal.expected,
                 [respond, role = approver.role](const Result<std::vector<Outcome>>& outcomes) {
                   respond(response_of(told_to(role, outcomes), false));
                 });
}

/// Why this approver cannot make it happen; none if he can. Two persons decide only as long as there are two: what was
/// proposed with a token that was revoked since may be why it was revoked.
std::optional<HttpResponse> Proposals::objection(const Proposal& proposal, const Token& approver, Instant now) {
  if (*proposal.approval == Approval::under_way) return under_way();
  if (proposal.proposer == approver.owner) {
    return problem(403, "APPROVAL_MISSING", "a second person approves, not who has proposed it");
  }
  if (!may_approve(approver.role, proposal)) return not_for(approver.role);
  const auto tokens = tokens_.list();
  if (!tokens) return problem(tokens.error());
  const auto is_proposers = [&](const Token& token) {
    return token.owner == proposal.proposer && now < token.expires && may_approve(token.role, proposal);
  };
  if (std::ranges::any_of(*tokens, is_proposers)) return std::nullopt;
  return problem(409, "PROPOSER_GONE",
                 "who has proposed this has no token any more that may propose it; withdraw it, and propose it anew");
}

HttpResponse Proposals::approve_erasure(ErasureRequest request, const std::string& approver) {
  request.approved_by = approver;
  const auto seq = erase(engine_, request);
  if (!seq) return problem(seq.error());
  JsonWriter out;
  out.begin_object().key("person").text(request.person).key("seq");
  *seq ? out.integer(static_cast<std::int64_t>((*seq)->value)) : out.null();
  return {.status = *seq ? 201 : 200, .body = out.end_object().str() + "\n"};
}

const Proposal* Proposals::find(const std::string& id, Instant now) {
  forget_old(now);
  const auto found = waiting_.find(id);
  return found == waiting_.end() ? nullptr : &found->second;
}

/// Out of those that wait.
void Proposals::take(const std::string& id, std::string_view how) {
  waiting_.erase(id);
  if (decided_.size() >= kDecidedKept) decided_.pop_front();
  decided_.emplace_back(id, how);
}

/// What other threads have ended.
void Proposals::take_acknowledged() {
  std::vector<std::string> approved;
  for (const auto& [id, proposal] : waiting_) {
    if (*proposal.approval == Approval::acknowledged) approved.push_back(id);
  }
  for (const std::string& id : approved) take(id, "approved, and is in the log");
}

HttpResponse Proposals::not_waiting(const std::string& id) const {
  const auto decided =
      std::ranges::find(decided_, id, [](const auto& each) -> const std::string& { return each.first; });
  if (decided == decided_.end()) return problem(404, "NOT_FOUND", "no such proposal waits");
  return problem(404, "NOT_FOUND", "this proposal waits no more: it was " + std::string(decided->second));
}

void Proposals::forget_old(Instant now) {
  take_acknowledged();
  std::erase_if(waiting_, [&](const auto& entry) { return entry.second.made.ms + kProposalKeptMs <= now.ms; });
}

}  // namespace rireki
