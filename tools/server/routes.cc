#include "tools/server/routes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ranges>

#include <boost/url/params_encoded_view.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "events/types/json_writer.h"
#include "events/types/text.h"
#include "events/types/text_form.h"

namespace rireki {

namespace {

using enum ParameterKind;

constexpr std::string_view kPrefix = "/v1";
constexpr std::string_view kGet = "GET";
constexpr std::string_view kHead = "HEAD";  // is answered as GET, of which the server sends no body

constexpr std::array<std::pair<std::string_view, AnswerForm>, 8> kForms = {{
    {"application/jsonl", AnswerForm::lines},
    {"text/csv", AnswerForm::csv},
    {"text/plain", AnswerForm::table},
    {"application/vnd.rireki.certificate", AnswerForm::certificate},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", AnswerForm::workbook},
    {"application/toml", AnswerForm::toml},
    {"application/cloudevents+json", AnswerForm::cloud_events},
    {"application/cloudevents-batch+json", AnswerForm::cloud_events_batch},
}};

const std::vector<TokenRole> kReaders = {TokenRole::auditor, TokenRole::hr};
const std::vector<TokenRole> kOfPersons = {TokenRole::auditor, TokenRole::hr, TokenRole::manager};
const std::vector<TokenRole> kOfNumbers = {TokenRole::auditor, TokenRole::hr, TokenRole::analyst};
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

HttpRoute question(std::string_view pattern, std::string_view summary, std::vector<std::string_view> command,
                   std::vector<Parameter> parameters, const std::vector<TokenRole>& roles = kReaders) {
  return {.method = "GET",
          .pattern = pattern,
          .summary = summary,
          .command = std::move(command),
          .parameters = std::move(parameters),
          .roles = roles};
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
      question("/find", "People by a part of their name, kana or number", {"find"}, with_moment({{"text", word}}),
               kOfPersons),
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
               with_filter({{"fiscal-year"}, {"from"}, {"to"}, {"policy"}, {"audience"}, {"what", word}})),
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
       .parameters = {{"person", word}, {"from"}, {"to"}},
       .roles = {TokenRole::auditor}},
  };
}

