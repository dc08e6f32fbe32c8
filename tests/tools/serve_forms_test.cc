// The forms of an answer, its certificate, closings, and what limits a question.
#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;
namespace json = boost::json;

std::string verifier_path() { return (std::filesystem::path(command_path()).parent_path() / "rireki-verify").string(); }

}  // namespace

TEST_CASE("an answer has the form that is asked for: that of the command", "[tools][serve][forms]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr"));
  const std::string target = "/v1/counts/headcount?by=rank,sex&as-of=2022-05-01";
  const std::vector<std::string> words = {"count", "headcount", "--by", "rank,sex", "--as-of", "2022-05-01"};
  const auto with = [&](std::vector<std::string> more) {
    std::vector<std::string> all = words;
    all.insert(all.end(), more.begin(), more.end());
    return city.run(all).out;
  };
  const HttpAnswer lines = client.get(target, {"Accept: application/jsonl"});
  CHECK(lines.body == with({"--json"}));
  CHECK(lines.head.contains("Rireki-Seq: 10\r\n"));
  CHECK(lines.head.contains("Rireki-As-Of: 2022-05-01\r\n"));
  CHECK(client.get(target, {"Accept: text/csv"}).body == with({"--csv"}));
  CHECK(client.get(target, {"Accept: text/plain"}).body == with({}));
  CHECK(object_of(client.get(target, {"Accept: */*"})).at("rows").as_array().size() == 2);
}

TEST_CASE("a body of another form than the route takes is refused before it is read", "[tools][serve][forms]") {
  ServedCity city;
  const std::string token = city.token("hr");
  HttpClient hr(city.port(), token);
  HttpClient admin(city.port(), city.token("admin"));
  HttpClient job(city.port(), city.token("job"));
  const std::string event = R"({"type":"TrainingCompleted","subject":"P1","effective":"2022-06-01",)"
                            R"("data":{"course":"ethics","category":"workplace","minutes":60}})";
  const std::vector<std::pair<std::string, std::string>> bodies = {
      {"/v1/events", event},
      {"/v1/events?dry-run=true", event},
      {"/v1/proposals", event},
      {"/v1/closings?dry-run=true", R"({"period":"FY2022"})"},
      {"/v1/erasures", R"({"person":"P2","categories":["sensitive"],"basis":"x"})"},
      {"/v1/tokens", R"({"owner":"x","role":"hr"})"}};
  for (const auto& [target, body] : bodies) {
    CAPTURE(target);
    HttpClient& client = target == "/v1/tokens" ? admin : hr;
    for (const char* type : {"text/html;charset=UTF-8", "application/xml", "text/csv", "multipart/form-data"}) {
      const HttpAnswer answer = client.post(target, body, {"Content-Type: " + std::string(type)});
      CHECK(answer.status == 415);
      CHECK(answer.head.contains("Accept: application/json"));
      CHECK(object_of(answer).at("code") == "UNSUPPORTED_MEDIA_TYPE");
    }
    const HttpAnswer coded = client.post(target, body, {"Content-Type: application/json", "Content-Encoding: gzip"});
    CHECK(coded.status == 415);
    CHECK(coded.head.contains("Accept-Encoding: identity\r\n"));
  }
  CHECK(object_of(hr.get("/v1/ready")).at("records") == 10);
  const auto imported = [&](const std::vector<std::string>& fields) {  // of what is left unread a connection ends
    return HttpClient(city.port(), token).post("/v1/import", event + "\n", fields).status;
  };
  CHECK(imported({"Content-Type: application/jsonl", "Content-Encoding: br"}) == 415);
  for (const auto& [target, body] : bodies) {
    HttpClient& client = target == "/v1/tokens" ? admin : hr;
    for (const char* type : {"application/json", "Application/JSON; charset=utf-8", "application/vnd.city+json",
                             "application/x-www-form-urlencoded", "text/plain;charset=UTF-8"}) {
      const HttpAnswer answer =
          client.post(target, body, {"Content-Type: " + std::string(type), "Content-Encoding: Identity"});
      CAPTURE(target, type, answer.body);
      CHECK(answer.status < 300);
    }
  }
  CHECK(hr.post("/v1/events", event + "\n", {"Content-Type: application/X-NDJSON"}).status == 201);
  CHECK(imported({"Content-Type: Application/JSONL"}) == 201);
  CHECK(imported({"Content-Type: application/jsonlines"}) == 415);
  // Where nothing is taken nothing is looked at.
  CHECK(job.post("/v1/verification", "", {"Content-Type: text/plain"}).status == 202);
}

