// What needs a second person: appends that the Policy wants approved, erasures; and who hands out tokens.
#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;
namespace json = boost::json;

const std::string kDemotion = R"({"id":"web-9","type":"Demoted","subject":"P1","effective":"2023-06-01",)"
                              R"("data":{"rank":"clerk","grade":1,"cause":"request"}})";

std::string proposal_of(const HttpAnswer& answer) {
  REQUIRE(answer.status == 202);
  return std::string(object_of(answer).at("proposal").as_string());
}

std::string code_of(const HttpAnswer& answer) { return std::string(object_of(answer).at("code").as_string()); }

}  // namespace

TEST_CASE("what one person proposes a second one approves, once", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  HttpClient second(city.port(), city.token("hr", "hr-2"));
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  CHECK(code_of(first.post("/v1/events", kDemotion.substr(0, kDemotion.size() - 1) + R"(,"approved_by":"hr-2"})")) ==
        "INVALID_FIELD");
  CHECK(first
            .post("/v1/proposals", R"({"type":"Demoted","subject":"P9","effective":"2023-06-01",)"
                                   R"("data":{"rank":"clerk","cause":"request"}})")
            .status == 422);

  const std::string id = proposal_of(first.post("/v1/proposals", kDemotion));
  const json::object listed = object_of(second.get("/v1/proposals")).at("rows").as_array().at(0).as_object();
  CHECK(listed.at("proposer") == "hr-1");
  CHECK(listed.at("events").as_array().at(0).as_object().at("type") == "Demoted");
  const json::object whole = object_of(second.get("/v1/proposals/" + id, {"X-Purpose: to approve"}));
  CHECK(whole.at("events").as_array().at(0).as_object().at("data").as_object().at("rank") == "clerk");
  HttpClient auditor(city.port(), city.token("auditor"));
  CHECK(auditor.get("/v1/accesses?person=P1").body.contains("proposal " + id));

  const std::string approval = "/v1/proposals/" + id + "/approval";
  CHECK(code_of(first.post(approval, "")) == "APPROVAL_MISSING");
  CHECK(admin.post(approval, "").status == 403);
  CHECK(second.post(approval, "").status == 201);
  CHECK(second.post(approval, "").status == 404);
  const json::object row = city.ask({"log", "--from", "11"}).row();
  CHECK(row.at("actor") == "hr-1");
  CHECK(row.at("approved_by") == "hr-2");

  const std::string other = proposal_of(first.post("/v1/proposals", R"({"type":"GradeChanged","subject":"P1",)"
                                                                    R"("effective":"2023-07-01","data":{"grade":2}})"));
  const std::string token = city.token("hr", "hr-3");
  CHECK(second.request("DELETE", "/v1/proposals/" + other).status == 200);
  CHECK(second.post("/v1/proposals/" + other + "/approval", "").status == 404);
}

TEST_CASE("nobody's proposals keep out those of others", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  HttpClient second(city.port(), city.token("hr", "hr-2"));
  std::string last;
  for (int i = 0; i < 100; ++i) last = proposal_of(first.post("/v1/proposals", kDemotion));
  CHECK(first.post("/v1/proposals", kDemotion).status == 429);
  CHECK(first.post("/v1/erasures", R"({"person":"P2","basis":"x"})").status == 429);
  CHECK(second.post("/v1/proposals", kDemotion).status == 202);
  REQUIRE(first.request("DELETE", "/v1/proposals/" + last).status == 200);
  CHECK(first.post("/v1/proposals", kDemotion).status == 202);
}

TEST_CASE("an erasure is asked for by one person and done by another's approval", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  HttpClient second(city.port(), city.token("hr", "hr-2"));
  CHECK(first.post("/v1/erasures", R"({"person":"P2"})").status == 422);
  CHECK(first.post("/v1/erasures", R"({"person":"P2","basis":"x","categories":["all"]})").status == 400);
  CHECK(first.post("/v1/erasures", R"({"person":"P2","basis":"x","why":"y"})").status == 422);
  // Judged when it is made: nobody is asked to approve what cannot be done.
  CHECK(code_of(first.post("/v1/erasures", R"({"person":"P9","basis":"x"})")) == "NOT_REGISTERED");
  CHECK(code_of(first.post("/v1/erasures", R"({"person":"P 9","basis":"x"})")) == "INVALID_FIELD");
  CHECK(first.post("/v1/erasures", R"({"person":"P2","basis":")" + std::string(5'000, 'x') + R"("})").status == 422);
  CHECK(object_of(first.get("/v1/proposals")).at("rows").as_array().empty());
  const std::string id = proposal_of(first.post("/v1/erasures", R"({"person":"P2","basis":"条例第12条"})"));
  CHECK(first.get("/v1/persons/P2?as-of=2023-01-01").body.contains("雛形"));
  const std::string settled = "/v1/persons/P2?as-of=2023-01-01&known-at=seq:10";
  const std::string tag = etag_of(first.get(settled));
  CHECK(first.get(settled, {"If-None-Match: " + tag}).status == 304);
  CHECK(first.post("/v1/proposals/" + id + "/approval", "").status == 403);
  const HttpAnswer done = second.post("/v1/proposals/" + id + "/approval", "");
  CHECK(done.status == 201);
  CHECK(object_of(done).at("seq") == 11);
  const std::string after = first.get("/v1/persons/P2?as-of=2023-01-01").body;
  CHECK_FALSE(after.contains("雛形"));
  CHECK(after.contains("erased"));
  CHECK(first.get(settled, {"If-None-Match: " + tag}).status == 200);
  CHECK(object_of(first.post("/v1/erasures", R"({"person":"P2","basis":"again"})")).at("erased") == "before");
  REQUIRE(city.stop(SIGTERM).status == 0);
  CHECK(city.run({"verify", "--full"}).status == 0);
}

