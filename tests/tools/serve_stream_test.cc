// Records as they are recorded: Server-Sent Events.
#include "tests/tools/own_certificate.h"
#include "tests/tools/served_city.h"
#include "tools/server/event_streams.h"

namespace rireki {

namespace {

using namespace running;

std::string training(const std::string& id) {
  return R"({"id":")" + id +
         R"(","type":"TrainingCompleted","subject":"P1","effective":"2022-06-01",)"
         R"("data":{"course":"ethics","category":"workplace","minutes":60}})";
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

/// What it gives when it is what is waited for, or at last: sooner than a comment would be sent on a stream.
template <class Try>
auto awaited(const Try& tried, const decltype(tried())& wanted) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(12);
  auto got = tried();
  while (got != wanted && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    got = tried();
  }
  return got;
}

const std::string kStream = "/v1/events/stream?from=9";

}  // namespace

TEST_CASE("a stream gives what is there, then what comes, and resumes where it was cut", "[tools][serve][stream]") {
  ServedCity city;
  const std::string token = city.token("hr");
  HttpClient writer(city.port(), token);
  HttpClient stream(city.port(), token);
  const std::string head = stream.open("/v1/events/stream?from=9");
  CHECK(head.contains("200"));
  CHECK(head.contains("text/event-stream"));
  const std::string before = stream.read_until("id: 10\n");
  CHECK(count_of(before, "id: ") == 2);
  CHECK(before.contains("event: Transferred\n"));
  REQUIRE(writer.post("/v1/events", training("s-1")).status == 201);
  const std::string live = stream.read_until("\"s-1\"");
  CHECK(live.contains("id: 11\nevent: TrainingCompleted\ndata: {\"seq\":11,"));

  HttpClient again(city.port(), token);
  again.open("/v1/events/stream", {"Last-Event-ID: 10"});
  CHECK(again.read_until("\"s-1\"").contains("id: 11\n"));
  HttpClient some(city.port(), token);
  some.open("/v1/events/stream?type=Separated&subject=P2");
  CHECK(count_of(some.read_until("Separated"), "id: ") == 1);
  CHECK(writer.get("/v1/events/stream?type=Nothing").status == 400);
  for (const std::string id : {"18446744073709551615", "18446744073709551616", "12", "-1", "x"}) {
    CAPTURE(id);
    CHECK(writer.get("/v1/events/stream", {"Last-Event-ID: " + id}).status == 400);
  }
  CHECK(writer.get("/v1/events/stream?from=x").status == 400);
  CHECK(city.stop(SIGTERM).status == 0);  // which does not wait for whoever is on the line
}

TEST_CASE("a stream ends when its token is revoked, and its reads are recorded", "[tools][serve][stream]") {
  ServedCity city;
  HttpClient stream(city.port(), city.token("auditor", "watcher"));
  stream.open("/v1/events/stream?from=1");
  CHECK(stream.read_until("id: 10\n").contains("見本"));
  CHECK(city.ask({"accesses", "P1"}).out.contains("watcher"));
  for (const auto& row : city.ask({"token", "list"}).rows()) {
    CHECK(city.run({"token", "revoke", std::string(row.at("id").as_string())}).status == 0);
  }
  HttpClient writer(city.port(), city.token("hr"));
  REQUIRE(writer.post("/v1/events", training("s-2")).status == 201);
  CHECK_FALSE(stream.read_until("s-2").contains("s-2"));
}

TEST_CASE("who does not read is cut off, and holds up nobody", "[tools][serve][stream]") {
  std::vector<std::string> lines = small_city();
  const std::string note(1'500, 'n');
  for (int i = 0; i < 6'000; ++i) {
    lines.push_back(event_line("tr-" + std::to_string(i), "TrainingCompleted", "P1", "2022-06-01",
                               "2024-01-01T00:00:00Z", R"({"course":"ethics","category":"workplace","minutes":60})",
                               R"(,"note":")" + note + '"'));
  }
  ServedCity city(lines);
  const std::string token = city.token("hr");
  HttpClient slow(city.port(), token);
  slow.open("/v1/events/stream?from=1");  // 10 MB, of which it takes nothing more
  HttpClient writer(city.port(), token);
  for (int i = 0; i < 50; ++i) REQUIRE(writer.post("/v1/events", training("w-" + std::to_string(i))).status == 201);
  CHECK(city.stop(SIGTERM).status == 0);
}

TEST_CASE("one token takes a share of the streams, and a client that goes gives its place back",
          "[tools][serve][stream]") {
  ServedCity city;
  const std::string token = city.token("hr");
  std::vector<std::unique_ptr<HttpClient>> streams;
  for (std::size_t i = 0; i < kStreamsOfOneMax; ++i) {
    streams.push_back(std::make_unique<HttpClient>(city.port(), token));
    REQUIRE(streams.back()->open(kStream).contains(" 200 "));
    streams.back()->read_until("id: 10\n");  // and waits for what comes
  }
  HttpClient next(city.port(), token);
  const HttpAnswer refused = next.get(kStream);
  CHECK(refused.status == 429);
  CHECK(object_of(refused).at("code") == "TOO_MANY_STREAMS");
  HttpClient other(city.port(), city.token("auditor"));
  CHECK(other.open(kStream).contains(" 200 "));
  streams.erase(streams.begin());
  const auto opened = [&] {
    streams.push_back(std::make_unique<HttpClient>(city.port(), token));
    return streams.back()->request("HEAD", kStream).status;
  };
  CHECK(awaited(opened, 200) == 200);
  CHECK(city.stop(SIGTERM).status == 0);
}

TEST_CASE("a stream ends in order when its client sends more, or nothing more", "[tools][serve][stream]") {
  ServedCity city;
  const std::string token = city.token("hr");
  HttpClient talks(city.port(), token);
  talks.open(kStream);
  talks.read_until("id: 10\n");
  talks.put("GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(talks.read_until("\r\n0\r\n\r\n").ends_with("\r\n0\r\n\r\n"));
  HttpClient ends(city.port(), token);
  ends.open(kStream);
  CHECK(ends.finish().ends_with("\r\n0\r\n\r\n"));
}

TEST_CASE("a client that goes is noticed by TLS, too", "[tools][serve][stream]") {
  ServedCity city;
  REQUIRE(city.stop(SIGTERM).status == 0);
  make_certificate(city);
  city.start({"--tls-certificate", city.path("tls.crt"), "--tls-key", city.path("tls.key")});
  const std::string where = "localhost:" + std::to_string(city.port());
  const auto asked = [&](const std::string& target, const std::string& token) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n" +
           (target == kStream ? "" : "Connection: close\r\n") + "\r\n";
  };
  const std::vector<std::string> client = {"openssl", "s_client", "-quiet", "-connect", where};
  const std::string watcher = city.token("hr");
  const std::string metrics = asked("/v1/metrics", city.token("job"));
  const auto are_open = [&] {
    const std::string said = Process(city.scratch(), client, metrics).wait().out;
    const std::size_t at = said.find("\nrireki_http_streams_open ");
    return at == std::string::npos ? std::string() : said.substr(at + 26, said.find('\n', at + 1) - at - 26);
  };
  {
    const Process stream(city.scratch(), client, asked(kStream, watcher));
    CHECK(awaited([&] { return stream.out().contains("id: 10\n"); }, true));
    CHECK(are_open() == "1");
  }
  CHECK(awaited(are_open, "0") == "0");
  CHECK(city.stop(SIGTERM).status == 0);
}

}  // namespace rireki
