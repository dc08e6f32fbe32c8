#include "tools/bench/http_load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <stdexcept>
#include <vector>

#include "tools/bench/measure.h"

namespace rireki {

namespace {

constexpr int kPatienceMs = 30'000;

std::size_t content_length(const std::string& head) {
  constexpr std::string_view kName = "Content-Length: ";
  const std::size_t at = head.find(kName);
  std::size_t length = 0;
  if (at != std::string::npos) std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
  return length;
}

}  // namespace

LoadConnection::LoadConnection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("the service does not answer");
  }
}

LoadConnection::~LoadConnection() { ::close(socket_); }

void LoadConnection::send(const std::string& bytes) const {
  if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the service has hung up");
  }
}

void LoadConnection::wait_for(const std::string& text) {
  std::size_t at = 0;
  while ((at = read_.find(text)) == std::string::npos) {
    if (!read_more()) throw std::runtime_error("the service has hung up");
  }
  read_.erase(0, at + text.size());
}

int LoadConnection::receive() {
  if (!read_more()) throw std::runtime_error("the service has hung up");
  const std::size_t end = read_.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  const std::size_t size = end + 4 + content_length(read_.substr(0, end));
  if (read_.size() < size) return 0;
  const int status = std::stoi(read_.substr(read_.find(' ') + 1, 3));
  read_.erase(0, size);
  return status;
}

bool LoadConnection::read_more() {
  char buffer[16384];
  pollfd ready{socket_, POLLIN, 0};
  if (::poll(&ready, 1, kPatienceMs) <= 0) return false;
  const ssize_t n = ::recv(socket_, buffer, sizeof buffer, 0);
  if (n > 0) read_.append(buffer, static_cast<std::size_t>(n));
  return n > 0;
}

double request_rate(const Load& load) {
  std::vector<std::unique_ptr<LoadConnection>> clients;
  std::vector<pollfd> ready;
  for (std::size_t i = 0; i < load.clients; ++i) {
    clients.push_back(std::make_unique<LoadConnection>(load.port));
    ready.push_back({clients.back()->descriptor(), POLLIN, 0});
  }
  std::size_t sent = 0;
  std::size_t answered = 0;
  const double taken = seconds([&] {
    for (auto& client : clients) {
      if (sent < load.requests) client->send(load.request(sent++));
    }
    while (answered < load.requests) {
      if (::poll(ready.data(), ready.size(), kPatienceMs) <= 0) throw std::runtime_error("the service does not answer");
      for (std::size_t i = 0; i < clients.size(); ++i) {
        if (ready[i].revents == 0) continue;
        const int status = clients[i]->receive();
        if (status == 0) continue;
        if (status != load.expected_status) throw std::runtime_error("the service answers " + std::to_string(status));
        ++answered;
        if (sent < load.requests) clients[i]->send(load.request(sent++));
      }
    }
  });
  return static_cast<double>(load.requests) / taken;
}

}  // namespace rireki
