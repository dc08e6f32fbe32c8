// Clients of a service on loopback, all on one thread: what they cost is small against what the service does.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace rireki {

struct Load {
  std::uint16_t port = 0;
  std::size_t clients = 64;
  std::size_t requests = 0;                         // in all
  std::function<std::string(std::size_t)> request;  // the bytes of the nth; asked for before the first is sent
  int expected_status = 200;
};

/// Each client sends a request, waits for its answer, and sends the next one. Requests a second. Throws
/// std::runtime_error if an answer has another status, or a connection breaks.
[[nodiscard]] double request_rate(const Load& load);

/// A connection of one client; requests and answers one after the other.
class LoadConnection {
 public:
  explicit LoadConnection(std::uint16_t port);
  ~LoadConnection();
  LoadConnection(const LoadConnection&) = delete;
  LoadConnection& operator=(const LoadConnection&) = delete;

  void send(const std::string& bytes) const;
  /// Waits until this text has come; what came before it is forgotten.
  void wait_for(const std::string& text);
  /// Reads what there is, at least a byte: the status of an answer that is whole, or 0.
  [[nodiscard]] int receive();
  [[nodiscard]] int descriptor() const { return socket_; }

 private:
  bool read_more();   // waits for it
  bool take_ready();  // some of what is there
  int socket_ = -1;
  std::string read_;
};

}  // namespace rireki
