// What needs a second person: appends that the Policy wants approved, erasures; and who hands out tokens.
#include <atomic>
#include <thread>

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

/// The adoption of the city's first policy under another version, with `more` at its end.
std::string adopting(const ServedCity& city, const std::string& version, const std::string& effective,
                     const std::string& more = "") {
  json::object data = city.ask({"log", "--to", "1"}).row().at("data").as_object();
  std::string document(data.at("document").as_string());
  document.replace(document.find("\"R5\""), 4, "\"" + version + "\"");
  data["version"] = version;
  data["document"] = document + more;
  return json::serialize(
      json::object{{"type", "PolicyAdopted"}, {"subject", "org"}, {"effective", effective}, {"data", data}});
}

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
  const HttpAnswer again = second.post(approval, "");  // as after an answer that was lost
  CHECK(again.status == 404);
  CHECK(std::string_view(object_of(again).at("detail").as_string()).contains("it was approved"));
  CHECK(second.get("/v1/proposals/" + id).body.contains("it was approved"));
  const json::object row = city.ask({"log", "--from", "11"}).row();
  CHECK(row.at("actor") == "hr-1");
  CHECK(row.at("approved_by") == "hr-2");

  const std::string other = proposal_of(first.post("/v1/proposals", R"({"type":"GradeChanged","subject":"P1",)"
                                                                    R"("effective":"2023-07-01","data":{"grade":2}})"));
  const std::string token = city.token("hr", "hr-3");
  CHECK(second.request("DELETE", "/v1/proposals/" + other).status == 200);
  const HttpAnswer late = second.post("/v1/proposals/" + other + "/approval", "");
  CHECK(late.status == 404);
  CHECK(late.body.contains("it was withdrawn"));
  CHECK_FALSE(second.post("/v1/proposals/0123456789abcdef/approval", "").body.contains("it was"));
}

TEST_CASE("an approval that is refused leaves the proposal waiting", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  HttpClient second(city.port(), city.token("hr", "hr-2"));
  const auto training = [](const std::string& id, const std::string& day) {
    return R"({"id":")" + id + R"(","type":"TrainingCompleted","subject":"P1","effective":")" + day +
           R"(","data":{"course":"ethics","category":"workplace","minutes":60}})";
  };
  const std::string stale = proposal_of(first.post("/v1/proposals", kDemotion, {"If-Match: \"4\""}));
  const std::string reused = proposal_of(first.post("/v1/proposals", training("w-1", "2023-06-01")));
  const std::string unfit =
      proposal_of(first.post("/v1/proposals", R"({"type":"Transferred","subject":"P1","effective":"2023-07-01",)"
                                              R"("order_ref":"R5-7","data":{"unit":"U-1"}})"));
  REQUIRE(first.post("/v1/events", training("w-1", "2023-06-02")).status == 201);
  const std::string left = R"({"id":"w-2","type":"Separated","subject":"P1","effective":"2023-06-30",)"
                           R"("data":{"reason":"voluntary"}})";
  REQUIRE(first.post("/v1/events", left).status == 201);
  for (int tries = 0; tries < 2; ++tries) {
    CHECK(second.post("/v1/proposals/" + stale + "/approval", "").status == 412);
    CHECK(second.post("/v1/proposals/" + reused + "/approval", "").status == 409);
    CHECK(second.post("/v1/proposals/" + unfit + "/approval", "").status == 422);
    for (const std::string& id : {stale, reused, unfit}) CHECK(second.get("/v1/proposals/" + id).status == 200);
  }
  REQUIRE(
      first.post("/v1/events", R"({"type":"EventVoided","subject":"P1","data":{"target":"w-2","cause":"rescinded"}})")
          .status == 201);
  CHECK(second.post("/v1/proposals/" + unfit + "/approval", "").status == 201);
  CHECK(second.request("DELETE", "/v1/proposals/" + unfit).body.contains("it was approved"));
  CHECK(second.request("DELETE", "/v1/proposals/" + stale).status == 200);
  CHECK(object_of(second.get("/v1/proposals")).at("rows").as_array().size() == 1);
}

