// What a manager sees: those who are in the unit's subtree today, of any day, and nothing sensitive.
#include "tests/tools/served_city.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

using namespace running;
namespace json = boost::json;

constexpr std::string_view kRecorded = "2020-01-02T00:00:00Z";

std::string line(const std::string& id, const std::string& type, const std::string& subject,
                 const std::string& effective, const std::string& data) {
  return event_line(id, type, subject, effective, std::string(kRecorded), data);
}

/// A-1 and A-2 (below it) are one tree, B-1 another. OWN came from B-1 to A-2, AWAY went from A-1 to B-1, LEFT left
/// A-1.
std::vector<std::string> two_units() {
  std::vector<std::string> lines = {
      line("a1", "OrgUnitEstablished", "A-1", "2010-04-01", R"({"name":"甲課","authority":"mayor"})"),
      line("a2", "OrgUnitEstablished", "A-2", "2010-04-01", R"({"name":"甲係","parent":"A-1"})"),
      line("b1", "OrgUnitEstablished", "B-1", "2010-04-01", R"({"name":"乙課","authority":"mayor"})")};
  const auto hire = [&](const std::string& who, const std::string& unit) {
    lines.push_back(line("r-" + who, "PersonRegistered", who, "2015-04-01",
                         R"({"name":"見本 )" + who + R"(","birth":"1990-05-05","sex":"female"})"));
    lines.push_back(
        line("h-" + who, "Hired", who, "2015-04-01",
             R"({"kind":"regular","unit":")" + unit + R"(","rank":"clerk","grade":1,"job_family":"general"})"));
    lines.push_back(line("d-" + who, "DisciplineImposed", who, "2016-02-01", R"({"kind":"reprimand"})"));
  };
  hire("OWN", "B-1");
  hire("AWAY", "A-1");
  hire("LEFT", "A-1");
  lines.push_back(line("t-OWN", "Transferred", "OWN", "2018-04-01", R"({"unit":"A-2"})"));
  lines.push_back(line("t-AWAY", "Transferred", "AWAY", "2018-04-01", R"({"unit":"B-1"})"));
  lines.push_back(line("s-LEFT", "Separated", "LEFT", "2019-03-31", R"({"reason":"voluntary","detail":"秘密"})"));
  lines.push_back(
      line("ten-AWAY", "ResignationTendered", "AWAY", "2019-06-01", R"({"intended_last_day":"2030-03-31"})"));
  return lines;
}

/// The route for somebody, as of a day where it takes one.
std::string target_of(const HttpRoute& route, const std::string& person, const std::string& day) {
  std::string target = "/v1" + std::string(route.pattern);
  if (const std::size_t open = target.find('{'); open != std::string::npos) {
    target.replace(open, target.find('}') - open + 1, person);
  }
  char next = '?';
  const auto add = [&](const std::string& query) {
    target += next + query;
    next = '&';
  };
  for (const Parameter& parameter : route.parameters) {
    if (parameter.name == "as-of") add("as-of=" + day);
    if (parameter.name == "all") add("all=true");
    if (parameter.name == "with-void") add("with-void=true");
    if (parameter.name == "text") add("text=%E8%A6%8B%E6%9C%AC");
    if (parameter.name == "within") add("within=3650");
  }
  return target;
}

bool is_for(const HttpRoute& route, TokenRole role) { return std::ranges::count(route.roles, role) > 0; }

}  // namespace

TEST_CASE("a manager sees today's own staff, of any day, and nobody else", "[tools][serve][scope]") {
  ServedCity city(two_units());
  HttpClient manager(city.port(), city.token("manager", "manager-1", "A-1"));
  HttpClient nobody(city.port(), city.token("manager", "manager-2", "none"));
  HttpClient hr(city.port(), city.token("hr"));
  int own = 0;
  int others = 0;
  for (const HttpRoute& route : routes()) {
    if (!is_for(route, TokenRole::manager) || route.command.empty()) continue;
    for (const std::string day : {"2015-04-01", "2017-01-01", "2018-03-31", "2018-04-01", "2019-03-31", "2024-01-01"}) {
      for (const std::string person : {"OWN", "AWAY", "LEFT"}) {
        const std::string target = target_of(route, person, day);
        const HttpAnswer answer = manager.get(target);
        CAPTURE(target, answer.body);
        REQUIRE(answer.status == 200);
        for (const char* hidden : {"AWAY", "LEFT", "reprimand", "秘密", "\"erased\""}) {
          CHECK_FALSE(answer.body.contains(hidden));
        }
        own += answer.body.contains("OWN") ? 1 : 0;
        CHECK_FALSE(nobody.get(target).body.contains("OWN"));
        const std::string all = hr.get(target).body;
        others += all.contains("AWAY") || all.contains("LEFT") ? 1 : 0;
      }
    }
  }
  CHECK(own > 40);     // it does see its own,
  CHECK(others > 60);  // and there was something to hide
  const json::object history = object_of(manager.get("/v1/persons/OWN/history?as-of=2024-01-01"));
  CHECK(history.at("rows").as_array().at(2).as_object().at("data").as_object().at("kind") == "withheld");
  CHECK(hr.get("/v1/persons/OWN/history").body.contains("reprimand"));
}

