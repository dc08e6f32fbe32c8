// Imports over HTTP: bodies of any length, judged line by line as they come.
#include <array>
#include <chrono>
#include <thread>

#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;
namespace json = boost::json;

const std::string kLines = "Content-Type: application/jsonl";

/// Registers one more person; with the note about 2,060 bytes.
std::string registered(int number) {
  const std::string who = std::to_string(number);
  return R"({"id":"web-)" + who + R"(","type":"PersonRegistered","subject":"W)" + who +
         R"(","effective":"2022-04-01","note":")" + std::string(1'900, 'n') + R"(","data":{"name":"見本 )" + who +
         R"(","birth":"1990-05-05","sex":"female"}})" + "\n";
}

std::string people(int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i) text += registered(i);
  return text;
}

/// With the chunk size that a client might take, and without a length.
std::string chunked(std::string_view body) {
  constexpr std::size_t kChunk = 10'000;
  std::string text;
  for (; !body.empty(); body.remove_prefix(std::min(kChunk, body.size()))) {
    const std::string_view chunk = body.substr(0, kChunk);
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
    text += size + std::string(chunk) + "\r\n";
  }
  return text + "0\r\n\r\n";
}

std::string head(const std::string& token, const std::string& more) {
  return "POST /v1/import HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n" + kLines + "\r\n" +
         more + "\r\n\r\n";
}

}  // namespace

TEST_CASE("an import is as long as it is, and each of its lines stands alone", "[tools][serve][import]") {
  constexpr int kPeople = 3'000;
  ServedCity city;
  {
    const std::string token = city.token("hr", "hr-7");
    HttpClient client(city.port(), token);
    const std::string lines =
        people(0, kPeople / 2) + "no json\r\n\n" +
        R"({"id":"x","type":"Promoted","subject":"P9","effective":"2022-04-01","data":{"rank":"x"}})" + "\n" +
        people(kPeople / 2, kPeople);
    REQUIRE(lines.size() > 5 << 20);
    CHECK(client.post("/v1/events", lines, {kLines}).status == 413);
    HttpClient other(city.port(), token);
    const HttpAnswer answer = other.post("/v1/import", lines, {kLines});
    REQUIRE(answer.status == 201);
    const json::object report = object_of(answer);
    CHECK(report.at("appended") == kPeople);
    CHECK(report.at("refused") == 2);
    CHECK(report.at("seq") == 10 + kPeople);
    const json::array& refusals = report.at("refusals").as_array();
    REQUIRE(refusals.size() == 2);
    CHECK(refusals.at(0).as_object().at("line") == kPeople / 2 + 1);
    CHECK(refusals.at(0).as_object().at("code") == "INVALID_JSON");
    CHECK(refusals.at(1).as_object().at("line") == kPeople / 2 + 3);
    // Once more, without a length: nothing is there twice.
    other.put(head(token, "Transfer-Encoding: chunked"));
    const HttpAnswer again = other.send(chunked(lines));
    REQUIRE(again.status == 200);
    CHECK(object_of(again).at("duplicates") == kPeople);
    CHECK(object_of(again).at("seq") == 10 + kPeople);
    CHECK(other.get("/v1/health").status == 200);  // the connection goes on
  }
  CHECK(city.stop(SIGTERM).status == 0);
  const auto rows = city.ask({"log", "--from", std::to_string(10 + kPeople)}).rows();
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().at("id").as_string() == "web-" + std::to_string(kPeople - 1));
  CHECK(rows.front().at("actor") == "hr-7");
  CHECK(city.run({"verify", "--full"}).status == 0);
}

TEST_CASE("a line that is no event is refused, however long, and the next one read", "[tools][serve][import]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr", "hr-7"));
  std::string approved = registered(3);
  approved.insert(1, R"("approved_by":"hr-8",)");
  std::string of_another = registered(4);
  of_another.insert(1, R"("actor":"hr-8",)");
  const std::string erasure = R"({"type":"PersonalDataErased","subject":"P1","data":{}})";
  const json::object report = object_of(client.post("/v1/import",
                                                    "\xEF\xBB\xBF" + registered(1) + std::string(6 << 20, 'x') +
                                                        "\r\n" + registered(2) + approved + of_another + erasure,
                                                    {kLines}));
  CHECK(report.at("appended") == 2);
  CHECK(report.at("refused") == 4);
  std::string refused;
  for (const json::value& row : report.at("refusals").as_array()) {
    refused += std::to_string(row.at("line").as_int64()) + " " + row.at("code").as_string().c_str() + "; ";
  }
  CHECK(refused == "2 INVALID_JSON; 4 INVALID_FIELD; 5 INVALID_FIELD; 6 MISSING_FIELD; ");
  CHECK(object_of(client.post("/v1/import", "", {kLines})).at("appended") == 0);
}

