// A client that sends just what a test says, also what is no HTTP, and reads until the server has answered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rireki::running {

struct HttpAnswer {
  int status = 0;  // 0: the connection ended without an answer
  std::string head;
  std::string body;
};

/// One connection to 127.0.0.1, kept open between requests. Gives up after ten seconds.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port, std::string token = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpAnswer get(std::string_view target, const std::vector<std::string>& headers = {});
  HttpAnswer request(std::string_view method, std::string_view target, std::string_view body = "",
                     const std::vector<std::string>& headers = {});
  HttpAnswer post(std::string_view target, std::string_view body, const std::vector<std::string>& headers = {});

  /// Asks for an answer without an end; its head.
  std::string open(std::string_view target, const std::vector<std::string>& headers = {});
  /// What has come of it up to and with this text, or up to the end.
  std::string read_until(std::string_view text);

  /// Bytes as they are; nothing is read.
  void put(std::string_view bytes);

  /// Says that nothing more will come, and reads to the end.
  std::string finish();

  /// Bytes as they are, and one answer.
  HttpAnswer send(std::string_view bytes);

 private:
  [[nodiscard]] std::string head_of(std::string_view method, std::string_view target, std::string_view body,
                                    const std::vector<std::string>& headers) const;
  bool read_more();

  int socket_ = -1;
  std::string token_;
  std::string read_;
};

}  // namespace rireki::running
