// One client's connection: its requests, one after the other, each read within its limits and answered.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "events/types/error.h"
#include "tools/server/http_message.h"
#include "tools/server/open_connections.h"

namespace rireki {

using PlainStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;

/// Of either stream. Its parts are compiled in files of their own, each for both.
template <class Stream>
class Connection {
 public:
  /// The stream speaks TLS already, if it is one that does.
  Connection(Stream& stream, OpenConnections& all);

  /// Until the client goes, breaks a rule after which nothing can be read, is too slow, or the server stops.
  boost::asio::awaitable<void> serve();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using UploadParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  // connection.cc; those that tell something tell whether the connection goes on
  boost::asio::awaitable<bool> has_begun();
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> admit_body(const boost::beast::http::request_header<>& head, std::uint64_t bytes,
                                          std::shared_ptr<void>& share);
  boost::asio::awaitable<bool> serve_read(Parser& parser);
  [[nodiscard]] boost::system::error_code limit_body(Parser& parser) const;

  // connection_uploads.cc
  boost::asio::awaitable<bool> serve_upload(Parser& head);
  boost::asio::awaitable<Result<std::string>> read_piece(UploadParser& parser);
  boost::asio::awaitable<void> drain();

  // connection_sending.cc
  boost::asio::awaitable<bool> send(HttpResponse response, bool keep_alive);
  boost::asio::awaitable<void> send_pieces(HttpResponse response);
  boost::asio::awaitable<void> send_continue();
  using Parts = std::array<std::string_view, 3>;  // one behind the other
  boost::asio::awaitable<boost::system::error_code> write(Parts parts);

  Stream& stream_;
  OpenConnections& all_;
  OpenConnection this_one_;
  boost::beast::flat_buffer buffer_;
  bool wants_body_ = true;  // of its answer; HEAD does not
};

}  // namespace rireki
