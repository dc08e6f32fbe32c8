// The service as its clients meet it: a real server on loopback.
#include <atomic>
#include <chrono>
#include <map>
#include <thread>

#include "tests/tools/served_city.h"
#include "tools/server/routes.h"

namespace rireki {

namespace {

using namespace running;
namespace json = boost::json;

const std::string kTraining = R"({"id":"web-1","type":"TrainingCompleted","subject":"P1","effective":"2022-06-01",)"
                              R"("data":{"course":"ethics","category":"workplace","minutes":60}})";

std::string training(const std::string& id) {
  std::string text = kTraining;
  return text.replace(text.find("web-1"), 5, id);
}

/// Serves it anew, with a page of one file.
void serve_a_page(ServedCity& city) {
  std::filesystem::create_directories(city.path("page"));
  write_file(city.path("page/index.html"), "<!doctype html>");
  REQUIRE(city.stop(SIGTERM).status == 0);
  city.start({"--page", city.path("page")});
}

}  // namespace

TEST_CASE("the service gives the answers of the command", "[tools][serve]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("auditor"));
  const std::map<std::string, std::vector<std::string>> questions = {
      {"/v1/roster?as-of=2023-01-01&where=rank%3Dclerk", {"roster", "--as-of", "2023-01-01", "--where", "rank=clerk"}},
      {"/v1/persons/P1?as-of=R4.4.1&known-at=seq:8", {"person", "P1", "--as-of", "R4.4.1", "--known-at", "seq:8"}},
      {"/v1/persons/P2/history?as-of=2024-01-01", {"history", "P2", "--as-of", "2024-01-01"}},
      {"/v1/counts/headcount?by=rank,sex&as-of=2022-05-01",
       {"count", "headcount", "--by", "rank,sex", "--as-of", "2022-05-01"}},
      {"/v1/find?text=%E9%9B%9B%E5%BD%A2&as-of=2022-05-01", {"find", "雛形", "--as-of", "2022-05-01"}},
      {"/v1/units?as-of=2022-05-01", {"units", "--as-of", "2022-05-01"}},
      {"/v1/explain/separations?fiscal-year=2022", {"explain", "separations", "--fiscal-year", "2022"}},
      {"/v1/forms/personnel_record?person=P1&as-of=2022-05-01",
       {"form", "personnel_record", "P1", "--as-of", "2022-05-01"}},
      {"/v1/forms/appointments?as-of=2022-04-01", {"form", "appointments", "--as-of", "2022-04-01"}},
      {"/v1/counts/headcount?as-of=2022-05-01&audience=auditor",
       {"count", "headcount", "--as-of", "2022-05-01", "--audience", "auditor"}},
      {"/v1/events?from=3&limit=4", {"log", "--from", "3", "--limit", "4"}},
  };
  for (const auto& [target, words] : questions) {
    const HttpAnswer answer = client.get(target);
    CAPTURE(target, answer.body);
    REQUIRE(answer.status == 200);
    const json::object body = object_of(answer);
    json::array rows;
    for (const json::object& row : city.ask(words).rows()) rows.emplace_back(row);
    CHECK(rows.size() > 0);
    CHECK(body.at("rows") == rows);
    CHECK(body.at("checkpoint").as_object().at("size") == 10);
  }
  const json::object body = object_of(client.get("/v1/persons/P1?as-of=R4.4.1&known-at=seq:8"));
  CHECK(body.at("as_of") == "2022-04-01");
  CHECK(body.at("known_at") == "seq:8");
  CHECK(body.at("policy") == "R5");
  CHECK(object_of(client.get("/v1/persons/--data=%2Fetc")).at("rows").as_array().empty());  // a number, no option
  CHECK(city.stop(SIGTERM).status == 0);
}

TEST_CASE("the service records who reads whom, and why, before it answers", "[tools][serve]") {
  ServedCity city;
  HttpClient hr(city.port(), city.token("hr", "hr-7"));
  HttpClient auditor(city.port(), city.token("auditor", "auditor-1"));
  REQUIRE(hr.get("/v1/persons/P1?as-of=2022-05-01", {"X-Purpose: leave request"}).status == 200);
  const json::object body = object_of(auditor.get("/v1/accesses?person=P1"));
  REQUIRE(body.at("rows").as_array().size() == 1);
  const json::object& row = body.at("rows").as_array().front().as_object();
  CHECK(row.at("actor") == "hr-7");
  CHECK(row.at("purpose") == "leave request");
  CHECK(row.at("query") == "person --as-of=2022-05-01 --json P1");
  CHECK(hr.get("/v1/accesses").status == 403);
  std::filesystem::remove(city.data() + "/accesses/guard");
  const HttpAnswer refused = hr.get("/v1/persons/P1?as-of=2022-05-01");
  CHECK(refused.status == 500);
  CHECK_FALSE(refused.body.contains("見本"));
}

TEST_CASE("an answer that has not changed is not sent again", "[tools][serve]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr"));
  const std::string tag = etag_of(client.get("/v1/roster"));
  const HttpAnswer unchanged = client.get("/v1/roster", {"If-None-Match: " + tag});
  CHECK(unchanged.status == 304);
  CHECK_FALSE(unchanged.head.contains("Content-Length"));
  CHECK(client.get("/v1/roster", {"If-None-Match: \"other\", " + tag}).status == 304);
  CHECK(client.get("/v1/roster", {"If-None-Match: \"other\""}).status == 200);
  // It is weak, for the checkpoint in the answer is the newest one; what is compared is what it has in quotes.
  REQUIRE(tag.starts_with("W/\""));
  CHECK(client.get("/v1/roster", {"If-None-Match: " + tag.substr(2)}).status == 304);
  // The request comes first: another one is looked at, and who may not ask is told so.
  CHECK(client.get("/v1/roster?as-of=foo", {"If-None-Match: " + tag}).status == 400);
  CHECK(client.get("/v1/roster?where=nothing", {"If-None-Match: " + tag}).status == 400);
  CHECK(client.get("/v1/roster?as-of=2022-05-01", {"If-None-Match: " + tag}).status == 200);
  HttpClient manager(city.port(), city.token("manager"));
  CHECK(manager.get("/v1/roster", {"If-None-Match: " + tag}).status == 200);
  CHECK(HttpClient(city.port()).get("/v1/roster", {"If-None-Match: " + tag}).status == 401);
  CHECK(HttpClient(city.port(), city.token("job")).get("/v1/roster", {"If-None-Match: " + tag}).status == 403);
  REQUIRE(client.post("/v1/events", kTraining).status == 201);
  CHECK(client.get("/v1/roster", {"If-None-Match: " + tag}).status == 200);
}

