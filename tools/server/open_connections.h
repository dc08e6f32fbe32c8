// What all connections of a server share.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "tools/server/gathering.h"
#include "tools/server/http_message.h"
#include "tools/server/http_server.h"

namespace rireki {

/// What the server has to know of one of them.
struct OpenConnection {
  explicit OpenConnection(boost::beast::tcp_stream& stream) : tcp(stream) {}
  boost::beast::tcp_stream& tcp;
  bool is_idle = true;                           // while it waits for what the client sends
  std::shared_ptr<HttpPieces> pieces = nullptr;  // that are being sent
};

/// On the one thread that runs `io`.
class OpenConnections {
 public:
  OpenConnections(boost::asio::io_context& i, const HttpLimits& l) : io(i), limits(l) {}

  /// Before so much of a body is read: it counts as being on its way as long as what is returned lives. Else the
  /// refusal: the answerer's, or that too much is on its way.
  [[nodiscard]] std::expected<std::shared_ptr<void>, HttpResponse> admit_body(const HttpRequest& head,
                                                                              std::uint64_t bytes);

  /// Waits for the answer, whichever thread it comes from.
  boost::asio::awaitable<HttpResponse> ask(HttpRequest request);

  /// Waits for the next piece, whichever thread it comes from; none at their end.
  boost::asio::awaitable<std::optional<std::string>> next_of(HttpPieces& pieces);

  /// No more requests are taken: ends what waits for its client, and pieces. What is being answered goes on.
  void stop();

  boost::asio::io_context& io;
  const HttpLimits limits;
  const Answer* answer = nullptr;
  IsUpload is_upload = nullptr;
  std::unordered_set<OpenConnection*> open;
  std::array<char, std::size_t{64} << 10> unwanted{};  // where what nobody reads is put, by all connections
  bool is_stopping = false;

 private:
  struct Given {
    Respond take;
    HttpResponse response;
  };

  void pass_on();
  void discount_body(const std::string& sender, std::uint64_t bytes);

  std::uint64_t body_bytes_ = 0;  // of requests that are being read or answered
  std::unordered_map<std::string, std::uint64_t> body_bytes_of_;
  Gathering<Given> given_;
};

}  // namespace rireki
