// Limits in time, set short.
#include "tools/server/http_server.h"

#include <chrono>
#include <csignal>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/http_client.h"
#include "tests/support/sure.h"

using namespace rireki;
using running::HttpClient;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Answers whatever is asked, within this process.
class Serving {
 public:
  explicit Serving(const HttpLimits& limits)
      : server_(sure(HttpServer::listen("127.0.0.1", 0, {}, limits))), thread_([this] {
          server_->run({[](const HttpRequest&, const Respond& respond) { respond({.body = "{}\n"}); }},
                       [](std::string_view, std::string_view) { return false; });
        }) {}
  ~Serving() {
    std::raise(SIGTERM);  // which the server waits for, in whatever thread
    thread_.join();
  }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

 private:
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

constexpr milliseconds kHeader{300};
constexpr milliseconds kLong{60'000};
constexpr milliseconds kGivenUp{8'000};  // before the client does

/// How long the connection stays open while a header comes byte by byte and never ends.
milliseconds open_for(HttpClient& client) {
  const auto begin = steady_clock::now();
  std::atomic<bool> is_closed = false;
  std::thread dripping([&] {
    client.put("GET / HTTP/1.1\r\nHost: x\r\nX-Long: ");
    while (!is_closed && steady_clock::now() - begin < kGivenUp) {
      client.put("y");
      std::this_thread::sleep_for(milliseconds(20));
    }
  });
  CHECK(client.read_until("HTTP/1.1").empty());
  is_closed = true;
  dripping.join();
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
}

}  // namespace

TEST_CASE("a header that does not come in time ends the connection, be it the first one or a later one",
          "[tools][serve]") {
  const Serving serving({.header_timeout = kHeader, .body_timeout = kLong, .idle_timeout = kLong});
  for (const int before : {0, 1, 3}) {
    HttpClient client(serving.port());
    for (int i = 0; i < before; ++i) REQUIRE(client.get("/").status == 200);
    const milliseconds open = open_for(client);
    CAPTURE(before, open.count());
    CHECK(open >= kHeader - milliseconds(50));
    CHECK(open < kGivenUp);
  }
}

TEST_CASE("a connection may rest between requests longer than a header may take", "[tools][serve]") {
  const Serving serving({.header_timeout = kHeader, .body_timeout = kLong, .idle_timeout = kLong});
  HttpClient client(serving.port());
  REQUIRE(client.get("/").status == 200);
  std::this_thread::sleep_for(2 * kHeader);
  CHECK(client.get("/").status == 200);
}