TEST_CASE("approvals that come together are one", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  const std::string secret = city.token("hr", "hr-2");
  for (int round = 0; round < 5; ++round) {
    const std::string event = R"({"type":"TrainingCompleted","subject":"P1","effective":"2023-06-0)" +
                              std::to_string(round + 1) +
                              R"(","data":{"course":"ethics","category":"workplace","minutes":60}})";
    const std::string id = proposal_of(first.post("/v1/proposals", event));
    std::vector<std::thread> threads;
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const int status = HttpClient(city.port(), secret).post("/v1/proposals/" + id + "/approval", "").status;
        done += status == 201 ? 1 : 0;
        refused += status == 409 || status == 404 ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(done == 1);
    CHECK(refused == 7);
  }
  CHECK(city.ask({"log", "--type", "TrainingCompleted"}).rows().size() == 5);
}

TEST_CASE("who lists proposals sees what is theirs to see, and is recorded", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  HttpClient second(city.port(), city.token("hr", "hr-2"));
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  HttpClient auditor(city.port(), city.token("auditor", "auditor-1"));
  const auto rows = [](const HttpAnswer& answer) {
    REQUIRE(answer.status == 200);
    return object_of(answer).at("rows").as_array();
  };
  const auto readings = [&](const std::string& person) {
    std::vector<std::string> all;
    for (const json::value& value : rows(auditor.get("/v1/accesses?person=" + person))) {
      const json::object& entry = value.as_object();
      if (entry.at("query") != "proposals") continue;
      all.push_back(std::string(entry.at("actor").as_string()) + " " + json::serialize(entry.at("purpose")) + " " +
                    json::serialize(entry.at("persons")));
    }
    return all;
  };
  const std::string policy = proposal_of(admin.post("/v1/proposals", adopting(city, "R8", "2026-04-01")));
  CHECK(rows(second.get("/v1/proposals")).size() == 1);
  CHECK(readings("P1").empty());  // nobody is named
  const std::string discipline =
      proposal_of(first.post("/v1/proposals", R"({"type":"DisciplineImposed","subject":"P1","effective":"2023-06-01",)"
                                              R"("order_ref":"R5-1","data":{"kind":"reprimand"}})"));
  const std::string erasure = proposal_of(first.post("/v1/erasures", R"({"person":"P2","basis":"x"})"));
  const HttpAnswer to_admin = admin.get("/v1/proposals");
  REQUIRE(rows(to_admin).size() == 1);
  CHECK(rows(to_admin).at(0).as_object().at("proposal") == json::value(policy));
  for (const char* hidden : {"P1", "P2", "DisciplineImposed", "erasure"}) CHECK_FALSE(to_admin.body.contains(hidden));
  CHECK(readings("P1").empty());
  CHECK(rows(second.get("/v1/proposals", {"X-Purpose: to approve"})).size() == 3);
  CHECK(rows(auditor.get("/v1/proposals")).size() == 3);
  const std::vector<std::string> expected = {R"(hr-2 "to approve" ["P1","P2"])", R"(auditor-1 null ["P1","P2"])"};
  CHECK(readings("P1") == expected);
  CHECK(readings("P2") == expected);
  // So is who reads an erasure whole.
  REQUIRE(second.get("/v1/proposals/" + erasure).status == 200);
  CHECK(auditor.get("/v1/accesses?person=P2").body.contains("proposal " + erasure));
  CHECK(discipline != erasure);
}

TEST_CASE("what was proposed with a token that is gone is not approved", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  const auto make = [&](const std::string& role) {
    return object_of(admin.post("/v1/tokens", R"({"owner":"hr-1","role":")" + role + R"("})"));
  };
  const json::object token = make("hr");
  HttpClient first(city.port(), std::string(token.at("token").as_string()));
  HttpClient second(city.port(), city.token("hr", "hr-2"));
  const std::string erasure = proposal_of(first.post("/v1/erasures", R"({"person":"P2","basis":"x"})"));
  const std::string demotion = proposal_of(first.post("/v1/proposals", kDemotion));
  REQUIRE(admin.request("DELETE", "/v1/tokens/" + std::string(token.at("id").as_string())).status == 200);
  REQUIRE(make("auditor").contains("token"));  // which may not propose it
  for (const std::string& id : {erasure, demotion}) {
    const HttpAnswer refused = second.post("/v1/proposals/" + id + "/approval", "");
    CHECK(refused.status == 409);
    CHECK(code_of(refused) == "PROPOSER_GONE");
  }
  CHECK(object_of(second.get("/v1/ready")).at("records") == 10);
  CHECK(second.get("/v1/persons/P2?as-of=2023-01-01").body.contains("雛形"));
  // It waits still: a new token of the same person stands for it again, and anybody may withdraw it.
  CHECK(second.request("DELETE", "/v1/proposals/" + demotion).status == 200);
  REQUIRE(make("hr").contains("token"));
  CHECK(second.post("/v1/proposals/" + erasure + "/approval", "").status == 201);
}

