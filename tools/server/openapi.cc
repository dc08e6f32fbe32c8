#include <algorithm>
#include <array>
#include <map>

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

/// What an action takes and gives.
struct ActionForm {
  Action action;
  std::string_view taken;  // schema of the body; empty: none
  std::string_view given;  // schema of the answer; empty: no JSON
  std::string_view status = "200";
  std::string_view media_type = "application/json";
  std::string_view taken_as = "application/json";
};

constexpr std::string_view kText = "text/plain";

constexpr std::array kForms = {
    ActionForm{Action::answer_command, "", "Answer"},
    ActionForm{Action::append, "Event", "Outcomes", "201"},
    ActionForm{Action::import_events, "Lines", "ImportReport", "201", "application/json", "application/jsonl"},
    ActionForm{Action::close_period, "ClosingRequest", "Outcomes", "201"},
    ActionForm{Action::stream, "", "", "200", "text/event-stream"},
    ActionForm{Action::propose, "Event", "Proposal", "202"},
    ActionForm{Action::propose_erasure, "ErasureRequest", "Proposal", "202"},
    ActionForm{Action::list_proposals, "", "Proposals"},
    ActionForm{Action::show_proposal, "", "Proposal"},
    ActionForm{Action::withdraw_proposal, "", "Object"},
    ActionForm{Action::approve_proposal, "", "Object", "201"},
    ActionForm{Action::list_tokens, "", "Tokens"},
    ActionForm{Action::make_token, "TokenRequest", "Token", "201"},
    ActionForm{Action::revoke_token, "", "Object"},
    ActionForm{Action::show_asker, "", "Asker"},
    ActionForm{Action::health, "", "Status"},
    ActionForm{Action::ready, "", "Status"},
    ActionForm{Action::metrics, "", "", "200", kText},
    ActionForm{Action::openapi, "", "Object"},
    ActionForm{Action::back_up, "", "Backup", "201"},
    ActionForm{Action::checkpoint, "", "", "200", kText},
    ActionForm{Action::verifier_key, "", "", "200", kText},
    ActionForm{Action::prove, "", "", "200", kText},
    ActionForm{Action::prove_growth, "", "", "200", kText},
    ActionForm{Action::tile, "", "", "200", "application/octet-stream"},
    ActionForm{Action::start_rebuild, "", "Work", "202"},
    ActionForm{Action::rebuild_state, "", "Work"},
    ActionForm{Action::cancel_rebuild, "", "Work"},
    ActionForm{Action::start_verification, "", "Work", "202"},
    ActionForm{Action::verification_state, "", "Work"},
};

const ActionForm& form_of(Action action) { return *std::ranges::find(kForms, action, &ActionForm::action); }

void write_content(JsonWriter& out, std::string_view type, std::string_view schema) {
  out.key("content").begin_object().key(type).begin_object().key("schema").begin_object();
  if (schema.empty()) {
    out.key("type").text("string");
  } else {
    out.key("$ref").text("#/components/schemas/" + std::string(schema));
  }
  out.end_object().end_object().end_object();
}

void write_responses(JsonWriter& out, const HttpRoute& route) {
  const ActionForm& form = form_of(route.action);
  out.key("responses").begin_object();
  out.key(form.status).begin_object().key("description").text("the answer");
  write_content(out, form.media_type, form.given);
  out.end_object();
  if (form.status != "200" && route.method != "GET") {
    out.key("200").begin_object().key("description").text("there was nothing left to do");
    write_content(out, form.media_type, "Object");
    out.end_object();
  }
  out.key("4XX").begin_object().key("description").text("why it was refused");
  write_content(out, "application/problem+json", "Problem");
  out.end_object();
  out.key("5XX").begin_object().key("description").text("why it failed");
  write_content(out, "application/problem+json", "Problem");
  out.end_object().end_object();
}

std::string operation_id(const HttpRoute& route) {
  std::string id(route.method == "GET" ? "get" : route.method == "POST" ? "post" : "delete");
  for (const char c : route.pattern) id += (c >= 'a' && c <= 'z') ? c : '_';
  while (id.ends_with('_')) id.pop_back();
  return id;
}

void write_operation(JsonWriter& out, const HttpRoute& route) {
  std::string method(route.method);
  std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  out.key(method).begin_object().key("operationId").text(operation_id(route)).key("summary").text(route.summary);
  if (route.roles.empty()) out.key("security").begin_array().end_array();
  write_parameters(out, route);
  if (const ActionForm& form = form_of(route.action); !form.taken.empty()) {
    out.key("requestBody").begin_object().key("required").boolean(true);
    write_content(out, form.taken_as, form.taken);
    out.end_object();
  }
  write_responses(out, route);
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
    for (const HttpRoute* route : operations) write_operation(out, *route);
    out.end_object();
  }
  out.end_object().end_object();
  return out.str();
}

}  // namespace rireki