TEST_CASE("an import whose body is no HTTP is refused as any other such body", "[tools][serve][import]") {
  ServedCity city;
  const std::string token = city.token("hr", "hr-7");
  const std::string line = registered(1);
  std::array<char, 16> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", line.size());
  const std::string chunk = size.data() + line + "\r\n";
  for (const std::string& wrong : {chunk + "0\r\nX-Purpose: other\r\n\r\n", chunk + "xyz\r\n", "-1\r\n" + chunk,
                                   std::string(size.data()) + line + "too long\r\n0\r\n\r\n"}) {
    for (const char* route : {"/v1/import", "/v1/events"}) {
      std::string asked = head(token, "Transfer-Encoding: chunked");
      const std::size_t at = asked.find("/v1/import");
      REQUIRE(at != std::string::npos);
      asked.replace(at, 10, route);
      const HttpAnswer answer = HttpClient(city.port()).send(asked + wrong);
      CAPTURE(route, wrong, answer.head, answer.body);
      CHECK(answer.status == 400);
      CHECK(answer.head.contains("Connection: close\r\n"));
      CHECK(object_of(answer).at("code") == "BAD_REQUEST");
    }
  }
  CHECK(city.ask({"log", "--from", "11"}).rows().empty());
}

TEST_CASE("refusals come in the order of the lines, those of the form among those of the rules",
          "[tools][serve][import]") {
  ServedCity city;
  HttpClient client(city.port(), city.token("hr", "hr-7"));
  const std::string stranger =
      R"({"type":"TrainingCompleted","subject":"NOBODY","effective":"2022-04-01","data":{"course":"c","category":"basic"}})"
      "\n";
  const std::string lines = stranger + "no json\n" + stranger + registered(1) + "{}\n" + stranger;
  const json::object report = object_of(client.post("/v1/import", lines, {kLines}));
  std::string refused;
  for (const json::value& row : report.at("refusals").as_array()) {
    refused += std::to_string(row.at("line").as_int64()) + " " + row.at("code").as_string().c_str() + "; ";
  }
  CHECK(refused == "1 NOT_REGISTERED; 2 INVALID_JSON; 3 NOT_REGISTERED; 5 MISSING_FIELD; 6 NOT_REGISTERED; ");
}

TEST_CASE("who may not import, or sends something else, hears so before the body is read", "[tools][serve][import]") {
  const ServedCity city;
  const std::string waiting = "Content-Length: 1000000000\r\nExpect: 100-continue";
  for (const std::string role : {"auditor", "manager", "analyst", "job", "admin"}) {
    HttpClient client(city.port());
    CHECK(client.send(head(city.token(role), waiting)).status == 403);
  }
  CHECK(HttpClient(city.port()).send(head("nobody", waiting)).status == 401);
  HttpClient hr(city.port(), city.token("hr"));
  CHECK(hr.post("/v1/import", registered(1), {"Content-Type: text/csv"}).status == 415);
  HttpClient patient(city.port());
  const std::string body = registered(1);
  const std::string wanted = "Content-Length: " + std::to_string(body.size()) + "\r\nExpect: 100-continue";
  CHECK(patient.send(head(city.token("hr"), wanted)).status == 100);
  CHECK(patient.send(body).status == 201);
}

TEST_CASE("an import that is cut off has appended what it says, and goes on when it is sent again",
          "[tools][serve][import]") {
  constexpr int kPeople = 1'500;
  ServedCity city;
  const std::string token = city.token("hr");
  const std::string lines = people(0, kPeople);
  const auto records = [&] {
    return object_of(HttpClient(city.port(), token).get("/v1/ready")).at("records").as_int64();
  };
  HttpClient client(city.port());
  client.put(head(token, "Content-Length: " + std::to_string(2 * lines.size())) + lines);
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (records() == 10 && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  HttpAnswer answer;
  std::thread reader([&] { answer = client.send(""); });
  CHECK(city.stop(SIGTERM).status == 0);
  reader.join();
  CHECK(answer.status == 503);
  const auto appended = object_of(answer).at("appended").as_int64();
  CHECK(appended > 0);
  city.start();
  CHECK(records() == 10 + appended);
  HttpClient again(city.port(), token);
  const json::object report = object_of(again.post("/v1/import", lines, {kLines}));
  CHECK(report.at("duplicates") == appended);
  CHECK(report.at("appended") == kPeople - appended);
}

TEST_CASE("an import ends when its token is revoked, and says what it has appended", "[tools][serve][import]") {
  constexpr int kPeople = 1'000;
  ServedCity city;
  HttpClient auditor(city.port(), city.token("auditor", "auditor-1"));
  const std::string token = city.token("hr", "hr-7");
  HttpClient client(city.port());
  client.put(head(token, "Transfer-Encoding: chunked"));
  const std::string first = people(0, kPeople / 2);
  const std::string text = chunked(first);
  client.put(text.substr(0, text.size() - 5));  // without the last chunk
  const auto records = [&] { return object_of(auditor.get("/v1/ready")).at("records").as_int64(); };
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (records() == 10 && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  for (const json::object& row : city.ask({"token", "list"}).rows()) {
    if (row.at("role") == "hr")
      REQUIRE(city.run({"token", "revoke", std::string(row.at("id").as_string())}).status == 0);
  }
  const HttpAnswer answer = client.send(chunked(people(kPeople / 2, kPeople)));
  CHECK(answer.status == 401);
  const json::object report = object_of(answer);
  CHECK(report.at("code") == "UNAUTHORISED");
  CHECK(report.at("appended").as_int64() == records() - 10);
  CHECK(report.at("appended").as_int64() > 0);
  CHECK(report.at("appended").as_int64() < kPeople);
}

}  // namespace rireki
