// Requests with bytes changed, cut and doubled at random: each gets a refusal, an answer or the end, and the server
// lives.
#include <random>

#include "tests/tools/served_city.h"

namespace rireki {

namespace {

using namespace running;

std::vector<std::string> seeds(const std::string& token) {
  const std::string head = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n";
  const auto post = [&](const std::string& target, const std::string& body) {
    return "POST " + target + head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  return {
      "GET /v1/roster?as-of=R5.4.1&where=rank%3Dclerk" + head + "\r\n",
      "GET /v1/persons/P1/history?known-at=seq:8&with-void=true" + head + "Accept: text/csv\r\n\r\n",
      "GET /v1/counts/headcount?by=rank,sex" + head + "If-None-Match: \"10-2023-01-01\"\r\n\r\n",
      "GET /v1/tile/0/000.p/5" + head + "\r\n",
      "GET /v1/explain/turnover_rates?figure=left&about=class%3Dvoluntary" + head + "\r\n",
      post("/v1/events?dry-run=true",
           R"({"id":"f-1","type":"TrainingCompleted","subject":"none","effective":"2022-06-01",)"
           R"("data":{"course":"倫理","category":"workplace","minutes":60}})"),
      post("/v1/erasures", R"({"person":"P1","categories":["sensitive"],"basis":"x"})"),
      "POST /v1/proposals" + head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n0\r\n\r\n",
  };
}

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string change(std::string bytes) {
    for (std::size_t times = 1 + pick(4); times > 0 && !bytes.empty(); --times) {
      const std::size_t at = pick(bytes.size());
      const std::size_t length = std::min<std::size_t>(1 + pick(40), bytes.size() - at);
      switch (pick(5)) {
        case 0:
          bytes[at] = static_cast<char>(pick(256));
          break;
        case 1:
          bytes.erase(at, length);
          break;
        case 2:
          bytes.insert(at, bytes.substr(at, length));
          break;
        case 3:
          bytes.resize(at);
          break;
        default:
          bytes.insert(at, kPieces[pick(kPieces.size())]);
      }
    }
    return bytes;
  }

 private:
  std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }

  const std::vector<std::string> kPieces = {"%00",
                                            "%ZZ",
                                            "\r\n",
                                            "\r\n\r\n",
                                            "../",
                                            "{{{{{{{{",
                                            "--data=/etc",
                                            "\xff\xfe",
                                            "999999999999999999999",
                                            "\"",
                                            "%E9%9B",
                                            "?",
                                            "&&==",
                                            std::string(1, '\0'),
                                            "Content-Length: 1\r\n",
                                            "Transfer-Encoding: chunked\r\n"};
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("whatever is sent, the service lives and no file changes", "[tools][serve][fuzz]") {
  const int rounds = std::getenv("RIREKI_TEST_FULL") == nullptr ? 1'500 : 100'000;
  ServedCity city;
  const std::string token = city.token("hr");
  const auto originals = seeds(token);
  Mutator mutator(20261123);
  int refused = 0;
  int answered = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::string bytes = mutator.change(originals[static_cast<std::size_t>(round) % originals.size()]);
    HttpClient client(city.port());
    client.put(bytes);
    const std::string answer = client.finish();
    if (answer.empty()) continue;
    CAPTURE(round, bytes, answer);
    REQUIRE(answer.starts_with("HTTP/1.1 "));
    const int status = std::stoi(answer.substr(9, 3));
    CHECK(status != 500);
    (status >= 400 ? refused : answered) += 1;
  }
  CHECK(refused > rounds / 4);
  CHECK(answered > 10);
  HttpClient client(city.port(), token);
  CHECK(client.get("/v1/roster?as-of=2022-05-01").status == 200);
  REQUIRE(city.stop(SIGTERM).status == 0);
  CHECK(city.ask({"log", "--from", "11"}).rows().empty());
  CHECK(city.run({"verify", "--full"}).status == 0);
}

}  // namespace rireki
