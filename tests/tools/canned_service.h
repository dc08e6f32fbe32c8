// A service on loopback that answers what it is told to, as one of another make or version might.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include <catch2/catch.hpp>

namespace rireki::running {

class CannedService {
 public:
  /// The JSON with which to answer a request; called on the service's thread.
  using Answer = std::function<std::string(const std::string& request)>;

  /// Gives every request the same answer.
  explicit CannedService(std::string json)
      : CannedService([json = std::move(json)](const std::string&) { return json; }) {}

  explicit CannedService(Answer answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    auto* const address = reinterpret_cast<sockaddr*>(&place);
    REQUIRE(bind(listener_, address, sizeof place) == 0);
    REQUIRE(listen(listener_, 8) == 0);
    REQUIRE(getsockname(listener_, address, &size) == 0);
    port_ = ntohs(place.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~CannedService() {
    stopping_ = true;
    thread_.join();
    close(listener_);
  }
  CannedService(const CannedService&) = delete;
  CannedService& operator=(const CannedService&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  static constexpr int kPatienceMs = 50;
  static constexpr int kWaitsMax = 200;  // for one request

  /// Whether there is something to read, or somebody who connects.
  static bool waits(int socket) {
    pollfd one{.fd = socket, .events = POLLIN, .revents = 0};
    return poll(&one, 1, kPatienceMs) > 0;
  }

  void serve() {
    while (!stopping_) {
      if (!waits(listener_)) continue;
      const int client = accept(listener_, nullptr, nullptr);
      if (client < 0) continue;
      const std::string request = request_of(client);
      if (!request.empty()) answer(client, answer_(request));
      close(client);
    }
  }

  /// One request with its body; empty if none comes.
  static std::string request_of(int client) {
    std::string read;
    char piece[4096];
    for (int i = 0; i < kWaitsMax; ++i) {
      if (!waits(client)) continue;
      const ssize_t bytes = recv(client, piece, sizeof piece, 0);
      if (bytes <= 0) return {};
      read.append(piece, static_cast<std::size_t>(bytes));
      const std::size_t head = read.find("\r\n\r\n");
      const std::size_t length = read.find("Content-Length: ");
      if (head == std::string::npos) continue;
      if (length > head || read.size() - head - 4 >= std::stoul(read.substr(length + 16))) return read;
    }
    return {};
  }

  static void answer(int client, const std::string& json) {
    const std::string text =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
        std::to_string(json.size()) + "\r\n\r\n" + json;
    send(client, text.data(), text.size(), MSG_NOSIGNAL);
    shutdown(client, SHUT_WR);
  }

  Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace rireki::running
