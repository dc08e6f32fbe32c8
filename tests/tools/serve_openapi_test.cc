// The description of the interface, held against what the service does.
#include <map>
#include <optional>
#include <set>

#include "tests/tools/served_city.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

using namespace running;
namespace json = boost::json;

/// What a question is asked with where it needs a value, in the small city with a closed year.
const std::map<std::string, std::string> kValues = {
    {"person", "P1"},     {"what", "headcount"}, {"report", "staff_trend"},      {"form", "appointments"},
    {"period", "FY2022"}, {"seq", "3"},          {"text", "%E8%A6%8B%E6%9C%AC"}, {"known-at", "seq:8..seq:10"},
    {"old", "4"},         {"new", "10"}};

std::string filled(std::string path) {
  for (std::size_t open = 0; (open = path.find('{')) != std::string::npos;) {
    const std::size_t end = path.find('}', open);
    path.replace(open, end - open + 1, kValues.at(path.substr(open + 1, end - open - 1)));
  }
  return "/v1" + path;
}

std::vector<std::string> parameters_in(const json::value& operation, std::string_view where, bool required) {
  std::vector<std::string> names;
  for (const json::value& each : operation.at("parameters").as_array()) {
    const json::object& parameter = each.as_object();
    const bool is_required = parameter.contains("required") && parameter.at("required").as_bool();
    if (parameter.at("in").as_string() == where && is_required == required)
      names.emplace_back(parameter.at("name").as_string());
  }
  return names;
}

/// With the required parameters but for `left_out`.
std::string asked(const std::string& path, const json::value& operation, std::string_view left_out = {}) {
  std::string target = filled(path);
  char next = '?';
  for (const std::string& name : parameters_in(operation, "query", true)) {
    if (name == left_out) continue;
    target += std::exchange(next, '&') + name + "=" + kValues.at(name);
  }
  return target;
}

/// The names of an answer's header fields, but for those of every answer.
std::set<std::string> fields_of(const HttpAnswer& answer) {
  const std::set<std::string> usual = {"Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options"};
  std::set<std::string> names;
  for (std::size_t at = answer.head.find("\r\n"); at + 2 < answer.head.size(); at = answer.head.find("\r\n", at + 2)) {
    const std::string name = answer.head.substr(at + 2, answer.head.find(':', at) - at - 2);
    if (!usual.contains(name)) names.insert(name);
  }
  return names;
}

std::set<std::string> fields_in(const json::value& operation, const std::string& status) {
  std::set<std::string> names;
  const json::object& response = operation.at("responses").at(status).as_object();
  if (!response.contains("headers")) return names;
  for (const auto& field : response.at("headers").as_object()) names.emplace(field.key());
  return names;
}

std::string field_in(const HttpAnswer& answer, const std::string& name) {
  const std::size_t at = answer.head.find(name + ": ");
  if (at == std::string::npos) return {};
  return answer.head.substr(at + name.size() + 2, answer.head.find('\r', at) - at - name.size() - 2);
}

class DescribedCity : public ServedCity {
 public:
  DescribedCity() : hr(port(), token("hr")), auditor(port(), token("auditor")) {
    REQUIRE(hr.post("/v1/closings", R"({"period":"FY2022"})").status == 201);
    paths = object_of(hr.get("/v1/openapi.json")).at("paths").as_object();
  }

  /// Calls `visit` with the path and the description of each route by which a command answers, or a proof is given.
  template <class Visit>
  void for_each_question(const Visit& visit) {
    for (const HttpRoute& route : routes()) {
      if (route.action != Action::answer_command && route.action != Action::prove_growth) continue;
      const std::string path(route.pattern);
      visit(path, paths.at(path).at("get"));
    }
  }

  HttpClient hr;
  HttpClient auditor;
  json::object paths;
};

}  // namespace

TEST_CASE("a parameter is said to be required where nothing is answered without it", "[tools][serve][openapi]") {
  DescribedCity city;
  int required = 0;
  city.for_each_question([&](const std::string& path, const json::value& get) {
    const HttpAnswer answer = city.auditor.get(asked(path, get));
    CAPTURE(path, answer.body);
    CHECK(answer.status == 200);
    for (const std::string& name : parameters_in(get, "query", true)) {
      const HttpAnswer without = city.auditor.get(asked(path, get, name));
      CAPTURE(name, without.body);
      CHECK(without.status == 400);
      CHECK(without.body.contains(name));
      ++required;
    }
  });
  CHECK(required == 4);
}