TEST_CASE("a policy that lists PolicyAdopted is not replaced by one person", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient first(city.port(), city.token("hr", "hr-1"));
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  const std::string list = "\n[approval]\ntypes = [\"PolicyAdopted\", \"Demoted\"]\n";
  REQUIRE(admin.post("/v1/events", adopting(city, "R6", "2021-04-01", list)).status == 201);
  CHECK(code_of(first.post("/v1/events", kDemotion)) == "APPROVAL_MISSING");
  // Neither who hands out policies nor who appends drops the list alone, nor voids or corrects its adoption.
  const std::string without_list = adopting(city, "R7", "2022-04-01");
  CHECK(code_of(admin.post("/v1/events", without_list)) == "APPROVAL_MISSING");
  CHECK(code_of(first.post("/v1/events", without_list)) == "APPROVAL_MISSING");
  const std::string target =
      std::string(city.ask({"log", "--type", "PolicyAdopted", "--from", "11"}).row().at("id").as_string());
  for (const json::object& change :
       {json::object{{"type", "EventVoided"}, {"data", {{"target", target}, {"cause", "rescinded"}}}},
        json::object{{"type", "EventCorrected"},
                     {"data",
                      {{"target", target},
                       {"cause", "clerical"},
                       {"data", json::parse(adopting(city, "R6", "2021-04-01")).at("data")}}}}}) {
    json::object event = change;
    event["subject"] = "org";
    const HttpAnswer refused = first.post("/v1/events", json::serialize(event));
    CAPTURE(refused.body);
    CHECK(code_of(refused) == "APPROVAL_MISSING");
  }
  const std::string id = proposal_of(admin.post("/v1/proposals", without_list));
  CHECK(admin.post("/v1/proposals/" + id + "/approval", "").status == 403);
  CHECK(first.post("/v1/proposals/" + id + "/approval", "").status == 201);
  CHECK(first.post("/v1/events", kDemotion).status == 201);  // two have dropped it
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

TEST_CASE("an admin whose policy is refused is told how much it lacks, and of nobody", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient hr(city.port(), city.token("hr", "hr-1"));
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  std::string lacking = adopting(city, "R8", "2021-04-01");
  lacking.replace(lacking.find("general"), 7, "special");
  const std::string batch = adopting(city, "R7", "2020-06-01") + "\n" + lacking;
  const auto is_of_nobody = [&](const HttpAnswer& answer) {
    CAPTURE(answer.body);
    CHECK(answer.body.contains("POLICY_INVALID"));
    CHECK(answer.body.contains("place(s)"));
    for (const char* hidden : {"P1", "P2", "general", "chief"}) CHECK_FALSE(answer.body.contains(hidden));
  };
  for (const std::string target : {"/v1/events?dry-run=true", "/v1/events", "/v1/proposals"}) {
    CAPTURE(target);
    is_of_nobody(admin.post(target, lacking));
    is_of_nobody(admin.post(target, batch, {"Content-Type: application/jsonl"}));
    is_of_nobody(admin.post(target, batch + "\n{", {"Content-Type: application/jsonl"}));
    CHECK(hr.post(target, lacking).body.contains("P1"));
  }
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
  CHECK(admin.post("/v1/events", adopting(city, "R8", "2026-04-01")).status == 201);
  CHECK(admin.get("/v1/policy?as-of=2026-05-01").body.contains("R8"));
  CHECK(admin.get("/v1/roster").status == 403);
}

TEST_CASE("an admin reads the policies that it may approve, and nothing else that waits", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient hr(city.port(), city.token("hr", "hr-1"));
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  const std::string policy = proposal_of(
      hr.post("/v1/proposals",
              adopting(city, "R8", "2026-04-01", "[retention]\nholds = [{ person = \"P2\", label = \"suit 7\" }]\n")));
  const std::string person = proposal_of(hr.post("/v1/proposals", kDemotion));
  const std::string erasure = proposal_of(hr.post("/v1/erasures", R"({"person":"P2","basis":"x"})"));
  const HttpAnswer shown = admin.get("/v1/proposals/" + policy);
  REQUIRE(shown.status == 200);
  CHECK(shown.body.contains("試験用の市"));
  CHECK_FALSE(shown.body.contains("suit 7"));
  CHECK(hr.get("/v1/proposals/" + policy).body.contains("suit 7"));
  for (const std::string& id : {person, erasure}) {
    for (const char* method : {"GET", "DELETE"}) {
      const HttpAnswer refused = admin.request(method, "/v1/proposals/" + id);
      CHECK(refused.status == 403);
      for (const char* hidden : {"P1", "P2", "hr-1"}) CHECK_FALSE(refused.body.contains(hidden));
    }
    CHECK(hr.get("/v1/proposals/" + id).status == 200);
  }
  CHECK(admin.post("/v1/proposals/" + policy + "/approval", "").status == 201);
  CHECK(city.ask({"log", "--from", "11"}).out.contains("suit 7"));
}

TEST_CASE("whom a policy holds back from erasure is for auditors and hr to read", "[tools][serve][approval]") {
  ServedCity city;
  HttpClient hr(city.port(), city.token("hr", "hr-1"));
  REQUIRE(hr.post("/v1/events", adopting(city, "R8", "2021-04-01",
                                         "[retention]\nholds = [{ person = \"P2\", label = \"suit 7\" }]\n"))
              .status == 201);
  for (const std::string role : {"auditor", "hr", "manager", "analyst", "job", "admin"}) {
    HttpClient asker(city.port(), city.token(role, role + "-2"));
    const std::string text = asker.get("/v1/policy?as-of=2022-01-01", {"Accept: application/toml"}).body;
    CAPTURE(role, text);
    const bool sees_holds = role == "auditor" || role == "hr";
    CHECK(text.contains("\"P2\"") == sees_holds);
    CHECK(text.contains("suit 7") == sees_holds);
    CHECK(text.contains("left_out") != sees_holds);
    CHECK(text.contains("試験用の市"));
    for (const char* form : {"application/json", "application/jsonl", "text/plain", "text/csv"}) {
      CHECK_FALSE(asker.get("/v1/policy?as-of=2022-01-01", {"Accept: " + std::string(form)}).body.contains("suit 7"));
    }
    if (role != "admin") continue;
    json::object taken = json::parse(adopting(city, "R9", "2021-05-01")).as_object();
    taken["data"].as_object()["document"] = text;
    taken["data"].as_object()["version"] = "R8";
    CHECK(code_of(asker.post("/v1/events", json::serialize(taken))) == "POLICY_INVALID");
  }
}

TEST_CASE("tiles and bundles are those that are exported, and records are for auditors", "[tools][serve][tiles]") {
  std::vector<std::string> lines = small_city();
  for (int i = 0; i < 700; ++i) {
    lines.push_back(event_line("tr-" + std::to_string(i), "TrainingCompleted", "P1", "2022-06-01",
                               "2024-01-01T00:00:00Z", R"({"course":"ethics","category":"workplace","minutes":60})"));
  }
  ServedCity city(lines);
  HttpClient job(city.port(), city.token("job"));
  HttpClient auditor(city.port(), city.token("auditor"));
  REQUIRE(city.run({"checkpoint", "--export", city.path("tiles")}).status == 0);
  int compared = 0;
  const std::filesystem::path root = city.path("tiles");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "tile")) {
    if (!entry.is_regular_file()) continue;
    const std::string name = std::filesystem::relative(entry.path(), root).string();
    const HttpAnswer answer = auditor.get("/v1/" + name);
    CAPTURE(name, answer.status);
    CHECK(answer.body == read_file(entry.path()));
    const HttpAnswer of_job = job.get("/v1/" + name);
    const bool are_records = name.starts_with("tile/entries/");
    CHECK(of_job.status == (are_records ? 403 : 200));
    if (!are_records) CHECK(of_job.body == answer.body);
    ++compared;
  }
  CHECK(compared == 7);  // level 0: two full ones and an edge, level 1: an edge; three bundles
  for (const char* none : {"0/003", "1/000", "0/002", "0/2", "x/000", "0/000.p/256", "0/000.p/0", "0/x000/001"}) {
    CAPTURE(none);
    CHECK(job.get("/v1/tile/" + std::string(none)).status == 404);
  }
  for (const char* records : {"%65ntries/000", "entries/000.p/3", "entries/x000/001", "long/0", "%6Cong/0"}) {
    CAPTURE(records);
    CHECK(job.get("/v1/tile/" + std::string(records)).status == 403);
  }
  const HttpAnswer wrong = auditor.request("DELETE", "/v1/tile/entries/000");
  CHECK(wrong.status == 405);
  CHECK(wrong.head.contains("Allow: GET, HEAD\r\n"));
}

}  // namespace rireki
