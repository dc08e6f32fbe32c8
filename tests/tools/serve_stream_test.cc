// Records as they are recorded: Server-Sent Events.
#include "tests/tools/served_city.h"

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

}  // namespace rireki