TEST_CASE("a condition counts only where there is an answer", "[tools][serve]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr"));
  const std::vector<std::string> any = {"If-None-Match: *"};
  CHECK(client.get("/v1/roster?where=bogus=1", any).status == 400);
  CHECK(client.get("/v1/counts/nothing", any).status == 400);
  const HttpAnswer there = client.get("/v1/roster", any);
  CHECK(there.status == 304);
  CHECK(etag_of(there) == etag_of(client.get("/v1/roster")));
}

TEST_CASE("who has read what is told anew each time", "[tools][serve]") {
  ServedCity city;
  HttpClient auditor(city.port(), city.token("auditor"));
  HttpClient hr(city.port(), city.token("hr"));
  const auto entries = [&](const HttpAnswer& answer) {
    REQUIRE(answer.status == 200);
    CHECK_FALSE(answer.head.contains("ETag"));
    return object_of(answer).at("rows").as_array().size();
  };
  const std::size_t before = entries(auditor.get("/v1/accesses?person=P1"));
  REQUIRE(hr.get("/v1/persons/P1?as-of=2022-05-01").status == 200);
  const std::string others = etag_of(auditor.get("/v1/units"));
  for (const std::string& tags : {std::string("*"), others}) {
    CHECK(entries(auditor.get("/v1/accesses?person=P1", {"If-None-Match: " + tags})) == before + 1);
  }
}

TEST_CASE("an answer as known at a seq stays the same whatever is recorded", "[tools][serve]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr"));
  HttpClient manager(city.port(), city.token("manager"));
  int recorded = 0;
  const auto stays = [&](HttpClient& asker, const std::string& target) {
    const HttpAnswer before = asker.get(target);
    REQUIRE(before.status == 200);
    REQUIRE(client.post("/v1/events", training("web-" + std::to_string(++recorded))).status == 201);
    return asker.get(target, {"If-None-Match: " + etag_of(before)}).status == 304;
  };
  CHECK(stays(client, "/v1/roster?as-of=2023-01-01&known-at=seq:9"));
  CHECK(stays(client, "/v1/persons/P1/history?as-of=2023-01-01&known-at=seq:9"));
  CHECK_FALSE(stays(client, "/v1/roster?as-of=2023-01-01&known-at=seq:9000"));  // is known later
  CHECK_FALSE(stays(client, "/v1/find?as-of=2023-01-01&text=--known-at%3Dseq:9"));
  CHECK_FALSE(stays(manager, "/v1/roster?as-of=2023-01-01&known-at=seq:9"));  // today's scope decides
}

