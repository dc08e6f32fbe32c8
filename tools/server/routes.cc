#include "tools/server/routes.h"

#include <algorithm>

namespace rireki {

namespace {

using enum ParameterKind;

const std::vector<TokenRole> kReaders = {TokenRole::auditor, TokenRole::hr};
const std::vector<TokenRole> kOfPersons = {TokenRole::auditor, TokenRole::hr, TokenRole::manager};
const std::vector<TokenRole> kOfNumbers = {TokenRole::auditor, TokenRole::hr, TokenRole::analyst};
const std::vector<TokenRole> kWriters = {TokenRole::hr, TokenRole::admin};
const std::vector<TokenRole> kAnybodyKnown = {TokenRole::auditor, TokenRole::hr,  TokenRole::manager,
                                              TokenRole::analyst, TokenRole::job, TokenRole::admin};

std::vector<Parameter> with_moment(std::vector<Parameter> more) {
  more.insert(more.begin(), {{"as-of"}, {"known-at"}});
  return more;
}

std::vector<Parameter> with_filter(std::vector<Parameter> more) {
  more.insert(more.begin(), {{"where"}, {"exclude"}, {"population"}});
  return with_moment(std::move(more));
}

std::vector<Parameter> requiring(std::string_view name, std::vector<Parameter> all) {
  std::ranges::find(all, name, &Parameter::name)->is_required = true;
  return all;
}

/// Of what is printed for people and spreadsheets.
std::vector<Parameter> with_era(std::vector<Parameter> others) {
  others.push_back({"era", flag});
  return others;
}

HttpRoute question(std::string_view pattern, std::string_view summary, std::vector<std::string_view> command,
                   std::vector<Parameter> parameters, const std::vector<TokenRole>& roles = kReaders) {
  return {.method = "GET",
          .pattern = pattern,
          .summary = summary,
          .command = std::move(command),
          .parameters = with_era(std::move(parameters)),
          .roles = roles,
          .is_tagged = true};
}

std::vector<HttpRoute> questions() {
  const std::vector<Parameter> period = {{"fiscal-year"}, {"from"}, {"to"}};
  auto counted = period;
  counted.insert(counted.end(), {{"by"}, {"audience"}, {"published"}});
  auto explained = period;
  explained.insert(explained.end(), {{"near", flag}, {"policy"}, {"figure"}, {"about"}, {"what", word}});
  return {
      question("/roster", "Everyone employed on a day", {"roster"}, with_filter({{"all", flag}, {"skip"}, {"limit"}}),
               kOfPersons),
      question("/persons/{person}", "One person's state on a day", {"person"}, with_moment({}), kOfPersons),
      question("/persons/{person}/history", "A career, event by event", {"history"}, with_moment({{"with-void", flag}}),
               kOfPersons),
      question("/counts/{what}", "Counts of a day or of a period", {"count"}, with_filter(counted), kOfNumbers),
      question("/find", "People by a part of their name, kana or number", {"find"},
               requiring("text", with_moment({{"text", word}})), kOfPersons),
      question("/units", "The unit tree, with headcounts and quotas", {"units"}, with_moment({})),
      question("/due", "What falls due", {"due"}, with_moment({{"within"}}), kOfPersons),
      question("/kpi", "The scorecard", {"kpi"}, with_moment({{"fiscal-year"}, {"policy"}, {"audience"}, {"id", word}}),
               kOfNumbers),
      question("/reports/{report}", "A report on the staff", {"report"},
               with_filter({{"fiscal-year"}, {"audience"}, {"published"}}), kOfNumbers),
      question("/forms/{form}", "A form that HR files, line by line", {"form"},
               with_moment({{"fiscal-year"}, {"unit"}, {"person", word}})),
      question("/explain/{what}", "The records behind a count or an indicator", {"explain"}, with_filter(explained)),
      question("/diff", "What a later state of knowledge changed for the same day", {"diff"},
               requiring("known-at",
                         with_filter({{"fiscal-year"}, {"from"}, {"to"}, {"policy"}, {"audience"}, {"what", word}}))),
      question("/restatements/{period}", "The published figures of a closed period against those of today", {"restate"},
               {{"known-at"}}),
      question("/policy", "The policy in effect", {"policy", "show"}, with_moment({}), kAnybodyKnown),
      question("/events", "Records in the order of recording", {"log"},
               {{"from"},
                {"to"},
                {"limit", page},
                {"id"},
                {"subject"},
                {"type"},
                {"recorded"},
                {"actor"},
                {"order"},
                {"retroactive", flag}}),
      {.method = "GET",
       .pattern = "/accesses",
       .summary = "Who has read personal fields, when and why",
       .command = {"accesses"},
       .parameters = with_era({{"person", word}, {"from"}, {"to"}}),
       .roles = {TokenRole::auditor}},
  };
}

HttpRoute route(std::string_view method, std::string_view pattern, std::string_view summary, Action action,
                std::vector<TokenRole> roles, std::vector<Parameter> parameters = {}) {
  return {.method = method,
          .pattern = pattern,
          .summary = summary,
          .action = action,
          .parameters = std::move(parameters),
          .roles = std::move(roles)};
}

std::vector<HttpRoute> recording() {
  return {
      route("GET", "/events/stream", "Records as they are recorded (Server-Sent Events), from any seq on",
            Action::stream, kReaders, {{"from"}, {"subject"}, {"type"}, {"actor"}, {"order"}, {"retroactive", flag}}),
      route("POST", "/events", "Appends one event, or a batch as a whole; an admin appends policies alone",
            Action::append, kWriters, {{"dry-run", flag}}),
      route("POST", "/import", "Appends lines of any number, each judged by itself, as they come",
            Action::import_events, {TokenRole::hr}),
      route("POST", "/proposals", "Asks for an append that a second person approves", Action::propose, kWriters),
      route("GET", "/proposals", "What waits for an approval", Action::list_proposals,
            {TokenRole::auditor, TokenRole::hr, TokenRole::admin}),
      route("GET", "/proposals/{id}", "A proposal whole, for whoever is to approve it", Action::show_proposal,
            kWriters),
      route("DELETE", "/proposals/{id}", "Withdraws a proposal", Action::withdraw_proposal, kWriters),
      route("POST", "/proposals/{id}/approval", "Approves another person's proposal, and does what it asks for",
            Action::approve_proposal, kWriters),
      route("POST", "/erasures", "Asks for the erasure of a person's fields, which a second person approves",
            Action::propose_erasure, {TokenRole::hr}),
      route("POST", "/closings",
            "Publishes the figures of a period that is over; proposed, where a second person approves",
            Action::close_period, {TokenRole::hr}, {{"dry-run", flag}}),
  };
}

std::vector<HttpRoute> askers() {
  return {
      route("GET", "/me", "Who asks: the token's owner, role, unit and end, and the service's today",
            Action::show_asker, kAnybodyKnown),
      route("GET", "/tokens", "Who may ask", Action::list_tokens, {TokenRole::admin}),
      route("POST", "/tokens", "Makes a token, whose secret is shown this once", Action::make_token,
            {TokenRole::admin}),
      route("DELETE", "/tokens/{id}", "Revokes a token", Action::revoke_token, {TokenRole::admin}),
  };
}

std::vector<HttpRoute> proofs() {
  std::vector<HttpRoute> all = {
      route("GET", "/checkpoint", "A signed checkpoint of the log as it is", Action::checkpoint, kAnybodyKnown),
      route("GET", "/verifier-key", "The keys that check checkpoints, a line each, the newest first",
            Action::verifier_key, kAnybodyKnown),
      route("GET", "/proofs/{seq}", "That a record is in the log (tlog-proof)", Action::prove,
            {TokenRole::auditor, TokenRole::job}),
      route("GET", "/consistency", "That the log only grew, from the size old to the size new", Action::prove_growth,
            {TokenRole::auditor, TokenRole::job}, requiring("old", requiring("new", {{"old"}, {"new"}}))),
  };
  for (const std::string_view pattern :
       {"/tile/entries/{a}", "/tile/entries/{a}/{b}", "/tile/entries/{a}/{b}/{c}", "/tile/entries/{a}/{b}/{c}/{d}"}) {
    all.push_back(route("GET", pattern, "A bundle of records (tlog-tiles)", Action::bundle, {TokenRole::auditor}));
  }
  all.push_back(route("GET", "/tile/long/{number}", "A record that is too long for a bundle, by its number from 0",
                      Action::long_record, {TokenRole::auditor}));
  for (const std::string_view pattern :
       {"/tile/{level}/{a}", "/tile/{level}/{a}/{b}", "/tile/{level}/{a}/{b}/{c}", "/tile/{level}/{a}/{b}/{c}/{d}"}) {
    all.push_back(route("GET", pattern, "A tile of the tree: hashes alone (tlog-tiles)", Action::tile,
                        {TokenRole::auditor, TokenRole::job}));
  }
  return all;
}

std::vector<HttpRoute> operations() {
  return {
      route("POST", "/verification",
            "Checks every record, view and signature, or with full=false those since the last time",
            Action::start_verification, {TokenRole::auditor, TokenRole::job}, {{"full", flag}}),
      route("GET", "/verification", "How far it is, or what it found", Action::verification_state,
            {TokenRole::auditor, TokenRole::job}),
      route("POST", "/rebuild", "Builds all views anew, and compares them unless check=false", Action::start_rebuild,
            {TokenRole::job}, {{"check", flag}}),
      route("GET", "/rebuild", "How far it is, or how it ended", Action::rebuild_state,
            {TokenRole::auditor, TokenRole::job}),
      route("DELETE", "/rebuild", "Cancels it; the views stay as they are", Action::cancel_rebuild, {TokenRole::job}),
      route("POST", "/backups", "Adds a backup to the service's directory of backups", Action::back_up,
            {TokenRole::job}),
      route("GET", "/metrics", "Figures for Prometheus", Action::metrics, {TokenRole::job}),
      route("GET", "/health", "Whether the service answers", Action::health, {}),
      route("GET", "/ready", "Whether it can take more requests now", Action::ready, {}),
      route("GET", "/openapi.json", "This interface, described", Action::openapi, {}),
  };
}

std::vector<HttpRoute> all_routes() {
  std::vector<HttpRoute> all;
  for (const auto& some : {questions(), recording(), askers(), proofs(), operations()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace

std::span<const HttpRoute> routes() {
  static const std::vector<HttpRoute> all = all_routes();
  return all;
}

}  // namespace rireki