TEST_CASE("an analyst is not told how many were erased where the cell unknown is left out", "[tools][serve][scope]") {
  ServedCity city(two_units());
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  HttpClient second(city.port(), city.token("hr", "hr-2"));
  const HttpAnswer proposed = first.post("/v1/erasures", R"({"person":"OWN","basis":"条例第12条"})");
  REQUIRE(proposed.status == 202);
  const std::string id(object_of(proposed).at("proposal").as_string());
  REQUIRE(second.post("/v1/proposals/" + id + "/approval", "").status == 201);
  HttpClient analyst(city.port(), city.token("analyst", "analyst-1"));
  const std::string by_sex = "/v1/counts/headcount?by=sex&as-of=2017-01-01";
  CHECK(object_of(first.get(by_sex)).at("erased") == 1);
  const json::object answer = object_of(analyst.get(by_sex));
  CHECK(answer.at("erased").is_null());
  for (const json::value& row : answer.at("rows").as_array()) CHECK(row.as_object().at("count").is_null());
  CHECK(first.get(by_sex, {"Accept: text/csv"}).head.contains("Rireki-Erased: 1\r\n"));
  CHECK(analyst.get(by_sex, {"Accept: text/csv"}).head.contains("Rireki-Erased: x\r\n"));
  CHECK_FALSE(object_of(analyst.get("/v1/counts/headcount?by=rank&as-of=2017-01-01")).contains("erased"));
}

TEST_CASE("what a manager finds says nothing of others who are called so, or were erased", "[tools][serve][scope]") {
  ServedCity city(two_units());
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  HttpClient second(city.port(), city.token("hr", "hr-2"));
  HttpClient manager(city.port(), city.token("manager", "manager-1", "A-1"));
  const auto remarks = [&](const std::string& text) {
    const HttpAnswer answer = manager.get("/v1/find?as-of=2024-01-01&text=" + text, {"Accept: text/plain"});
    CAPTURE(answer.head);
    CHECK(answer.head.contains("Rireki-Erased: 0\r\n"));
    const std::size_t at = answer.head.find("Rireki-Remarks: ");
    return at == std::string::npos ? "" : answer.head.substr(at, answer.head.find('\r', at) - at);
  };
  const std::string of_nobody = remarks("NOBODY");
  CHECK_FALSE(of_nobody.empty());
  CHECK(remarks("AWAY") == of_nobody);
  CHECK(remarks("OWN").empty());
  const std::string id(
      object_of(first.post("/v1/erasures", R"({"person":"AWAY","basis":"x"})")).at("proposal").as_string());
  REQUIRE(second.post("/v1/proposals/" + id + "/approval", "").status == 201);
  CHECK(object_of(first.get("/v1/find?as-of=2024-01-01&text=NOBODY")).at("erased") == 1);
  CHECK_FALSE(object_of(manager.get("/v1/find?as-of=2024-01-01&text=NOBODY")).contains("erased"));
}

TEST_CASE("what a manager is told of others is what is told of nobody, header by header", "[tools][serve][scope]") {
  ServedCity city(two_units());
  HttpClient manager(city.port(), city.token("manager", "manager-1", "A-1"));
  const auto told = [&](const std::string& person, const std::string& rest, const std::string& form) {
    const HttpAnswer answer = manager.get("/v1/persons/" + person + rest, {"Accept: " + form});
    std::string text;
    for (std::size_t begin = 0, end = 0; begin < answer.head.size(); begin = end + 2) {
      end = std::min(answer.head.find("\r\n", begin), answer.head.size());
      const std::string line = answer.head.substr(begin, end - begin);
      if (!line.starts_with("ETag: ")) text += line + "\n";  // of the question
    }
    text += answer.body;
    for (std::size_t at = 0; (at = text.find(person)) != std::string::npos;) text.replace(at, person.size(), "…");
    return text;
  };
  for (const std::string form : {"application/json", "application/jsonl", "text/csv", "text/plain"}) {
    for (const std::string rest : {"?as-of=2017-01-01", "?as-of=2010-01-01", "/history?as-of=2024-01-01",
                                   "/history?known-at=seq:3", "/history?with-void=true"}) {
      CAPTURE(form, rest);
      const std::string of_nobody = told("NOBODY", rest, form);
      CHECK(of_nobody.contains("Rireki-Remarks: ") == (form != "application/json"));
      CHECK(told("AWAY", rest, form) == of_nobody);
      CHECK(told("LEFT", rest, form) == of_nobody);
    }
  }
}