TEST_CASE("appends are durable, safe to repeat, and refused with the contract's code", "[tools][serve]") {
  ServedCity city;
  {
    HttpClient client(city.port(), city.token("hr", "hr-7"));
    const auto outcome = [](const HttpAnswer& answer) {
      return object_of(answer).at("outcomes").as_array().front().as_object();
    };
    CHECK(client.post("/v1/events?dry-run=true", kTraining).status == 200);
    for (const std::string flag : {"=1", "=TRUE", "=yes", "=on", "=", "", "=tru%65&dry-run=1"}) {
      CAPTURE(flag);
      CHECK(object_of(client.post("/v1/events?dry-run" + flag, kTraining)).at("field") == "dry-run");
    }
    CHECK(object_of(client.get("/v1/ready")).at("records") == 10);
    const HttpAnswer done = client.post("/v1/events", kTraining);
    CHECK(done.status == 201);
    CHECK(outcome(done).at("seq") == 11);
    const HttpAnswer again = client.post("/v1/events", kTraining);
    CHECK(again.status == 200);
    CHECK(outcome(again).at("seq") == 11);
    CHECK(outcome(again).at("duplicate") == true);
    CHECK(client.post("/v1/events", training("web-2"), {"If-Match: \"3\""}).status == 412);
    CHECK(client.post("/v1/events", training("web-2"), {"If-Match: \"5\""}).status == 201);
    const std::vector<std::vector<std::string>> no_versions = {{"If-Match: five"},
                                                               {"If-Match:"},
                                                               {"If-Match: \"\""},
                                                               {"If-Match: *"},
                                                               {"If-Match: \"6\", \"6\""},
                                                               {"If-Match: \"6\"", "If-Match: \"6\""},
                                                               {"If-Match: \"6\"", "If-Match:"},
                                                               {"If-Match:", "If-Match: \"6\""}};
    for (const auto& fields : no_versions) {
      CHECK(client.post("/v1/events", training("web-3"), fields).status == 400);
      CHECK(client.post("/v1/proposals", training("web-3"), fields).status == 400);
    }
    // A batch is judged as a whole.
    std::string late = training("web-4");
    late.replace(late.find("P1"), 2, "P2").replace(late.find("2022-06"), 7, "2023-06");
    const HttpAnswer refused =
        client.post("/v1/events", training("web-3") + "\n" + late + "\n", {"Content-Type: application/jsonl"});
    CHECK(refused.status == 422);
    CHECK(object_of(refused).at("code") == "NOT_EMPLOYED");
    CHECK(outcome(refused).at("withheld") == true);
    std::string other = training("web-5");
    other.insert(other.size() - 1, R"(,"actor":"somebody")");
    CHECK(object_of(client.post("/v1/events", other)).at("field") == "actor");
    CHECK(client.post("/v1/events", "{").status == 400);
    CHECK(client.post("/v1/events", "").status == 400);
  }
  const Ran ended = city.stop(SIGTERM);
  CAPTURE(ended.err);
  CHECK(ended.status == 0);
  const auto rows = city.ask({"log", "--from", "11"}).rows();
  REQUIRE(rows.size() == 2);
  CHECK(rows.front().at("actor") == "hr-7");
  CHECK(city.run({"verify", "--full"}).status == 0);
}

