#include <algorithm>
#include <map>

#include "events/types/json_writer.h"
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

void write_content(JsonWriter& out, std::string_view type) {
  out.key("content").begin_object().key(type).begin_object();
  out.key("schema").begin_object().end_object().end_object().end_object();
}

std::string_view media_type(Action action) {
  if (action == Action::stream) return "text/event-stream";
  if (action == Action::tile) return "application/octet-stream";
  const bool is_text = action == Action::metrics || action == Action::checkpoint || action == Action::prove ||
                       action == Action::prove_growth;
  return is_text ? "text/plain" : "application/json";
}

void write_responses(JsonWriter& out, const HttpRoute& route) {
  out.key("responses").begin_object();
  out.key("200").begin_object().key("description").text("the answer");
  write_content(out, media_type(route.action));
  out.end_object();
  out.key("default").begin_object().key("description").text("a problem document");
  write_content(out, "application/problem+json");
  out.end_object().end_object();
}

bool has_body(Action action) {
  return action == Action::append || action == Action::propose || action == Action::propose_erasure ||
         action == Action::close_period || action == Action::make_token;
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
  if (has_body(route.action)) {
    out.key("requestBody").begin_object().key("required").boolean(true);
    write_content(out, "application/json");
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
  out.key("info").begin_object().key("title").text("rireki").key("version").text(version).end_object();
  out.key("servers").begin_array().begin_object().key("url").text("/v1").end_object().end_array();
  out.key("security").begin_array().begin_object().key("token").begin_array().end_array().end_object().end_array();
  out.key("components").begin_object().key("securitySchemes").begin_object().key("token").begin_object();
  out.key("type").text("http").key("scheme").text("bearer").end_object().end_object().end_object();
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
