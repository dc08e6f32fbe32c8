// Who may take how much of the service: bodies, and turns that wait for nobody; and what strangers are told.
#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;

std::string training(const std::string& id) {
  return R"({"id":")" + id + R"(","type":"TrainingCompleted","subject":"P1","effective":"2022-06-01",)" +
         R"("data":{"course":"ethics","category":"workplace","minutes":60}})";
}

}  // namespace

TEST_CASE("what takes one value is given once", "[tools][serve]") {
  ServedCity city;
  HttpClient hr(city.port(), city.token("hr"));
  HttpClient auditor(city.port(), city.token("auditor"));
  for (const char* twice :
       {"/v1/events?limit=1&limit=2", "/v1/events?from=1&from=2", "/v1/events?retroactive=true&retroactive=false",
        "/v1/events/stream?from=1&from=2", "/v1/events/stream?type=Hired&type=Hired", "/v1/roster?all=true&all=true",
        "/v1/roster?as-of=2022-05-01&as-of=2022-05-01", "/v1/roster?era=true&era=false",
        "/v1/persons/P1?known-at=seq:3&known-at=seq:3", "/v1/consistency?old=1&new=3&old=2",
        "/v1/consistency?old=1&new=3&new=3", "/v1/find?text=P1&text=P2"}) {
    const HttpAnswer answer = auditor.get(twice);
    CAPTURE(twice, answer.body);
    CHECK(answer.status == 400);
  }
  CHECK(hr.post("/v1/events?dry-run=true&dry-run=false", training("twice")).status == 400);
  CHECK(HttpClient(city.port(), city.token("job")).post("/v1/rebuild?check=true&check=false", "").status == 400);
  CHECK(auditor.get("/v1/roster?as-of=2022-05-01&where=rank=clerk&where=unit=U-1").status == 200);
}

TEST_CASE("whoever shows no token is told of no records and no files", "[tools][serve]") {
  ServedCity city;
  HttpClient stranger(city.port());
  HttpClient known(city.port(), city.token("analyst"));
  CHECK(stranger.get("/v1/ready").body == "{\"status\":\"ready\"}\n");
  CHECK(HttpClient(city.port(), "0123").get("/v1/ready").body == "{\"status\":\"ready\"}\n");
  CHECK(object_of(known.get("/v1/ready")).at("records") == 10);
  write_file(city.data() + "/tokens.jsonl", "no token\n");
  const HttpAnswer answer = known.get("/v1/me");
  CAPTURE(answer.body);
  CHECK(answer.status == 500);
  CHECK_FALSE(answer.body.contains("tokens.jsonl"));
  CHECK_FALSE(answer.body.contains(city.data()));
  CHECK(known.get("/v1/ready").body == "{\"status\":\"ready\"}\n");
}