TEST_CASE("nobody gets what their token does not allow", "[tools][serve]") {
  const ServedCity city;
  std::map<std::string, std::string> tokens;
  for (const std::string_view role : names(TokenRole{})) tokens[std::string(role)] = city.token(std::string(role));
  int refused = 0;
  for (const HttpRoute& route : routes()) {
    std::string target = "/v1" + std::string(route.pattern);
    for (std::size_t open = 0; (open = target.find('{')) != std::string::npos;) {
      target.replace(open, target.find('}') - open + 1, "P1");
    }
    const auto status = [&](const std::string& token) {
      HttpClient client(city.port(), token);
      return client.request(route.method, target, "{").status;
    };
    CAPTURE(target, route.method);
    CHECK(status("") == (route.roles.empty() ? 200 : 401));
    CHECK(status("0000") == (route.roles.empty() ? 200 : 401));
    for (const auto& [name, secret] : tokens) {
      CAPTURE(name);
      const bool may = route.roles.empty() ||
                       std::ranges::any_of(route.roles, [&](TokenRole role) { return to_text(role) == name; });
      const int got = status(secret);
      CHECK((got == 403) == !may);
      CHECK(got != 401);
      refused += may ? 0 : 1;
    }
  }
  CHECK(refused > 10);
  // The file does not hold what opens the door, and a revoked token opens it no more.
  const std::string file = read_file(city.data() + "/tokens.jsonl");
  for (const auto& [name, secret] : tokens) CHECK_FALSE(file.contains(secret));
  const auto listed = city.ask({"token", "list"}).rows();
  REQUIRE(listed.size() == tokens.size());
  for (const json::object& row : listed) {
    CHECK(city.run({"token", "revoke", std::string(row.at("id").as_string())}).status == 0);
  }
  HttpClient client(city.port(), tokens["hr"]);
  CHECK(client.get("/v1/roster").status == 401);
  CHECK(city.run({"token", "revoke", "none"}).status == 2);
}

