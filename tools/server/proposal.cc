#include "tools/server/proposal.h"

#include <algorithm>

#include "events/policy/public_document.h"
#include "events/types/catalog.h"
#include "events/types/event_json.h"

namespace rireki {

namespace {

void write_erasure(JsonWriter& out, const ErasureRequest& erasure) {
  out.key("person").text(erasure.person).key("categories").begin_array();
  for (const std::string& category : erasure.categories) out.text(category);
  out.end_array().key("basis").text(erasure.basis);
}

/// The same adoption as somebody may read it who may see nobody's fields.
Event without_holds(Event event) {
  auto* adoption = std::get_if<PolicyAdopted>(&event.data.value);
  if (adoption == nullptr) return event;
  auto document = public_document(adoption->document.text);  // which was read before it was kept
  adoption->document.text = document ? std::move(*document) : std::string();
  return event;
}

}  // namespace

bool may_append(TokenRole role, const std::vector<Event>& batch) {
  if (role == TokenRole::hr) return true;
  const auto is_policy = [](const Event& event) { return event.type() == EventType::PolicyAdopted; };
  return role == TokenRole::admin && std::ranges::all_of(batch, is_policy);
}

bool may_approve(TokenRole role, const Proposal& proposal) {
  return proposal.erasure ? role == TokenRole::hr : may_append(role, proposal.batch);
}

std::vector<std::string> persons_in(const Proposal& proposal) {
  if (proposal.erasure) return {proposal.erasure->person};
  std::vector<std::string> persons;
  for (const Event& event : proposal.batch) {
    const SubjectKind kind = traits_of(event.type()).subject;
    if (kind == SubjectKind::person || kind == SubjectKind::of_target) persons.push_back(event.subject);
  }
  return persons;
}

void write_summary(JsonWriter& out, const std::string& id, const Proposal& proposal) {
  out.key("proposal").text(id).key("proposer").text(proposal.proposer).key("made").text(to_text(proposal.made));
  out.key("expires").text(to_text(Instant{proposal.made.ms + kProposalKeptMs}));
  out.key("kind").text(proposal.erasure ? "erasure" : "events").key("approvers").begin_array();
  for (const TokenRole role : {TokenRole::hr, TokenRole::admin}) {
    if (may_approve(role, proposal)) out.text(to_text(role));
  }
  out.end_array();
}

void write_outline(JsonWriter& out, const Proposal& proposal) {
  if (proposal.erasure) return write_erasure(out, *proposal.erasure);
  out.key("events").begin_array();
  for (const Event& event : proposal.batch) {
    out.begin_object().key("type").text(to_text(event.type())).key("subject").text(event.subject);
    out.key("effective");
    event.effective ? out.text(to_iso(*event.effective)) : out.null();  // that of the target
    out.end_object();
  }
  out.end_array();
}

void write_whole(JsonWriter& out, const Proposal& proposal, TokenRole to) {
  if (proposal.erasure) return write_erasure(out, *proposal.erasure);
  out.key("events").begin_array();
  for (const Event& event : proposal.batch) out.raw(to_json(to == TokenRole::admin ? without_holds(event) : event));
  out.end_array();
}

}  // namespace rireki