TEST_CASE("of several forms the one comes that is wanted most, and none that is not", "[tools][serve][forms]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr"));
  const auto type = [&](const std::string& target, const std::vector<std::string>& fields) {
    const HttpAnswer answer = client.get(target, fields);
    const std::size_t at = answer.head.find("Content-Type: ") + 14;
    return std::to_string(answer.status) + " " + answer.head.substr(at, answer.head.find_first_of(";\r", at) - at);
  };
  const std::string roster = "/v1/roster?as-of=2022-05-01";
  CHECK(type(roster, {}) == "200 application/json");
  CHECK(type(roster, {"Accept: text/csv;q=0.5, Text/Plain"}) == "200 text/plain");
  CHECK(type(roster, {"Accept: text/html, application/xhtml+xml, */*;q=0.8"}) == "200 application/json");
  CHECK(type(roster, {"Accept: text/csv;q=0.5", "Accept: text/plain;q=0.4"}) == "200 text/csv");
  CHECK(type(roster, {"Accept: application/json;q=0, application/*;q=0.1"}) == "200 application/jsonl");
  CHECK(type("/v1/policy", {"Accept: application/toml"}) == "200 application/toml");
  for (const std::string& target : {roster, std::string("/v1/me"), std::string("/v1/health")}) {
    CAPTURE(target);
    CHECK(type(target, {"Accept: image/png"}) == "406 application/problem+json");
  }
  CHECK(type("/v1/roster?as-of=foo", {"Accept: text/csv"}) == "400 application/problem+json");
  const HttpAnswer none = client.get(roster, {"Accept: application/toml, text/csv;q=0"});
  CHECK(none.status == 406);
  CHECK(object_of(none).at("code") == "NOT_ACCEPTABLE");
  CHECK(HttpClient(city.port()).get(roster, {"Accept: image/png"}).status == 401);
  // Nothing is done whose answer is not wanted.
  const std::string event = R"({"id":"n-1","type":"TrainingCompleted","subject":"P1","effective":"2022-06-01",)"
                            R"("data":{"course":"ethics","category":"workplace","minutes":60}})";
  CHECK(client.post("/v1/events", event, {"Accept: text/html"}).status == 406);
  CHECK(object_of(client.get("/v1/ready")).at("records") == 10);
}

TEST_CASE("a certificate that the service gives is checked offline", "[tools][serve][forms]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("auditor"));
  HttpClient analyst(city.port(), city.token("analyst"));
  const std::vector<std::string> certified = {"Accept: application/vnd.rireki.certificate"};
  const std::vector<std::pair<HttpClient*, std::string>> questions = {
      {&client, "/v1/counts/headcount?by=rank&as-of=2022-05-01"},
      {&client, "/v1/persons/P1?as-of=2022-05-01"},
      {&client, "/v1/explain/separations?fiscal-year=2022"},
      {&analyst, "/v1/counts/headcount?by=rank,sex&as-of=2022-05-01"},  // of which something is left out
      {&analyst, "/v1/counts/headcount?audience=auditor&by=rank,sex&as-of=2022-05-01"},
      {&analyst, "/v1/reports/sex_by_rank?as-of=2022-05-01"},
      {&analyst, "/v1/kpi?fiscal-year=2022"}};
  for (const auto& [asker, target] : questions) {
    const HttpAnswer answer = asker->get(target, certified);
    CAPTURE(target, answer.body);
    REQUIRE(answer.status == 200);
    CHECK(answer.body.contains("--audience=analyst") == (asker == &analyst));
    write_file(city.path("answer.certificate"), answer.body);
    const Ran checked = Process(city.scratch(), {verifier_path(), "certificate", city.path("answer.certificate"),
                                                 "--key", city.data() + "/verifier.key", "--data", city.data()})
                            .wait();
    CAPTURE(checked.out, checked.err);
    CHECK(checked.status == 0);
  }
  CHECK(client.get("/v1/events", certified).status == 406);
  HttpClient manager(city.port(), city.token("manager"));
  CHECK(manager.get("/v1/roster", certified).status == 400);
}

TEST_CASE("a period is closed over HTTP, and proposed where a second person approves", "[tools][serve][forms]") {
  ServedCity city;
  HttpClient hr(city.port(), city.token("hr", "hr-1"));
  CHECK(hr.post("/v1/closings", R"({"period":"FY2922"})").status == 400);
  CHECK(hr.post("/v1/closings", R"({})").status == 422);
  const HttpAnswer closed = hr.post("/v1/closings", R"({"period":"FY2022","note":"published"})");
  CAPTURE(closed.body);
  REQUIRE(closed.status == 201);
  CHECK(hr.get("/v1/restatements/FY2022").status == 200);
  const json::object record = city.ask({"log", "--type", "PeriodClosed"}).row();
  CHECK(record.at("actor") == "hr-1");
  CHECK(record.at("data").as_object().at("known_seq") == 10);
}