TEST_CASE("admins hand out tokens and adopt policies, and see nobody", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  const HttpAnswer made = admin.post("/v1/tokens", R"({"owner":"chief-4","role":"manager","unit":"U-1","days":30})");
  REQUIRE(made.status == 201);
  const json::object token = object_of(made);
  HttpClient chief(city.port(), std::string(token.at("token").as_string()));
  CHECK(chief.get("/v1/roster?as-of=2024-01-01").status == 200);
  const std::string list = admin.get("/v1/tokens").body;
  CHECK(list.contains("chief-4"));
  CHECK_FALSE(list.contains(std::string(token.at("token").as_string())));
  const std::string id(token.at("id").as_string());
  CHECK(admin.request("DELETE", "/v1/tokens/" + id).status == 200);
  CHECK(admin.request("DELETE", "/v1/tokens/" + id).status == 404);
  CHECK(chief.get("/v1/roster?as-of=2024-01-01").status == 401);
  CHECK(admin.post("/v1/tokens", R"({"owner":"chief-4","role":"manager"})").status == 400);
  CHECK(admin.post("/v1/tokens", R"({"owner":"x","role":"king"})").status == 422);
  for (const char* owner : {"hr-1 ", "hr-1\\n", "hr-1\\u200b", "\\u3000hr-1"}) {  // who would pass for a second hr-1
    const HttpAnswer refused = admin.post("/v1/tokens", R"({"owner":")" + std::string(owner) + R"(","role":"hr"})");
    CAPTURE(refused.body);
    CHECK(refused.status == 422);
    CHECK(object_of(refused).at("field") == "owner");
  }

  CHECK(admin.post("/v1/events", kDemotion).status == 403);
  json::object policy = city.ask({"log", "--type", "PolicyAdopted"}).row();
  json::object& data = policy.at("data").as_object();
  data["version"] = "R8";
  std::string document(data.at("document").as_string());
  document.replace(document.find("\"R5\""), 4, "\"R8\"");
  data["document"] = document;
  const json::object event = {
      {"type", "PolicyAdopted"}, {"subject", "org"}, {"effective", "2026-04-01"}, {"data", data}};
  CHECK(admin.post("/v1/events", json::serialize(event)).status == 201);
  CHECK(admin.get("/v1/policy?as-of=2026-05-01").body.contains("R8"));
  CHECK(admin.get("/v1/roster").status == 403);
}

TEST_CASE("tiles and bundles are those that are exported", "[tools][serve][tiles]") {
  std::vector<std::string> lines = small_city();
  for (int i = 0; i < 700; ++i) {
    lines.push_back(event_line("tr-" + std::to_string(i), "TrainingCompleted", "P1", "2022-06-01",
                               "2024-01-01T00:00:00Z", R"({"course":"ethics","category":"workplace","minutes":60})"));
  }
  ServedCity city(lines);
  HttpClient job(city.port(), city.token("job"));
  REQUIRE(city.run({"checkpoint", "--export", city.path("tiles")}).status == 0);
  int compared = 0;
  const std::filesystem::path root = city.path("tiles");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "tile")) {
    if (!entry.is_regular_file()) continue;
    const std::string name = std::filesystem::relative(entry.path(), root).string();
    const HttpAnswer answer = job.get("/v1/" + name);
    CAPTURE(name, answer.status);
    CHECK(answer.body == read_file(entry.path()));
    ++compared;
  }
  CHECK(compared == 7);  // level 0: two full ones and an edge, level 1: an edge; three bundles
  for (const char* none : {"0/003", "1/000", "0/002", "0/2", "x/000", "0/000.p/256", "0/000.p/0", "0/x000/001"}) {
    CAPTURE(none);
    CHECK(job.get("/v1/tile/" + std::string(none)).status == 404);
  }
}

}  // namespace rireki