std::vector<HttpRoute> all_routes() {
  std::vector<HttpRoute> all = questions();
  const auto add = [&](std::string_view method, std::string_view pattern, std::string_view summary, Action action,
                       std::vector<TokenRole> roles, std::vector<Parameter> parameters = {}) {
    all.push_back({.method = method,
                   .pattern = pattern,
                   .summary = summary,
                   .action = action,
                   .parameters = std::move(parameters),
                   .roles = std::move(roles)});
  };
  add("GET", "/events/stream", "Records as they are recorded (Server-Sent Events), from any seq on", Action::stream,
      kReaders, {{"from"}, {"subject"}, {"type"}, {"actor"}, {"order"}, {"retroactive", flag}});
  const std::vector<TokenRole> writers = {TokenRole::hr, TokenRole::admin};
  add("POST", "/events", "Appends one event, or a batch as a whole; an admin appends policies alone", Action::append,
      writers, {{"dry-run", flag}});
  add("POST", "/import", "Appends lines of any number, each judged by itself, as they come", Action::import_events,
      {TokenRole::hr});
  add("POST", "/proposals", "Asks for an append that a second person approves", Action::propose, writers);
  add("GET", "/proposals", "What waits for an approval", Action::list_proposals,
      {TokenRole::auditor, TokenRole::hr, TokenRole::admin});
  add("GET", "/proposals/{id}", "A proposal whole, for whoever is to approve it", Action::show_proposal,
      {TokenRole::hr});
  add("DELETE", "/proposals/{id}", "Withdraws a proposal", Action::withdraw_proposal, writers);
  add("POST", "/proposals/{id}/approval", "Approves another person's proposal, and does what it asks for",
      Action::approve_proposal, writers);
  add("POST", "/erasures", "Asks for the erasure of a person's fields, which a second person approves",
      Action::propose_erasure, {TokenRole::hr});
  add("POST", "/closings", "Publishes the figures of a period that is over; proposed, where a second person approves",
      Action::close_period, {TokenRole::hr}, {{"dry-run", flag}});
  add("GET", "/me", "Who asks: the token's owner, role, unit and end, and the service's today", Action::show_asker,
      kAnybodyKnown);
  add("GET", "/tokens", "Who may ask", Action::list_tokens, {TokenRole::admin});
  add("POST", "/tokens", "Makes a token, whose secret is shown this once", Action::make_token, {TokenRole::admin});
  add("DELETE", "/tokens/{id}", "Revokes a token", Action::revoke_token, {TokenRole::admin});
  add("GET", "/checkpoint", "A signed checkpoint of the log as it is", Action::checkpoint, kAnybodyKnown);
  add("GET", "/verifier-key", "The keys that check checkpoints, a line each, the newest first", Action::verifier_key,
      kAnybodyKnown);
  add("GET", "/proofs/{seq}", "That a record is in the log (tlog-proof)", Action::prove,
      {TokenRole::auditor, TokenRole::job});
  add("GET", "/consistency", "That the log only grew, from the size old to the size new", Action::prove_growth,
      {TokenRole::auditor, TokenRole::job}, {{"old"}, {"new"}});
  for (const std::string_view pattern :
       {"/tile/{level}/{a}", "/tile/{level}/{a}/{b}", "/tile/{level}/{a}/{b}/{c}", "/tile/{level}/{a}/{b}/{c}/{d}"}) {
    add("GET", pattern, "A tile of the tree, or with the level `entries` a bundle of records (tlog-tiles)",
        Action::tile, {TokenRole::auditor, TokenRole::job});
  }
  add("POST", "/verification", "Checks every record, view and signature, or with full=false those since the last time",
      Action::start_verification, {TokenRole::auditor, TokenRole::job}, {{"full", flag}});
  add("GET", "/verification", "How far it is, or what it found", Action::verification_state,
      {TokenRole::auditor, TokenRole::job});
  add("POST", "/rebuild", "Builds all views anew, and compares them unless check=false", Action::start_rebuild,
      {TokenRole::job}, {{"check", flag}});
  add("GET", "/rebuild", "How far it is, or how it ended", Action::rebuild_state, {TokenRole::auditor, TokenRole::job});
  add("DELETE", "/rebuild", "Cancels it; the views stay as they are", Action::cancel_rebuild, {TokenRole::job});
  add("POST", "/backups", "Adds a backup to the service's directory of backups", Action::back_up, {TokenRole::job});
  add("GET", "/metrics", "Figures for Prometheus", Action::metrics, {TokenRole::job});
  add("GET", "/health", "Whether the service answers", Action::health, {});
  add("GET", "/ready", "Whether it can take more requests now", Action::ready, {});
  add("GET", "/openapi.json", "This interface, described", Action::openapi, {});
  return all;
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (const auto part : std::views::split(path.substr(path.empty() ? 0 : 1), '/')) {
    segments.emplace_back(part.begin(), part.end());
  }
  return segments;
}

bool is_open(std::string_view segment) { return segment.starts_with('{'); }

/// The segments of each route's pattern: taken apart once, for each request looks at all of them.
const std::vector<std::vector<std::string_view>>& wanted_segments() {
  static const auto all = [] {
    std::vector<std::vector<std::string_view>> segments;
    for (const HttpRoute& route : routes()) segments.push_back(segments_of(route.pattern));
    return segments;
  }();
  return all;
}

/// The segments in braces, if the path fits.
std::optional<std::vector<std::string>> fit(const std::vector<std::string_view>& wanted,
                                            const std::vector<std::string>& path) {
  if (wanted.size() != path.size()) return std::nullopt;
  std::vector<std::string> open;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_open(wanted[i]) && !path[i].empty()) {
      open.push_back(path[i]);
    } else if (wanted[i] != path[i]) {
      return std::nullopt;
    }
  }
  return open;
}

bool is_page(std::string_view text) {
  std::size_t rows = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), rows);
  return ec == std::errc() && end == text.data() + text.size() && rows >= 1 && rows <= kPageMax;
}