TEST_CASE("a question that takes too long is given up, and the next one is answered", "[tools][serve][forms]") {
  std::vector<std::string> lines = small_city();
  for (int i = 0; i < 3'000; ++i) {
    lines.push_back(event_line("tr-" + std::to_string(i), "TrainingCompleted", "P1", "2022-06-01",
                               "2024-01-01T00:00:00Z", R"({"course":"ethics","category":"workplace","minutes":60})"));
  }
  ServedCity city(lines);
  REQUIRE(city.stop(SIGTERM).status == 0);
  city.start({"--query-seconds", "0.001", "--requests-per-second", "40"});
  HttpClient client(city.port(), city.token("hr"));
  const HttpAnswer late = client.get("/v1/persons/P1/history?as-of=2024-01-01");
  CHECK(late.status == 503);
  CHECK(object_of(late).at("code") == "DEADLINE");
  int refused = 0;
  for (int i = 0; i < 100; ++i) refused += client.get("/v1/policy").status == 429 ? 1 : 0;
  CHECK(refused > 0);
  CHECK(client.get("/v1/health").status == 200);
  REQUIRE(city.stop(SIGTERM).status == 0);
  city.start();
  HttpClient patient(city.port(), city.token("hr"));
  CHECK(object_of(patient.get("/v1/persons/P1/history?as-of=2024-01-01")).at("rows").as_array().size() == 3'004);
}

TEST_CASE("records are given as CloudEvents, which another service takes as they are", "[tools][serve][forms]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr"));
  const std::vector<std::string> one = {"Accept: application/cloudevents+json"};
  const HttpAnswer answer = client.get("/v1/events?from=8&limit=1", one);
  CHECK(answer.head.contains("Content-Type: application/cloudevents+json\r\n"));
  const json::object event = object_of(answer);
  CHECK(event.at("specversion") == "1.0");
  CHECK(event.at("id") == "p1");
  CHECK(event.at("type") == "Promoted");
  CHECK(event.at("sequence") == "8");
  CHECK(event.at("orderref") == "R4-9");
  CHECK(event.at("time") == event.at("recordedtime"));
  CHECK(event.at("data").as_object().at("rank") == "chief");
  for (const auto& [name, value] : event) {
    CAPTURE(name);
    CHECK(std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }));
  }
  const HttpAnswer batch = client.get("/v1/events?from=2", {"Accept: application/cloudevents-batch+json"});
  CHECK(json::parse(batch.body).as_array().size() == 9);
  CHECK(client.get("/v1/roster", one).status == 406);
  // Line by line into an empty city: the same records.
  const HttpAnswer all = client.get("/v1/events?from=2", one);
  const City other;
  write_file(other.path("events.jsonl"), all.body);
  CHECK(other.run({"import", other.path("events.jsonl"), "--trust-recorded"}).status == 0);
  const auto told = [](const City& where) {
    std::vector<std::string> lines = where.run({"log", "--from", "2", "--json"}).lines();
    return lines;
  };
  CHECK(told(other) == told(city));
}

TEST_CASE("an array of CloudEvents is appended as a batch", "[tools][serve][forms]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr"));
  const std::vector<std::string> as_batch = {"Content-Type: application/cloudevents-batch+json; charset=UTF-8"};
  const auto event = [](const std::string& id, const std::string& subject) {
    return R"({"specversion":"1.0","source":"/lms","id":")" + id + R"(","type":"TrainingCompleted","subject":")" +
           subject + R"(","effective":"2022-06-01","note":"a ] , [ \"}\\ b",)" +
           R"("data":{"course":"ethics","category":"workplace","minutes":60}})";
  };
  const std::string two = " [ " + event("b-1", "P1") + " ,\n" + event("b-2", "P2") + " ] ";
  CHECK(client.post("/v1/events?dry-run=true", two, as_batch).status == 200);
  const HttpAnswer done = client.post("/v1/events", two, as_batch);
  CAPTURE(done.body);
  REQUIRE(done.status == 201);
  CHECK(object_of(done).at("outcomes").as_array().size() == 2);
  CHECK(client.post("/v1/events", two, as_batch).status == 200);
  const json::array rows = object_of(client.get("/v1/events?from=11")).at("rows").as_array();
  REQUIRE(rows.size() == 2);
  CHECK(rows.at(1).as_object().at("note") == "a ] , [ \"}\\ b");
  // All of it or nothing, and each by its number.
  const HttpAnswer half =
      client.post("/v1/events", "[" + event("b-3", "P1") + "," + event("b-4", "P3") + "]", as_batch);
  CHECK(half.status == 422);
  const HttpAnswer broken = client.post("/v1/events", "[" + event("b-3", "P1") + ",7]", as_batch);
  CHECK(broken.status == 400);
  CHECK(std::string_view(object_of(broken).at("detail").as_string()).starts_with("event 2: "));
  CHECK(client.post("/v1/events", event("b-3", "P1"), as_batch).status == 400);
  CHECK(client.post("/v1/events", "[" + event("b-3", "P1"), as_batch).status == 400);
  CHECK(object_of(client.post("/v1/events", "[]", as_batch)).at("outcomes").as_array().empty());
  CHECK(client.post("/v1/proposals", "[]", as_batch).status == 400);
  CHECK(object_of(client.get("/v1/ready")).at("records") == 12);
  CHECK(client.post("/v1/import", two, as_batch).status == 415);
}

}  // namespace rireki