TEST_CASE("the description names the fields of requests that are heeded", "[tools][serve][openapi]") {
  DescribedCity city;
  const auto reads = [&](const char* path, const char* method) {
    const auto names = parameters_in(city.paths.at(path).at(method), "header", false);
    return std::set<std::string>(names.begin(), names.end());
  };
  city.for_each_question([&](const std::string& path, const json::value& get) {
    CAPTURE(path);
    const std::string tag = field_in(city.auditor.get(asked(path, get)), "ETag");
    const bool has_tag = city.auditor.get(asked(path, get), {"If-None-Match: " + tag}).status == 304;
    CHECK(reads(path.c_str(), "get").contains("If-None-Match") == has_tag);
    CHECK(get.at("responses").as_object().contains("304") == has_tag);
    CHECK(reads(path.c_str(), "head") == reads(path.c_str(), "get"));
  });
  CHECK(reads("/roster", "get").contains("X-Purpose"));
  CHECK(reads("/events/stream", "get") == std::set<std::string>{"Last-Event-ID", "X-Purpose"});
  CHECK(reads("/proposals/{id}", "get") == std::set<std::string>{"X-Purpose"});
  CHECK(reads("/closings", "post") == std::set<std::string>{"X-Purpose"});
  for (const char* path : {"/events", "/proposals"}) {
    CHECK(reads(path, "post") == std::set<std::string>{"If-Match"});
    const std::string event = R"({"id":"o-1","type":"TrainingCompleted","subject":"P1","effective":"2023-06-01",)"
                              R"("data":{"course":"ethics","category":"workplace","minutes":60}})";
    CHECK(city.hr.post("/v1" + std::string(path), event, {"If-Match: \"99\""}).status == 412);
  }
  for (const HttpRoute& route : routes()) {
    if (route.method != "POST") continue;
    const json::value& post = city.paths.at(route.pattern).at("post");
    CAPTURE(route.pattern);
    CHECK(post.as_object().contains("requestBody") == post.at("responses").as_object().contains("415"));
  }
  for (const char* path : {"/health", "/tokens", "/rebuild", "/checkpoint"}) CHECK(reads(path, "get").empty());
}

TEST_CASE("the description names the fields of answers", "[tools][serve][openapi]") {
  DescribedCity city;
  const auto check = [&](const std::string& path, const std::string& method, const HttpAnswer& answer) {
    CAPTURE(path, method, answer.head);
    const json::object& responses = city.paths.at(path).at(method).at("responses").as_object();
    const std::string status = std::to_string(answer.status);
    const std::string named = responses.contains(status) ? status : status.substr(0, 1) + "XX";
    const std::set<std::string> described = fields_in(city.paths.at(path).at(method), named);
    for (const std::string& name : fields_of(answer)) CHECK(described.contains(name));
    return described;
  };
  city.for_each_question([&](const std::string& path, const json::value& get) {
    const HttpAnswer answer = city.auditor.get(asked(path, get));
    CHECK(check(path, "get", answer).contains("ETag") == !field_in(answer, "ETag").empty());
    check(path, "head", city.auditor.request("HEAD", asked(path, get)));
    if (fields_in(get, "200").contains("ETag")) {
      check(path, "get", city.auditor.get(asked(path, get), {"Accept: text/plain"}));
      check(path, "get", city.auditor.get(asked(path, get), {"If-None-Match: " + field_in(answer, "ETag")}));
    }
    check(path, "get", HttpClient(city.port()).get(asked(path, get)));
    const HttpAnswer refused = city.auditor.get(asked(path, get), {"Accept: image/png"});
    check(path, "get", refused);
    CHECK(get.at("responses").as_object().contains(std::to_string(refused.status)));
  });
  const std::string discipline = R"({"type":"DisciplineImposed","subject":"P1","effective":"2023-06-01",)"
                                 R"("order_ref":"R5-1","data":{"kind":"reprimand"}})";
  const HttpAnswer proposed = city.hr.post("/v1/proposals", discipline);
  CHECK(check("/proposals", "post", proposed).contains("Location"));
  check("/proposals", "post", city.hr.post("/v1/proposals", discipline, {"Content-Type: text/csv"}));
  check("/proposals", "post", city.hr.post("/v1/proposals", discipline, {"Content-Encoding: gzip"}));
  REQUIRE(proposed.status == 202);
}

TEST_CASE("the description names every way in which recording succeeds", "[tools][serve][openapi]") {
  DescribedCity city;
  const auto statuses = [&](const char* path) {
    std::set<std::string> named;
    for (const auto& response : city.paths.at(path).at("post").at("responses").as_object()) {
      if (response.key().starts_with('2')) named.emplace(response.key());
    }
    return named;
  };
  using Statuses = std::set<std::string>;
  CHECK(statuses("/events") == Statuses{"200", "201"});
  CHECK(statuses("/import") == Statuses{"200", "201"});
  CHECK(statuses("/closings") == Statuses{"200", "201", "202"});
  CHECK(statuses("/proposals") == Statuses{"202"});
  CHECK(statuses("/erasures") == Statuses{"200", "202"});
  CHECK(statuses("/tokens") == Statuses{"201"});
  CHECK(statuses("/rebuild") == Statuses{"202"});
}

}  // namespace rireki