TEST_CASE("bodies on their way come to no more than there is room for, and nobody has all of it", "[tools][serve]") {
  ServedCity city;
  const auto begun = [](const std::string& secret, const std::string& more = "") {
    return "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n" +
           (secret.empty() ? "" : "Authorization: Bearer " + secret + "\r\n") + more + "\r\n{";
  };
  std::vector<std::unique_ptr<HttpClient>> slow;
  const auto begin = [&](int count, const std::string& secret) {
    for (int i = 0; i < count; ++i) {
      slow.push_back(std::make_unique<HttpClient>(city.port()));
      slow.back()->put(begun(secret));
    }
    // What comes after them, and has no body.
    REQUIRE(HttpClient(city.port(), city.token("hr")).get("/v1/roster?as-of=2022-05-01").status == 200);
  };
  const auto status = [&](const std::string& secret, const std::string& more = "") {
    return HttpClient(city.port()).send(begun(secret, more)).status;
  };
  const std::string first = city.token("hr", "hr-1");
  const std::string second = city.token("hr", "hr-2");
  const std::string third = city.token("hr", "hr-3");
  begin(16, first);
  CHECK(status(first) == 429);
  begin(16, second);
  CHECK(status(second) == 429);
  begin(1, third);
  CHECK(status(third) == 503);
  CHECK(HttpClient(city.port(), third).post("/v1/events", training("small")).status == 201);
  slow.clear();
  int again = 503;  // until it is seen that they have gone
  for (int tries = 0; tries < 1'000 && again >= 429; ++tries) {
    again = HttpClient(city.port(), first).post("/v1/events", std::string(20'000, ' ') + training("after-them")).status;
  }
  CHECK(again == 201);
}

TEST_CASE("a large body is not read of whom is not let in", "[tools][serve]") {
  ServedCity city;
  std::vector<std::unique_ptr<HttpClient>> strangers;
  for (int i = 0; i < 40; ++i) {
    strangers.push_back(std::make_unique<HttpClient>(city.port()));
    strangers.back()->put("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
  }
  HttpClient hr(city.port(), city.token("hr"));
  CHECK(hr.post("/v1/events", std::string(500'000, ' ') + training("beside-them")).status == 201);
  const auto refused = [&](const std::string& target, const std::string& more, const std::string& length) {
    const HttpAnswer answer = HttpClient(city.port())
                                  .send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + length +
                                        "\r\nExpect: 100-continue\r\n\r\n");
    CAPTURE(target, more, answer.head);
    CHECK(answer.head.contains("Connection: close\r\n"));
    return answer.status;
  };
  const std::string of_job = "Authorization: Bearer " + city.token("job") + "\r\n";
  for (const char* length : {"Content-Length: 900000", "Content-Length: 9000", "Transfer-Encoding: chunked"}) {
    CHECK(refused("/v1/events", "", length) == 401);
    CHECK(refused("/v1/events", "Authorization: Bearer 0123\r\n", length) == 401);
    CHECK(refused("/v1/events", "Authorization: Basic 0123\r\n", length) == 401);
    CHECK(refused("/v1/events", of_job, length) == 403);
    CHECK(refused("/v1/import", "Content-Type: application/jsonl\r\n", length) == 401);
    CHECK(refused("/v1/nothing", of_job, length) == 404);
    CHECK(refused("/v1/health", of_job, length) == 405);
    CHECK(refused("/index.html", of_job, length) == 413);
  }
  HttpClient stranger(city.port());
  CHECK(stranger.post("/v1/events", std::string(8'000, ' ')).status == 401);
  CHECK(stranger.get("/v1/health").status == 200);  // on the same connection
}

TEST_CASE("tokens are made and revoked at once, however many proofs wait", "[tools][serve]") {
  std::vector<std::string> lines = small_city();
  for (int i = 0; i < 5'000; ++i) {
    lines.push_back(event_line("tr-" + std::to_string(i), "TrainingCompleted", "P1", "2022-06-01",
                               "2024-01-01T00:00:00Z", R"({"course":"ethics","category":"workplace","minutes":60})"));
  }
  ServedCity city(lines);
  const std::string auditor = city.token("auditor");
  HttpClient admin(city.port(), city.token("admin", "admin-1"));
  HttpClient job(city.port(), city.token("job"));
  std::vector<std::unique_ptr<HttpClient>> proofs;
  for (int i = 0; i < 250; ++i) {
    proofs.push_back(std::make_unique<HttpClient>(city.port()));
    proofs.back()->put("GET /v1/consistency?old=1&new=5000 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
                       auditor + "\r\n\r\n");
  }
  REQUIRE(HttpClient(city.port()).get("/v1/health").status == 200);  // which comes after them
  const auto token = object_of(admin.post("/v1/tokens", R"({"owner":"hr-9","role":"hr"})"));
  CHECK(admin.request("DELETE", "/v1/tokens/" + std::string(token.at("id").as_string())).status == 200);
  CHECK_FALSE(job.get("/v1/metrics").body.contains("\nrireki_http_requests_waiting 0\n"));
}

}  // namespace rireki
