// A city behind a real server on loopback, and what its clients send and read.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "tests/support/http_client.h"
#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki::running {

/// One served; the small city unless it is given other lines.
class ServedCity : public City {
 public:
  explicit ServedCity(const std::vector<std::string>& lines = small_city()) {
    REQUIRE(import(lines, {"--trust-recorded"}).status == 0);
    start();
  }

  /// A copy of another.
  explicit ServedCity(const City& other) : City(false) {
    std::filesystem::copy(other.data(), data(), std::filesystem::copy_options::recursive);
    start();
  }

  void start(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"serve", "--port", "0", "--backups", backups()};
    words.insert(words.end(), more.begin(), more.end());
    const auto set = [&](const char* option, const char* value) {
      if (std::ranges::find(words, option) == words.end()) words.insert(words.end(), {option, value});
    };
    set("--query-seconds", "60");   // a sanitizer is slow; what tests the deadline sets its own
    set("--log-requests", "none");  // what stands on stderr is amiss
    server_ = std::make_unique<Process>(scratch(), arguments(words));
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    constexpr std::string_view kBefore = "://127.0.0.1:";
    while (port_ == 0 && std::chrono::steady_clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      const std::string said = server_->out();
      const std::size_t at = said.find(kBefore);
      if (said.ends_with("\n") && at != std::string::npos) port_ = std::stoi(said.substr(at + kBefore.size()));
    }
    REQUIRE(port_ > 0);
  }

  [[nodiscard]] std::string backups() const { return path("backups"); }

  Ran stop(int signal) {
    port_ = 0;
    server_->signal(signal);
    Ran ran = server_->wait();
    server_.reset();
    return ran;
  }

  [[nodiscard]] std::string token(const std::string& role, const std::string& owner = "hr-1",
                                  const std::string& unit = "U-1") const {
    std::vector<std::string> words = {"token", "make", "--owner", owner, "--role", role};
    if (role == "manager") words.insert(words.end(), {"--unit", unit});
    const Ran ran = run(words);
    REQUIRE(ran.status == 0);
    return ran.lines().front();
  }

  [[nodiscard]] std::uint16_t port() const { return static_cast<std::uint16_t>(port_); }

 private:
  std::unique_ptr<Process> server_;
  int port_ = 0;
};

inline std::string etag_of(const HttpAnswer& answer) {
  const std::size_t at = answer.head.find("ETag: ");
  REQUIRE(at != std::string::npos);
  return answer.head.substr(at + 6, answer.head.find('\r', at) - at - 6);
}

inline boost::json::object object_of(const HttpAnswer& answer) {
  CAPTURE(answer.head, answer.body);
  return boost::json::parse(answer.body).as_object();
}

}  // namespace rireki::running