TEST_CASE("today's scope decides: who is transferred is seen no more", "[tools][serve][scope]") {
  ServedCity city(two_units());
  HttpClient manager(city.port(), city.token("manager", "manager-1", "A-1"));
  HttpClient hr(city.port(), city.token("hr"));
  REQUIRE(object_of(manager.get("/v1/roster?as-of=2019-01-01")).at("rows").as_array().size() == 1);
  REQUIRE(hr.post("/v1/events", line("t2", "Transferred", "OWN", "2020-04-01", R"({"unit":"B-1"})")).status == 201);
  CHECK(object_of(manager.get("/v1/roster?as-of=2019-01-01")).at("rows").as_array().empty());
  REQUIRE(hr.post("/v1/events", line("t3", "Transferred", "AWAY", "2020-05-01", R"({"unit":"A-2"})")).status == 201);
  CHECK(object_of(manager.get("/v1/roster?as-of=2016-01-01")).at("rows").as_array().size() == 1);
}

TEST_CASE("a token's unit is a manager's and nobody else's", "[tools][serve][scope]") {
  const ServedCity city;
  CHECK(city.run({"token", "make", "--owner", "m-1", "--role", "manager"}).status == 2);
  CHECK(city.run({"token", "make", "--owner", "h-1", "--role", "hr", "--unit", "U-1"}).status == 2);
  CHECK(city.run({"token", "make", "--role", "hr"}).status == 2);
}

TEST_CASE("an analyst gets numbers as the policy discloses them, and no persons", "[tools][serve][scope]") {
  ServedCity city(two_units());
  HttpClient analyst(city.port(), city.token("analyst", "analyst-1"));
  HttpClient hr(city.port(), city.token("hr"));
  const std::string target = "/v1/counts/headcount?as-of=2017-01-01&by=unit";
  for (const char* audience : {"", "&audience=auditor", "&audience=analyst"}) {
    const json::array rows = object_of(analyst.get(target + audience)).at("rows").as_array();
    REQUIRE(rows.size() == 2);
    for (const json::value& row : rows) {
      CHECK(row.as_object().at("count").is_null());
      CHECK(row.as_object().at("suppressed") == true);
    }
  }
  CHECK(object_of(hr.get(target)).at("rows").as_array().at(0).as_object().at("count").is_int64());
  CHECK(object_of(hr.get(target + "&audience=public")).at("rows").as_array().at(0).as_object().at("count").is_null());
  CHECK(hr.get(target + "&audience=everybody").status == 400);
  // With more dimensions, or conditions, a row without its number would still say who is there.
  for (const char* more : {",sex,age", "&where=sex=female"}) {
    CHECK(object_of(analyst.get(target + more)).at("rows").as_array().empty());
    CHECK_FALSE(object_of(hr.get(target + more)).at("rows").as_array().empty());
  }
  const HttpAnswer csv = analyst.get(target, {"Accept: text/csv"});
  CHECK(csv.body.contains("A-1,x"));
  const json::array report = object_of(analyst.get("/v1/reports/sex_by_rank?as-of=2017-01-01")).at("rows").as_array();
  for (const json::value& row : report) {
    const json::value& value = row.as_object().at("value");
    CHECK((value.is_null() || value == 0));  // nobody at all may be said
  }
  for (const char* hidden : {"/v1/roster", "/v1/persons/OWN", "/v1/persons/OWN/history", "/v1/find?text=OWN", "/v1/due",
                             "/v1/events", "/v1/events/stream", "/v1/explain/headcount", "/v1/units", "/v1/accesses"}) {
    CAPTURE(hidden);
    CHECK(analyst.get(hidden).status == 403);
  }
}

TEST_CASE("an analyst does not choose the rule by choosing the moment", "[tools][serve][scope]") {
  ServedCity city(two_units());
  HttpClient analyst(city.port(), city.token("analyst", "analyst-1"));
  HttpClient hr(city.port(), city.token("hr"));
  const auto adopt = [&](const std::string& version, int minimum, const std::string& from) {
    std::string document(kTestPolicy);
    document.replace(document.find("R5"), 2, version);
    document += "[disclosure]\naudiences = [{ id = \"analyst\", minimum_cell = " + std::to_string(minimum) + " }]\n";
    const json::object data = {{"policy", "test"}, {"version", version}, {"document", document}};
    REQUIRE(hr.post("/v1/events", line(version, "PolicyAdopted", "org", from, json::serialize(data))).status == 201);
  };
  const std::string target = "/v1/counts/headcount?as-of=2017-01-01&by=unit";
  const auto shows = [&](const std::string& more) {
    const json::object answer = object_of(analyst.get(target + more));
    return answer.at("rows").as_array().at(0).as_object().at("count").is_int64();
  };
  adopt("R5a", 1, "2016-04-01");
  REQUIRE(shows(""));
  const std::string known(object_of(analyst.get(target)).at("known_at").as_string());
  adopt("R5b", 20, "2026-10-01");
  CHECK_FALSE(shows(""));
  CHECK_FALSE(shows("&known-at=" + known));
}

}  // namespace rireki
