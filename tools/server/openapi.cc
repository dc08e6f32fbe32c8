#include <algorithm>
#include <map>
#include <vector>

#include "events/types/json_writer.h"
#include "tools/server/openapi_schemas.h"
#include "tools/server/route_forms.h"

namespace rireki {

namespace {

/// A field of a request's or an answer's header, beside those of every request: OpenAPI takes no Accept, Content-Type
/// or Authorization for parameters.
struct HeaderField {
  std::string_view name;
  std::string_view description;
  std::string_view pattern = {};
};
using HeaderFields = std::vector<HeaderField>;

const HeaderField kPurpose = {"X-Purpose", "Why personal fields are read; recorded with who has read them"};
const HeaderField kExpected = {"If-Match", "The version of the subject on which the append is based",
                               R"(^("[0-9]+"|[0-9]+)$)"};
const HeaderField kKnownTags = {"If-None-Match", "Tags of answers that are there already"};
const HeaderField kLastSeen = {"Last-Event-ID", "The seq after which to go on", "^[0-9]+$"};

HeaderFields fields_read_by(const HttpRoute& route) {
  switch (route.action) {
    case Action::answer_command:
      return route.is_tagged ? HeaderFields{kPurpose, kKnownTags} : HeaderFields{kPurpose};
    case Action::stream:
      return {kPurpose, kLastSeen};
    case Action::close_period:
    case Action::list_proposals:
    case Action::show_proposal:
      return {kPurpose};
    case Action::append:
    case Action::propose:
      return {kExpected};
    default:
      return {};
  }
}

const HeaderField kTag = {"ETag", "Changes when something is recorded or a day ends"};

HeaderFields fields_given_with(const HttpRoute& route, std::string_view status) {
  const Action action = route.action;
  if (action == Action::answer_command) {
    HeaderFields given = {
        {"Rireki-As-Of", "Of other forms than JSON: the day"},
        {"Rireki-Seq", "Of other forms than JSON: the seq that is known"},
        {"Rireki-Erased",
         "Of other forms than JSON: how many persons have erased fields; x: some, how many is left out"},
        {"Rireki-Remarks", "Of other forms than JSON: what people are told beside it, percent-encoded"}};
    if (route.is_tagged) given.push_back(kTag);
    return given;
  }
  const bool is_proposed =
      action == Action::propose || action == Action::propose_erasure || action == Action::close_period;
  if (is_proposed && status == "202") return {{"Location", "The proposal"}};
  return {};
}

void write_schema(JsonWriter& out, std::string_view type, std::string_view pattern = {}) {
  out.key("schema").begin_object().key("type").text(type);
  if (!pattern.empty()) out.key("pattern").text(pattern);
  out.end_object();
}

void write_parameter(JsonWriter& out, std::string_view name, std::string_view where, bool is_required,
                     std::string_view type) {
  out.begin_object().key("name").text(name).key("in").text(where).key("required").boolean(is_required);
  write_schema(out, type);
  out.end_object();
}

void write_parameters(JsonWriter& out, const HttpRoute& route) {
  out.key("parameters").begin_array();
  for (std::size_t begin = route.pattern.find('{'); begin != std::string_view::npos;
       begin = route.pattern.find('{', begin + 1)) {
    const std::string_view name = route.pattern.substr(begin + 1, route.pattern.find('}', begin) - begin - 1);
    write_parameter(out, name, "path", true, "string");
  }
  for (const Parameter& parameter : route.parameters) {
    const bool is_flag = parameter.kind == ParameterKind::flag;
    write_parameter(out, parameter.name, "query", parameter.is_required, is_flag ? "boolean" : "string");
  }
  for (const auto& [name, description, pattern] : fields_read_by(route)) {
    out.begin_object().key("name").text(name).key("in").text("header").key("description").text(description);
    write_schema(out, "string", pattern);
    out.end_object();
  }
  out.end_array();
}

void write_fields(JsonWriter& out, const HeaderFields& fields) {
  if (fields.empty()) return;
  out.key("headers").begin_object();
  for (const auto& [name, description, pattern] : fields) {
    out.key(name).begin_object().key("description").text(description);
    write_schema(out, "string", pattern);
    out.end_object();
  }
  out.end_object();
}

void write_content(JsonWriter& out, const BodyForms& bodies) {
  out.key("content").begin_object();
  for (const auto& [media_type, schema] : bodies) {
    out.key(media_type).begin_object().key("schema").begin_object();
    if (schema.empty()) {
      out.key("type").text("string");
    } else {
      out.key("$ref").text("#/components/schemas/" + std::string(schema));
    }
    out.end_object().end_object();
  }
  out.end_object();
}

struct Described {
  std::string_view status;
  std::string_view description;
  HeaderFields fields = {};
  BodyForms bodies = {};
};

void write_response(JsonWriter& out, const Described& response) {
  out.key(response.status).begin_object().key("description").text(response.description);
  write_fields(out, response.fields);
  if (!response.bodies.empty()) write_content(out, response.bodies);
  out.end_object();
}

std::vector<Described> responses_of(const HttpRoute& route) {
  const BodyForms problem = {{"application/problem+json", "Problem"}};
  const HeaderField again = {"Retry-After", "In how many seconds it may go better"};
  std::vector<Described> all;
  for (const auto& [status, description, bodies] : forms_of(route).given) {
    all.push_back({status, description, fields_given_with(route, status), bodies});
  }
  if (route.is_tagged) {
    all.push_back({"304", "the answer is still one that If-None-Match names", {kTag}});
  }
  all.push_back({"406", "nothing that Accept names is given here", {}, problem});
  if (!forms_of(route).taken.empty()) {
    const HeaderFields taken = {{"Accept", "The media types that are"}, {"Accept-Encoding", "That no coding is"}};
    all.push_back({"415", "the body's media type, or its coding, is not taken", taken, problem});
  }
  all.push_back({"4XX", "why it was refused", {again, {"WWW-Authenticate", "How to say who asks"}}, problem});
  all.push_back({"5XX", "why it failed", {again}, problem});
  return all;
}

/// HEAD gives no body, whatever the status.
void write_responses(JsonWriter& out, const HttpRoute& route, bool is_head) {
  out.key("responses").begin_object();
  for (Described& response : responses_of(route)) {
    if (is_head) response.bodies.clear();
    write_response(out, response);
  }
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
  if (const BodyForms& taken = forms_of(route).taken; !taken.empty()) {
    out.key("requestBody").begin_object().key("required").boolean(true);
    write_content(out, taken);
    out.end_object();
  }
  write_responses(out, route, is_head);
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
