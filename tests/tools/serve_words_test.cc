// What comes from outside becomes words of a command, and never an option of it.
#include <algorithm>
#include <array>

#include "tests/tools/served_city.h"
#include "tools/server/http_client.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

using namespace running;

/// A path that fits the route, with its first segment in braces as given.
std::string path_of(const HttpRoute& route, const std::string& first) {
  std::string target = "/v1" + std::string(route.pattern);
  for (std::string filled = encoded(first); target.contains('{'); filled = "P1") {
    const std::size_t open = target.find('{');
    target.replace(open, target.find('}') - open + 1, filled);
  }
  return target;
}

/// What makes sense there, so that a command gets as far as it can.
std::string usual_segment(const HttpRoute& route) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kUsual = {{{"{what}", "headcount"},
                                                                                    {"{report}", "headcount"},
                                                                                    {"{form}", "appointments"},
                                                                                    {"{period}", "FY2022"},
                                                                                    {"{person}", "P1"}}};
  const auto found = std::ranges::find_if(kUsual, [&](const auto& u) { return route.pattern.contains(u.first); });
  return found == kUsual.end() ? "1" : std::string(found->second);
}

/// Every question with one value of it as given; where the command takes words, `last` is one of them.
std::vector<std::string> targets_with(const std::string& value, const std::string& last) {
  std::vector<std::string> targets;
  for (const HttpRoute& route : routes()) {
    if (route.method != "GET" || route.action == Action::stream) continue;
    std::string words;
    for (const Parameter& parameter : route.parameters) {
      if (parameter.kind == ParameterKind::word) words = "&" + std::string(parameter.name) + "=" + encoded(last);
    }
    if (route.pattern.contains('{') && !value.empty()) {
      targets.push_back(path_of(route, value) + (words.empty() ? "" : "?" + words.substr(1)));
    }
    for (const Parameter& parameter : route.parameters) {
      const std::string query = "?" + std::string(parameter.name) + "=" + encoded(value);
      targets.push_back(path_of(route, usual_segment(route)) + query + words);
    }
  }
  return targets;
}

std::vector<std::string> files_in(const std::string& directory) {
  std::vector<std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) all.push_back(entry.path().filename());
  std::ranges::sort(all);
  return all;
}

}  // namespace

TEST_CASE("no value of any parameter or segment becomes an option", "[tools][serve][words]") {
  ServedCity city;
  const std::string written = city.path("written-by-a-request");
  HttpClient client(city.port(), city.token("auditor"));
  const auto before = files_in(city.data());
  int asked = 0;
  for (const std::string& value :
       {std::string(), std::string("--"), std::string("--help"), std::string("-h"), "--xlsx=" + written,
        "@" + city.path("policy.toml"), "[--xlsx=" + written + "]", std::string("--json")}) {
    for (const std::string& target : targets_with(value, "--xlsx=" + written)) {
      for (const std::string accept : {"text/plain", "text/csv", "application/json"}) {
        const HttpAnswer answer = client.get(target, {"Accept: " + accept});
        CAPTURE(target, accept, answer.status, answer.body);
        ++asked;
        CHECK(answer.status != 0);
        CHECK(answer.status < 500);
        CHECK_FALSE(answer.body.contains("main function"));
        CHECK_FALSE(answer.body.contains("Usage"));
        CHECK_FALSE(std::filesystem::exists(written));
        if (value.empty()) CHECK(answer.status == 400);
      }
    }
  }
  CHECK(asked > 1'500);
  CHECK(files_in(city.data()) == before);
}

TEST_CASE("no parameter is an option that only makes sense beside the data directory", "[tools][serve][words]") {
  constexpr std::array<std::string_view, 12> kLocal = {"xlsx",   "certificate", "data",  "config", "rejects", "keys",
                                                       "server", "ca",          "event", "export", "record",  "toml"};
  for (const HttpRoute& route : routes()) {
    for (const Parameter& parameter : route.parameters) {
      CAPTURE(route.pattern, parameter.name);
      CHECK(std::ranges::find(kLocal, parameter.name) == kLocal.end());
    }
  }
}

TEST_CASE("a value that is missing is named, and takes nothing else", "[tools][serve][words]") {
  ServedCity city;
  HttpClient analyst(city.port(), city.token("analyst"));
  const std::string file = city.path("written");
  const HttpAnswer answer =
      analyst.get("/v1/kpi?fiscal-year=2022&audience=&id=KPI1&id=--xlsx=" + file, {"Accept: text/plain"});
  CHECK(answer.status == 400);
  CHECK(object_of(answer).at("field") == "audience");
  CHECK_FALSE(std::filesystem::exists(file));
  // A list is one value each time: it does not take the mark after which nothing is an option.
  CHECK(analyst.get("/v1/reports/--xlsx=" + encoded(file) + "?published=2022-01-01", {"Accept: text/plain"}).status ==
        400);
  CHECK(analyst.get("/v1/counts/headcount?published=2022-01-01&as-of=2022-05-01", {"Accept: text/plain"}).status ==
        200);
  for (const std::string option : {"--subject", "--from", "--limit", "--where"}) {
    const std::string command = option == "--where" ? "roster" : "log";
    const Ran ran = city.run({command, option + "=", "--json", "--limit", "1"});
    CAPTURE(option, ran.out, ran.err);
    CHECK(ran.status == 2);
    CHECK(ran.out.empty());
    CHECK(ran.err.contains(option + ": there is no value"));
  }
  CHECK(city.run({"log", "--subject", "P1", "--json"}).rows().size() == 4);
}

TEST_CASE("what is not UTF-8 is refused before it is answered or recorded", "[tools][serve][words]") {
  ServedCity city;
  HttpClient hr(city.port(), city.token("hr"));
  const HttpAnswer purpose = hr.get("/v1/persons/P1", {"X-Purpose: \x8b\x78"});
  CHECK(purpose.status == 400);
  CHECK(object_of(purpose).at("code") == "ENCODING_ERROR");
  CHECK(object_of(purpose).at("detail") == "X-Purpose, byte 1: 0x8B is not valid UTF-8");
  CHECK(object_of(hr.get("/v1/roster?where=rank!=%FF")).at("detail") == "where, byte 7: 0xFF is not valid UTF-8");
  CHECK(object_of(hr.get("/v1/persons/P1%FF")).at("code") == "ENCODING_ERROR");
  CHECK(object_of(hr.get("/v1/roster?%FF=1")).at("code") == "ENCODING_ERROR");
  CHECK(object_of(hr.post("/v1/events", "{}", {"If-Match: \xff"})).at("code") == "ENCODING_ERROR");
  CHECK(object_of(hr.get("/v1/events/stream?actor=%C0%80")).at("code") == "ENCODING_ERROR");
  HttpClient auditor(city.port(), city.token("auditor"));
  CHECK(object_of(auditor.get("/v1/accesses")).at("rows").as_array().empty());
  CHECK(hr.get("/v1/persons/P1", {"X-Purpose: 年末調整"}).status == 200);
  CHECK(object_of(auditor.get("/v1/accesses")).at("rows").as_array().size() == 1);
}

}  // namespace rireki