TEST_CASE("HEAD is answered as GET is, without a body", "[tools][serve]") {
  ServedCity city;
  serve_a_page(city);
  HttpClient client(city.port(), city.token("hr"));
  for (const std::string target :
       {"/v1/roster?as-of=2022-05-01", "/v1/health", "/v1/openapi.json", "/v1/nothing", "/v1/roster?as-of=foo",
        "/v1/import", "/v1/tokens", "/", "/index.html", "/nothing", "/v1/events?dry-run=true"}) {
    CAPTURE(target);
    const HttpAnswer head = client.request("HEAD", target);
    const HttpAnswer get = client.get(target);  // on the same connection: a body would stand before its answer
    CHECK(head.status == get.status);
    CHECK(head.head == get.head);
    CHECK(head.body.empty());
  }
  client.put("HEAD /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /v1/none HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string both = client.finish();
  CHECK(both.ends_with("\r\n\r\n"));
  CHECK_FALSE(both.contains('{'));
  HttpClient large(city.port());
  large.put("HEAD /v1/health HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  CHECK_FALSE(large.finish().contains('{'));
  HttpClient stream(city.port(), city.token("hr"));
  CHECK(stream.request("HEAD", "/v1/events/stream").head.contains("text/event-stream"));
  CHECK(stream.finish().empty());
  CHECK(HttpClient(city.port(), city.token("hr")).post("/v1/roster", "").head.contains("Allow: GET, HEAD\r\n"));
}

TEST_CASE("what is no request, or too large, is refused and harms nobody else", "[tools][serve]") {
  ServedCity city;
  const std::string token = city.token("hr");
  HttpClient other(city.port(), token);
  const auto sent = [&](const std::string& bytes) { return HttpClient(city.port()).send(bytes).status; };
  CHECK(sent("hello\r\n\r\n") == 400);
  CHECK(sent("GET /v1/health HTTP/9.9\r\n\r\n") == 400);
  CHECK(sent("GET /v1/health HTTP/1.1\r\n\r\n") == 400);
  CHECK(sent("GET /v1/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") == 400);
  CHECK(sent("GET /v1/health HTTP/1.0\r\n\r\n") == 200);
  CHECK(sent("GET /v1/health HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n") == 431);
  CHECK(sent("POST /v1/events HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n") == 413);
  const std::string shown = "Authorization: Bearer " + token + "\r\n";
  CHECK(sent("POST /v1/events HTTP/1.1\r\nHost: localhost\r\n" + shown + "Transfer-Encoding: chunked\r\n\r\nzz\r\n") ==
        400);
  CHECK(sent("GET /v1/me HTTP/1.1\r\nHost: localhost\r\n" + shown + "\r\n") == 200);
  CHECK(sent("GET /v1/me HTTP/1.1\r\nHost: localhost\r\n" + shown + shown + "\r\n") == 400);
  CHECK(sent("GET /v1/me HTTP/1.1\r\nHost: localhost\r\n" + shown + "authorization: Bearer 0123\r\n\r\n") == 400);
  // Where a body ends must be said so that a proxy understands it alike.
  const std::string post = "POST /v1/events?dry-run=true HTTP/1.1\r\nHost: localhost\r\n";
  for (const char* coding : {"xchunked", "identity", "chunked, identity", "gzip, chunked"}) {
    CHECK(sent(post + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n") == 400);
  }
  // What follows the last chunk is no part of the header: it gives no rights, and is not taken in any length.
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n";
  CHECK(sent(chunked + "\r\n") == 401);
  CHECK(sent("GET /v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: bearer " + token + "\r\n\r\n") == 200);
  CHECK(sent(chunked + shown + "\r\n") == 401);
  const std::string known = post + shown + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n";
  CHECK(sent(known + shown + "\r\n") == 400);
  CHECK(sent(known + "X: " + std::string(70'000, 'x') + "\r\n\r\n") == 400);
  CHECK(sent("POST /v1/import HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token +
             "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n") >= 400);
  CHECK(other.get("/v1/nothing").status == 404);
  CHECK(other.get("/v2/roster").status == 404);
  CHECK(other.post("/v1/roster", "").status == 405);
  CHECK(other.get("/v1/roster?data=%2Fetc").status == 400);
  CHECK(other.get("/v1/roster?as-of=yesterday").status == 400);
  CHECK(other.get("/v1/roster?all=perhaps").status == 400);
  CHECK(other.get("/v1/events?limit=1001").status == 400);
  CHECK(other.get("/v1/events?from=-1").status == 400);
  CHECK(other.get("/v1/events?to=-1").status == 400);
  CHECK(other.get("/v1/roster?skip=-1").status == 400);
  CHECK(other.get("/v1/persons/%ZZ").status == 400);
  CHECK(other.post("/v1/events", std::string(40, '[') + std::string(40, ']')).status == 400);
  CHECK(object_of(other.get("/v1/roster?wherefore=x")).at("field") == "wherefore");
  CHECK(other.get("/v1/health").status == 200);
  CHECK(city.run({"serve", "--listen", "0.0.0.0"}).status == 2);
  CHECK(city.stop(SIGTERM).err == "");
}

TEST_CASE("a request may name its target as a whole address", "[tools][serve]") {
  ServedCity city;
  serve_a_page(city);
  HttpClient client(city.port(), city.token("hr"));
  const std::string roster = "/v1/roster?as-of=2022-05-01";
  const HttpAnswer wanted = client.get(roster);
  REQUIRE(wanted.status == 200);
  for (const char* before : {"http://localhost", "HTTP://LOCALHOST:8080", "https://rireki.city.example"}) {
    CAPTURE(before);
    CHECK(client.get(before + roster).body == wanted.body);
    CHECK(client.get(before + std::string("/")).body == "<!doctype html>");
    CHECK(client.get(before).body == "<!doctype html>");
    CHECK(client.get(before + std::string("?x=1")).body == "<!doctype html>");
    CHECK(client.get(before + std::string("/v1/nothing")).status == 404);
  }
  CHECK(client.post("http://localhost/v1/import", training("abs-1"), {"Content-Type: application/jsonl"}).status ==
        201);
  CHECK(HttpClient(city.port()).get("http://localhost" + roster).status == 401);
  for (const char* target : {"http://", "http:///v1/health", "ftp://localhost/v1/health", "http:/v1/health", "*"}) {
    CAPTURE(target);
    CHECK(client.get(target).status == 404);
  }
}

TEST_CASE("what a client was told is there after the server was killed", "[tools][serve]") {
  const int rounds = std::getenv("RIREKI_TEST_FULL") == nullptr ? 3 : 100;
  ServedCity city;
  const std::string token = city.token("hr");
  std::vector<std::string> told;
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::vector<std::string>> by_client(4);
    std::vector<std::thread> clients;
    std::atomic<int> answered = 0;
    for (std::size_t c = 0; c < by_client.size(); ++c) {
      clients.emplace_back([&, c] {
        HttpClient client(city.port(), token);
        for (int i = 0; i < 100'000; ++i) {
          const std::string id = "k-" + std::to_string(round) + "-" + std::to_string(c) + "-" + std::to_string(i);
          if (client.post("/v1/events", training(id)).status != 201) return;
          by_client[c].push_back(id);
          ++answered;
        }
      });
    }
    for (int ms = 0; answered < 40 && ms < 60'000; ++ms) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    city.stop(SIGKILL);
    for (std::thread& client : clients) client.join();
    for (auto& ids : by_client) told.insert(told.end(), ids.begin(), ids.end());
    city.start();
  }
  REQUIRE(city.stop(SIGTERM).status == 0);
  std::map<std::string, int> there;
  for (const json::object& row : city.ask({"log"}).rows()) ++there[std::string(row.at("id").as_string())];
  for (const std::string& id : told) CHECK(there[id] == 1);
  CHECK(told.size() >= static_cast<std::size_t>(40 * rounds));
}

TEST_CASE("the interface describes itself", "[tools][serve]") {
  const ServedCity city;
  const json::object document = object_of(HttpClient(city.port()).get("/v1/openapi.json"));
  CHECK(document.at("openapi") == "3.1.0");
  const json::object& paths = document.at("paths").as_object();
  std::size_t operations = 0;
  for (const auto& path : paths) operations += path.value().as_object().size();
  const auto questions = std::ranges::count(routes(), "GET", &HttpRoute::method);
  CHECK(operations == routes().size() + static_cast<std::size_t>(questions));  // each also by HEAD
  const json::object& events = paths.at("/events").as_object();
  CHECK_FALSE(events.at("head").at("responses").at("200").as_object().contains("content"));
  const json::object& taken = events.at("post").at("requestBody").at("content").as_object();
  const json::object& given = events.at("get").at("responses").at("200").at("content").as_object();
  for (const char* type : {"application/jsonl", "application/cloudevents-batch+json"}) {
    CHECK(taken.contains(type));
    CHECK(given.contains(type));
  }
  CHECK(paths.at("/import").at("post").at("requestBody").at("content").as_object().contains("application/jsonl"));
  HttpClient job(city.port(), city.token("job"));
  CHECK(job.get("/v1/metrics").body.contains("\nrireki_log_records 10\n"));
  CHECK(job.get("/v1/checkpoint").body.contains("\n10\n"));
}

TEST_CASE("the service verifies, rebuilds and proves while it answers", "[tools][serve]") {
  ServedCity city;
  HttpClient job(city.port(), city.token("job"));
  HttpClient auditor(city.port(), city.token("auditor"));
  const auto ended = [&](const char* target) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (;;) {
      const json::object state = object_of(auditor.get(target));
      if (state.at("state") != "running" || std::chrono::steady_clock::now() > limit) return state;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  };
  CHECK(object_of(auditor.get("/v1/rebuild")).at("state") == "none");
  CHECK(auditor.post("/v1/rebuild", "").status == 403);
  CHECK(job.post("/v1/rebuild", "").status == 202);
  const json::object rebuilt = ended("/v1/rebuild");
  CHECK(rebuilt.at("state") == "done");
  CHECK(rebuilt.at("done") == rebuilt.at("total"));
  CHECK(rebuilt.at("report").as_object().at("events") == 10);
  CHECK(rebuilt.at("report").as_object().at("equal") == true);
  CHECK(auditor.post("/v1/verification", "").status == 202);
  const json::object verified = ended("/v1/verification");
  CHECK(verified.at("report").as_object().at("ok") == true);
  CHECK(verified.at("done") == verified.at("total"));
  CHECK(verified.at("report").as_object().at("records") == 10);

  const HttpAnswer proof = auditor.get("/v1/proofs/3");
  CHECK(proof.status == 200);
  CHECK(proof.body == city.run({"prove", "3"}).out);
  CHECK(auditor.get("/v1/proofs/11").status == 400);
  CHECK(auditor.get("/v1/proofs/three").status == 400);
  CHECK(auditor.get("/v1/consistency?old=4&new=10").body == city.run({"prove", "--consistency", "4", "10"}).out);
  CHECK(auditor.get("/v1/consistency?old=4").status == 400);
  const json::object changes = object_of(auditor.get("/v1/diff?known-at=seq:8..seq:10&as-of=2023-04-01"));
  CHECK(changes.at("rows").as_array().size() == 2);
}

TEST_CASE("tiles are read beside questions and appends", "[tools][serve]") {
  ServedCity city;
  const std::string auditor = city.token("auditor");
  const std::string hr = city.token("hr");
  std::atomic<int> failed = 0;
  const auto ask = [&, port = city.port()](const std::string& token, const auto& request) {
    HttpClient client(port, token);
    for (int i = 0; i < 300; ++i) {
      if (const int status = request(client, i).status; status != 200 && status != 201) ++failed;
    }
  };
  std::thread tiles([&] {
    ask(auditor, [](auto& c, int i) { return c.get(i % 2 ? "/v1/tile/entries/000.p/9" : "/v1/tile/0/000.p/7"); });
  });
  std::thread histories([&] { ask(auditor, [](auto& c, int) { return c.get("/v1/persons/P1/history"); }); });
  std::thread askers([&] { ask(auditor, [](auto& c, int) { return c.get("/v1/me"); }); });
  ask(hr, [](auto& c, int i) { return c.post("/v1/events", training("beside-" + std::to_string(i))); });
  for (std::thread* thread : {&tiles, &histories, &askers}) thread->join();
  CHECK(failed == 0);
}

TEST_CASE("a backup made under load has all that was acknowledged before it", "[tools][serve]") {
  ServedCity city;
  std::atomic<int> acknowledged = 0;
  std::atomic<bool> is_over = false;
  const std::string hr = city.token("hr");
  std::thread load([&, port = city.port()] {
    HttpClient client(port, hr);
    for (int i = 0; !is_over && i < 100'000; ++i) {
      if (client.post("/v1/events", training("load-" + std::to_string(i))).status == 201) ++acknowledged;
    }
  });
  HttpClient operations(city.port(), city.token("job"));
  CHECK(HttpClient(city.port(), hr).post("/v1/backups", "").status == 403);
  int before = 0;
  for (int i = 0; i < 3; ++i) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (acknowledged < before + 20 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    before = acknowledged;
    const HttpAnswer made = operations.post("/v1/backups", "");
    CAPTURE(made.body);
    CHECK(made.status == 201);
    CHECK(object_of(made).at("records").as_int64() >= 10 + before);
  }
  is_over = true;
  load.join();
  CHECK(city.stop(SIGKILL).status == -1);

  std::filesystem::remove_all(city.data() + "/log");
  std::filesystem::remove(city.data() + "/guard");
  std::filesystem::remove(city.data() + "/checkpoint");
  const Ran restored = city.ask({"restore", city.backups()});
  CHECK(restored.row().at("backup") == 3);
  CHECK(restored.row().at("records").as_int64() >= 10 + before);
  CHECK(city.ask({"log", "--from", "11", "--limit", std::to_string(before)}).rows().size() ==
        static_cast<std::size_t>(before));
}

TEST_CASE("the log says who asked which route and what came of it, and nothing of staff", "[tools][serve][log]") {
  ServedCity city;
  REQUIRE(city.stop(SIGTERM).err.empty());
  const auto lines_of = [&](const std::string& which) {
    city.start({"--log-requests", which});
    {
      HttpClient client(city.port(), city.token("hr"));
      CHECK(client.get("/v1/find?text=%E8%A6%8B%E6%9C%AC").status == 200);
      CHECK(client.get("/v1/persons/P1").status == 200);
      CHECK(client.get("/v1/roster?where=nothing").status == 400);
      CHECK(client.get("/v1/%E8%A6%8B%E6%9C%AC").status == 404);
    }
    const Ran ended = city.stop(SIGTERM);
    CHECK(!ended.err.contains("見本"));
    CHECK(!ended.err.contains("%E8"));
    CHECK(!ended.err.contains("P1"));
    std::vector<json::object> lines;
    for (std::size_t begin = 0; begin < ended.err.size();) {
      const std::size_t end = ended.err.find('\n', begin);
      lines.push_back(json::parse(ended.err.substr(begin, end - begin)).as_object());
      begin = end + 1;
    }
    return lines;
  };
  const auto all = lines_of("all");
  REQUIRE(all.size() == 4);
  CHECK(all[0].at("route") == "/find");
  CHECK(all[0].at("status") == 200);
  CHECK(all[0].at("level") == "info");
  CHECK(all[0].at("token").is_string());
  CHECK(all[1].at("route") == "/persons/{person}");
  CHECK(all[2].at("level") == "warning");
  CHECK(all[3].at("route") == "");
  const auto problems = lines_of("problems");
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].at("status") == 400);
  CHECK(lines_of("none").empty());
}

}  // namespace rireki