Result<void> read_queries(const boost::urls::url_view& url, Match& match) {
  for (const auto& param : url.params()) {
    if (auto r = check_utf8("the name of a parameter", param.key); !r) return r;
    if (auto r = check_utf8(param.key, param.value); !r) return r;
    const auto known = std::ranges::find(match.route->parameters, param.key, &Parameter::name);
    if (known == match.route->parameters.end()) {
      return fail(Code::usage, "the parameter " + in_quotes(param.key) + " is not known here", param.key);
    }
    if (param.value.empty()) {
      return fail(Code::usage, "the parameter " + in_quotes(param.key) + " has no value", param.key);
    }
    if (known->kind == flag && param.value != "true" && param.value != "false") {
      return fail(Code::usage, param.key + " is true or false", param.key);
    }
    match.queries.emplace_back(param.key, param.value);
  }
  return {};
}

/// The one form in which a value from outside stands among the words: with its option, so that it is none itself.
std::string option_word(std::string_view name, std::string_view value) {
  return "--" + std::string(name) + "=" + std::string(value);
}

}  // namespace

std::span<const HttpRoute> routes() {
  static const std::vector<HttpRoute> all = all_routes();
  return all;
}

Result<Matched> match(std::string_view method, std::string_view target) {
  const auto url = boost::urls::parse_origin_form(target);
  if (!url) return fail(Code::usage, "the request's target cannot be read");
  std::vector<std::string> path;
  for (const auto& segment : url->segments()) {
    if (auto r = check_utf8("the path", segment); !r) return std::unexpected(r.error());
    path.push_back(segment);
  }
  Matched matched;
  if (path.empty() || "/" + path.front() != kPrefix) return matched;
  path.erase(path.begin());
  for (std::size_t i = 0; i < routes().size(); ++i) {
    const HttpRoute& route = routes()[i];
    auto segments = fit(wanted_segments()[i], path);
    if (!segments) continue;
    matched.has_path = true;
    (matched.allowed += matched.allowed.empty() ? "" : ", ") += route.method;
    if (route.method == kGet) matched.allowed += ", " + std::string(kHead);
    if (route.method != (method == kHead ? kGet : method)) continue;
    matched.match = Match{&route, std::move(*segments), {}};
    if (auto r = read_queries(*url, *matched.match); !r) return std::unexpected(r.error());
    return matched;
  }
  return matched;
}

bool is_upload(std::string_view method, std::string_view target) {
  if (method != "POST") return false;  // most requests ask for something
  const auto matched = match(method, target);
  return matched && matched->match && matched->match->route->action == Action::import_events;
}

AnswerForm form_of(std::string_view accept) {
  const auto found = std::ranges::find_if(kForms, [&](const auto& form) { return accept.contains(form.first); });
  return found == kForms.end() ? AnswerForm::object : found->second;
}

std::string_view media_type(AnswerForm form) {
  const auto found = std::ranges::find(kForms, form, &std::pair<std::string_view, AnswerForm>::second);
  return found == kForms.end() ? "application/json" : found->first;
}

Result<std::vector<std::string>> command_words(const Match& match, AnswerForm form) {
  std::vector<std::string> words(match.route->command.begin(), match.route->command.end());
  std::vector<std::string> arguments = match.segments;
  for (const Parameter& parameter : match.route->parameters) {
    if (parameter.kind == page) words.push_back(option_word(parameter.name, std::to_string(kPageMax)));
  }
  for (const auto& [name, value] : match.queries) {
    switch (std::ranges::find(match.route->parameters, name, &Parameter::name)->kind) {
      case option:
        words.push_back(option_word(name, value));
        break;
      case word:
        arguments.push_back(value);
        break;
      case flag:
        if (value == "true") words.push_back("--" + name);
        break;
      case page:
        if (!is_page(value))
          return fail(Code::usage, name + " is a number from 1 to " + std::to_string(kPageMax), name);
        std::erase_if(words, [&](const std::string& w) { return w.starts_with(option_word(name, "")); });
        words.push_back(option_word(name, value));
        break;
    }
  }
  if (form == AnswerForm::csv) words.emplace_back("--csv");
  if (form == AnswerForm::toml) words.emplace_back("--toml");
  const bool are_cloud_events = form == AnswerForm::cloud_events || form == AnswerForm::cloud_events_batch;
  if (are_cloud_events) words.emplace_back("--cloudevents");
  if (form == AnswerForm::object || form == AnswerForm::lines || are_cloud_events || is_file(form)) {
    words.emplace_back("--json");
  }
  if (!arguments.empty()) words.emplace_back("--");  // what comes from outside is no option
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace rireki
