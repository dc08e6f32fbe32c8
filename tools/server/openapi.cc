#include <algorithm>
#include <map>
#include <vector>

#include "events/types/json_writer.h"
#include "tools/server/openapi_schemas.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

void write_parameter(JsonWriter& out, std::string_view name, std::string_view where, bool is_flag) {
  out.begin_object().key("name").text(name).key("in").text(where);
  out.key("required").boolean(where == "path");
  out.key("schema").begin_object().key("type").text(is_flag ? "boolean" : "string").end_object().end_object();
}

void write_parameters(JsonWriter& out, const HttpRoute& route) {
  out.key("parameters").begin_array();
  for (std::size_t begin = route.pattern.find('{'); begin != std::string_view::npos;
       begin = route.pattern.find('{', begin + 1)) {
    write_parameter(out, route.pattern.substr(begin + 1, route.pattern.find('}', begin) - begin - 1), "path", false);
  }
  for (const Parameter& parameter : route.parameters) {
    write_parameter(out, parameter.name, "query", parameter.kind == ParameterKind::flag);
  }
  out.end_array();
}

/// A body's form; without a schema it is text or bytes.
struct MediaType {
  std::string_view name;
  std::string_view schema = {};
};
using MediaTypes = std::vector<MediaType>;

/// What an action takes and gives.
struct ActionForm {
  Action action;
  MediaTypes taken;  // none: no body
  MediaTypes given;
  std::string_view status = "200";
};

constexpr std::string_view kJson = "application/json";
constexpr MediaType kText = {"text/plain"};

MediaTypes json_of(std::string_view schema) { return {{kJson, schema}}; }

const std::vector<ActionForm>& forms() {
  static const MediaTypes none;
  static const MediaTypes rows = {
      {kJson, "Answer"}, {media_type(AnswerForm::lines), "Lines"}, {media_type(AnswerForm::csv)}, kText};
  static const MediaTypes events = {{kJson, "Event"},
                                    {media_type(AnswerForm::cloud_events), "CloudEvent"},
                                    {media_type(AnswerForm::lines), "Lines"},
                                    {media_type(AnswerForm::cloud_events_batch), "CloudEvents"}};
  static const MediaTypes lines = {{media_type(AnswerForm::lines), "Lines"}};
  static const std::vector<ActionForm> all = {
      {Action::answer_command, none, rows},
      {Action::append, events, json_of("Outcomes"), "201"},
      {Action::import_events, lines, json_of("ImportReport"), "201"},
      {Action::close_period, json_of("ClosingRequest"), json_of("Outcomes"), "201"},
      {Action::stream, none, {{"text/event-stream"}}},
      {Action::propose, events, json_of("Proposal"), "202"},
      {Action::propose_erasure, json_of("ErasureRequest"), json_of("Proposal"), "202"},
      {Action::list_proposals, none, json_of("Proposals")},
      {Action::show_proposal, none, json_of("Proposal")},
      {Action::withdraw_proposal, none, json_of("Object")},
      {Action::approve_proposal, none, json_of("Object"), "201"},
      {Action::list_tokens, none, json_of("Tokens")},
      {Action::make_token, json_of("TokenRequest"), json_of("Token"), "201"},
      {Action::revoke_token, none, json_of("Object")},
      {Action::show_asker, none, json_of("Asker")},
      {Action::health, none, json_of("Status")},
      {Action::ready, none, json_of("Status")},
      {Action::metrics, none, {kText}},
      {Action::openapi, none, json_of("Object")},
      {Action::back_up, none, json_of("Backup"), "201"},
      {Action::checkpoint, none, {kText}},
      {Action::verifier_key, none, {kText}},
      {Action::prove, none, {kText}},
      {Action::prove_growth, none, {kText}},
      {Action::tile, none, {{"application/octet-stream"}}},
      {Action::start_rebuild, none, json_of("Work"), "202"},
      {Action::rebuild_state, none, json_of("Work")},
      {Action::cancel_rebuild, none, json_of("Work")},
      {Action::start_verification, none, json_of("Work"), "202"},
      {Action::verification_state, none, json_of("Work")},
  };
  return all;
}

const ActionForm& form_of(Action action) { return *std::ranges::find(forms(), action, &ActionForm::action); }

