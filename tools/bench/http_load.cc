#include "tools/bench/http_load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "tools/bench/measure.h"

namespace rireki {

namespace {

constexpr int kPatienceMs = 30'000;

std::size_t content_length(std::string_view head) {
  constexpr std::string_view kName = "Content-Length: ";
  const std::size_t at = head.find(kName);
  std::size_t length = 0;
  if (at != std::string_view::npos) std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
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
  if (!take_ready()) throw std::runtime_error("the service has hung up");
  const std::size_t end = read_.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  const std::size_t size = end + 4 + content_length(std::string_view(read_).substr(0, end));
  if (read_.size() < size) return 0;
  int status = 0;
  const char* const begin = read_.data() + read_.find(' ') + 1;
  std::from_chars(begin, begin + 3, status);
  read_.erase(0, size);
  return status;
}

bool LoadConnection::read_more() {
  pollfd ready{socket_, POLLIN, 0};
  if (::poll(&ready, 1, kPatienceMs) <= 0) return false;
  return take_ready();
}

bool LoadConnection::take_ready() {
  char buffer[16384];
  const ssize_t n = ::recv(socket_, buffer, sizeof buffer, 0);
  if (n > 0) read_.append(buffer, static_cast<std::size_t>(n));
  return n > 0;
}

namespace {

/// Whose answers have begun to come, of many clients.
class ReadyClients {
 public:
  explicit ReadyClients(std::size_t clients) : events_(clients), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::runtime_error("the clients cannot be waited for");
  }
  ~ReadyClients() { ::close(epoll_); }
  ReadyClients(const ReadyClients&) = delete;
  ReadyClients& operator=(const ReadyClients&) = delete;

  void add(int descriptor, std::size_t client) {
    epoll_event event{.events = EPOLLIN, .data = {.u64 = client}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) {
      throw std::runtime_error("the clients cannot be waited for");
    }
  }

  [[nodiscard]] std::span<const epoll_event> wait() {
    const int n = ::epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), kPatienceMs);
    if (n <= 0) throw std::runtime_error("the service does not answer");
    return {events_.data(), static_cast<std::size_t>(n)};
  }

 private:
  std::vector<epoll_event> events_;
  int epoll_;
};

}  // namespace

double request_rate(const Load& load) {
  std::vector<std::unique_ptr<LoadConnection>> clients;
  ReadyClients ready(load.clients);
  for (std::size_t i = 0; i < load.clients; ++i) {
    clients.push_back(std::make_unique<LoadConnection>(load.port));
    ready.add(clients.back()->descriptor(), i);
  }
  std::vector<std::string> requests;  // made before: the clients share the machine with the service
  for (std::size_t i = 0; i < load.requests; ++i) requests.push_back(load.request(i));
  std::size_t sent = 0;
  std::size_t answered = 0;
  const double taken = seconds([&] {
    for (auto& client : clients) {
      if (sent < load.requests) client->send(requests[sent++]);
    }
    while (answered < load.requests) {
      for (const epoll_event& event : ready.wait()) {
        LoadConnection& client = *clients[event.data.u64];
        const int status = client.receive();
        if (status == 0) continue;
        if (status != load.expected_status) throw std::runtime_error("the service answers " + std::to_string(status));
        ++answered;
        if (sent < load.requests) client.send(requests[sent++]);
      }
    }
  });
  return static_cast<double>(load.requests) / taken;
}

}  // namespace rireki
