#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <charconv>

namespace rireki::running {

namespace {

constexpr int kPatienceSeconds = 30;

std::size_t content_length(std::string_view head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = head.find(kName);
  std::size_t length = 0;
  if (at != std::string_view::npos) {
    std::from_chars(head.data() + at + kName.size(), head.data() + head.size(), length);
  }
  return length;
}

}  // namespace

HttpClient::HttpClient(std::uint16_t port, std::string token) : token_(std::move(token)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{kPatienceSeconds, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

HttpAnswer HttpClient::get(std::string_view target, const std::vector<std::string>& headers) {
  return request("GET", target, "", headers);
}

HttpAnswer HttpClient::post(std::string_view target, std::string_view body, const std::vector<std::string>& headers) {
  return request("POST", target, body, headers);
}

HttpAnswer HttpClient::request(std::string_view method, std::string_view target, std::string_view body,
                               const std::vector<std::string>& headers) {
  return send(head_of(method, target, body, headers) + std::string(body));
}

std::string HttpClient::head_of(std::string_view method, std::string_view target, std::string_view body,
                                const std::vector<std::string>& headers) const {
  std::string bytes = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
  if (!token_.empty()) bytes += "Authorization: Bearer " + token_ + "\r\n";
  for (const std::string& header : headers) bytes += header + "\r\n";
  if (!body.empty() || method == "POST") bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return bytes + "\r\n";
}

std::string HttpClient::open(std::string_view target, const std::vector<std::string>& headers) {
  put(head_of("GET", target, "", headers));
  return read_until("\r\n\r\n");
}

std::string HttpClient::read_until(std::string_view text) {
  std::size_t at = 0;
  while ((at = read_.find(text)) == std::string::npos) {
    if (!read_more()) return std::exchange(read_, {});
  }
  std::string taken = read_.substr(0, at + text.size());
  read_.erase(0, taken.size());
  return taken;
}

void HttpClient::put(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) break;  // it may have answered and hung up before it took everything
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string HttpClient::finish() {
  ::shutdown(socket_, SHUT_WR);
  while (read_more()) continue;
  return std::exchange(read_, {});
}

HttpAnswer HttpClient::send(std::string_view bytes) {
  put(bytes);
  std::size_t head_end = std::string::npos;
  while ((head_end = read_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return {};
  }
  HttpAnswer answer{.head = read_.substr(0, head_end + 2)};
  const std::size_t end = head_end + 4 + (bytes.starts_with("HEAD ") ? 0 : content_length(answer.head));
  while (read_.size() < end) {
    if (!read_more()) return {};
  }
  answer.body = read_.substr(head_end + 4, end - head_end - 4);
  read_.erase(0, end);
  std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
  return answer;
}

bool HttpClient::read_more() {
  char buffer[4096];
  const ssize_t n = ::recv(socket_, buffer, sizeof buffer, 0);
  if (n > 0) read_.append(buffer, static_cast<std::size_t>(n));
  return n > 0;
}

}  // namespace rireki::running