/// Forms that not every command's answer has.
constexpr std::pair<std::string_view, AnswerForm> kFurtherForms[] = {
    {"log", AnswerForm::cloud_events}, {"log", AnswerForm::cloud_events_batch}, {"policy", AnswerForm::toml},
    {"roster", AnswerForm::workbook},  {"kpi", AnswerForm::workbook},           {"report", AnswerForm::workbook},
    {"form", AnswerForm::workbook}};

MediaTypes given_by(const HttpRoute& route) {
  MediaTypes given = form_of(route.action).given;
  if (route.command.empty()) return given;
  for (const auto& [command, form] : kFurtherForms) {
    if (command != route.command.front()) continue;
    given.push_back({media_type(form), form == AnswerForm::cloud_events         ? "CloudEventLines"
                                       : form == AnswerForm::cloud_events_batch ? "CloudEvents"
                                                                                : std::string_view()});
  }
  const bool has_moment = std::ranges::find(route.parameters, "known-at", &Parameter::name) != route.parameters.end();
  if (has_moment) given.push_back({media_type(AnswerForm::certificate)});
  return given;
}

void write_content(JsonWriter& out, const MediaTypes& types) {
  out.key("content").begin_object();
  for (const auto& [name, schema] : types) {
    out.key(name).begin_object().key("schema").begin_object();
    if (schema.empty()) {
      out.key("type").text("string");
    } else {
      out.key("$ref").text("#/components/schemas/" + std::string(schema));
    }
    out.end_object().end_object();
  }
  out.end_object();
}

/// HEAD gives no body, whatever the status.
void write_response(JsonWriter& out, std::string_view status, std::string_view description, const MediaTypes& types,
                    bool has_body) {
  out.key(status).begin_object().key("description").text(description);
  if (has_body) write_content(out, types);
  out.end_object();
}

void write_responses(JsonWriter& out, const HttpRoute& route, bool has_body) {
  const std::string_view status = form_of(route.action).status;
  const MediaTypes problem = {{"application/problem+json", "Problem"}};
  out.key("responses").begin_object();
  write_response(out, status, "the answer", given_by(route), has_body);
  if (status != "200") write_response(out, "200", "there was nothing left to do", json_of("Object"), has_body);
  write_response(out, "4XX", "why it was refused", problem, has_body);
  write_response(out, "5XX", "why it failed", problem, has_body);
  out.end_object();
}

std::string operation_id(std::string method, const HttpRoute& route) {
  for (const char c : route.pattern) method += (c >= 'a' && c <= 'z') ? c : '_';
  while (method.ends_with('_')) method.pop_back();
  return method;
}

void write_operation(JsonWriter& out, const HttpRoute& route, std::string method) {
  std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  const bool is_head = method == "head";
  out.key(method).begin_object().key("operationId").text(operation_id(method, route)).key("summary");
  out.text(is_head ? "The head of what GET gives" : route.summary);
  if (route.roles.empty()) out.key("security").begin_array().end_array();
  write_parameters(out, route);
  if (const MediaTypes& taken = form_of(route.action).taken; !taken.empty()) {
    out.key("requestBody").begin_object().key("required").boolean(true);
    write_content(out, taken);
    out.end_object();
  }
  write_responses(out, route, !is_head);
  out.end_object();
}

}  // namespace

std::string openapi_document(std::string_view version) {
  std::map<std::string_view, std::vector<const HttpRoute*>> by_path;
  for (const HttpRoute& route : routes()) by_path[route.pattern].push_back(&route);
  JsonWriter out;
  out.begin_object().key("openapi").text("3.1.0");
  out.key("info").begin_object().key("title").text("rireki").key("version").text(version);
  out.key("description").text("The staff history of an organisation, as of any day, as known at any moment.");
  out.key("license").begin_object().key("name").text("MIT").end_object().end_object();
  out.key("servers").begin_array().begin_object().key("url").text("/v1").end_object().end_array();
  out.key("security").begin_array().begin_object().key("token").begin_array().end_array().end_object().end_array();
  out.key("components").begin_object().key("securitySchemes").begin_object().key("token").begin_object();
  out.key("type").text("http").key("scheme").text("bearer").end_object().end_object();
  out.key("schemas").raw(kOpenapiSchemas).end_object();
  out.key("paths").begin_object();
  for (const auto& [path, operations] : by_path) {
    out.key(path).begin_object();
    for (const HttpRoute* route : operations) {
      write_operation(out, *route, std::string(route->method));
      if (route->method == "GET") write_operation(out, *route, "HEAD");
    }
    out.end_object();
  }
  out.end_object().end_object();
  return out.str();
}

}  // namespace rireki
