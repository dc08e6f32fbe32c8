// HTTP/1.1 on one address: connections, their limits and their end. What is answered is not known here.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "events/types/error.h"
#include "tools/server/http_message.h"

namespace rireki {

/// Checked before anything is allocated for it.
struct HttpLimits {
  std::uint32_t header_bytes_max = 16 << 10;         // else 431
  std::uint64_t body_bytes_max = 1 << 20;            // else 413
  std::uint64_t small_body_bytes = 8 << 10;          // up to which a body is read whoever sends it, and counts nowhere
  std::uint64_t bodies_bytes_max = 32 << 20;         // of all larger ones that are on their way, as announced; else 503
  std::uint64_t bodies_of_one_bytes_max = 16 << 20;  // the same of one sender; else 429
  std::uint64_t upload_bytes = 4 << 20;              // what a body without a limit counts of these
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds idle_timeout{60'000};  // between requests
  std::size_t connections_max = 1'000;             // else 503
};

/// What the server shows to be itself; both files are PEM.
struct TlsFiles {
  std::string certificate;  // with its chain
  std::string key;
  bool allows_1_2 = false;  // else TLS 1.3 alone
};

class HttpServer {
 public:
  /// Listens; port 0 takes a free one. Without TLS on a loopback address alone. Errors: IO_ERROR; USAGE for any other
  /// address.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> listen(const std::string& address, std::uint16_t port,
                                                                  const std::optional<TlsFiles>& tls,
                                                                  const HttpLimits& limits);

  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// HEAD gets the head of what is answered to it, never a body. Serves until SIGTERM or SIGINT: then takes no more
  /// requests, and returns when those under way are answered.
  void run(const Answer& answer, IsUpload is_upload);

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace rireki
