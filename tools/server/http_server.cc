#include "tools/server/http_server.h"

#include <csignal>
#include <unordered_set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <spdlog/spdlog.h>

#include "tools/server/awaited_upload.h"
#include "tools/server/client_watch.h"
#include "tools/server/gathering.h"
#include "tools/server/http_fields.h"
#include "tools/server/problem.h"
#include "tools/server/tls_context.h"

namespace rireki {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Parser = http::request_parser<http::string_body>;
using UploadParser = http::request_parser<http::buffer_body>;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::size_t kFirstBytes = 4096;  // of most requests it is all
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::chrono::milliseconds kDrained{1'000};
constexpr std::chrono::milliseconds kAfterFailedAccept{100};  // out of descriptors: some connections must end first

HttpRequest request_of(Parser& parser) {
  HttpRequest request = head_of(parser.get().base());
  request.body = std::move(parser.get().body());
  return request;
}

/// Of a request that could not be parsed.
bool begins_with_head(const beast::flat_buffer& buffer) {
  return std::string_view(static_cast<const char*>(buffer.cdata().data()), buffer.size()).starts_with("HEAD ");
}

}  // namespace

struct HttpServer::Impl {
  explicit Impl(const HttpLimits& l) : limits(l) {}

  /// One connection; `is_idle` while it waits for what the client sends.
  struct Connection {
    explicit Connection(beast::tcp_stream& stream) : tcp(stream) {}
    beast::tcp_stream& tcp;
    bool is_idle = true;
    bool wants_body = true;                        // of its answer; HEAD does not
    std::shared_ptr<HttpPieces> pieces = nullptr;  // that are being sent
  };

  asio::awaitable<void> accept_all() {
    while (acceptor.is_open()) {
      auto [ec, socket] = co_await acceptor.async_accept(kAwait);
      if (ec == asio::error::operation_aborted) co_return;
      if (ec) {
        asio::steady_timer timer(io, kAfterFailedAccept);
        co_await timer.async_wait(kAwait);
      } else {
        asio::co_spawn(io, tls ? serve_tls(std::move(socket)) : serve_plain(std::move(socket)), asio::detached);
      }
    }
  }

  asio::awaitable<void> serve_plain(asio::ip::tcp::socket socket) {
    PlainStream stream(std::move(socket));
    co_await serve(stream, stream);
  }

  asio::awaitable<void> serve_tls(asio::ip::tcp::socket socket) {
    TlsStream stream(std::move(socket), *tls);
    beast::tcp_stream& tcp = beast::get_lowest_layer(stream);
    tcp.expires_after(limits.header_timeout);
    const auto [ec] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
    if (ec) co_return;
    co_await serve(stream, tcp);
    tcp.expires_after(limits.header_timeout);
    co_await stream.async_shutdown(kAwait);
  }

  template <class Stream>
  asio::awaitable<void> serve(Stream& stream, beast::tcp_stream& tcp) {
    Connection connection(tcp);
    if (connections.size() >= limits.connections_max) {
      co_await send(stream, connection, problem(503, "TOO_MANY_CONNECTIONS", "too many connections are open"), false);
      co_return;
    }
    connections.insert(&connection);
    beast::flat_buffer buffer(limits.header_bytes_max + limits.body_bytes_max);
    tcp.expires_after(limits.header_timeout);
    while (co_await serve_one(stream, connection, buffer) && !is_stopping) {
      connection.is_idle = true;
      tcp.expires_after(limits.idle_timeout);
      if (!co_await has_begun(stream, buffer)) break;
      tcp.expires_after(limits.header_timeout);
    }
    connections.erase(&connection);
    error_code ignored;
    if constexpr (std::is_same_v<Stream, PlainStream>) tcp.socket().shutdown(asio::socket_base::shutdown_both, ignored);
  }

  /// Waits for the first bytes of the next request; false if none come.
  template <class Stream>
  asio::awaitable<bool> has_begun(Stream& stream, beast::flat_buffer& buffer) {
    if (buffer.size() > 0) co_return true;
    const auto [ec, n] = co_await stream.async_read_some(buffer.prepare(kFirstBytes), kAwait);
    buffer.commit(n);
    co_return !ec;
  }

  /// Whether the connection goes on.
  template <class Stream>
  asio::awaitable<bool> serve_one(Stream& stream, Connection& connection, beast::flat_buffer& buffer) {
    Parser parser;
    parser.header_limit(limits.header_bytes_max);
    parser.body_limit(boost::none);  // which it is depends on what is asked
    auto on_chunk = refuse_trailers;
    parser.on_chunk_header(on_chunk);
    auto [ec, n] = co_await http::async_read_header(stream, buffer, parser, kAwait);
    connection.wants_body = parser.get().method() != http::verb::head && !(ec && begins_with_head(buffer));
    const bool has_upload = !ec && takes_upload(parser);
    if (!ec && !has_upload) ec = limit_body(parser);
    if (!ec && !names_host(parser.get())) {
      co_await send(stream, connection, problem(400, "BAD_REQUEST", "the request has no Host, or several"), false);
      co_return false;
    }
    if (!ec && !has_plain_framing(parser.get())) {
      co_await send(stream, connection, problem(400, "BAD_REQUEST", "the only transfer coding is chunked"), false);
      co_return false;
    }
    const BodyShare share(body_bytes, ec || parser.is_done() ? 0
                                      : has_upload           ? limits.upload_bytes
                                                             : announced(parser));
    if (!ec && body_bytes > limits.bodies_bytes_max) {
      co_await send(stream, connection, problem(503, "BUSY", "too many large requests are on their way"), false);
      co_return false;
    }
    if (has_upload) co_return co_await serve_upload(stream, connection, buffer, parser);
    if (!ec && !parser.is_done()) {
      connection.tcp.expires_after(limits.body_timeout);
      if (expects_continue(parser.get())) {
        co_await asio::async_write(stream, asio::buffer(kContinue), kAwait);
      }
      std::tie(ec, n) = co_await http::async_read(stream, buffer, parser, kAwait);
    }
    if (ec) {
      if (auto refused = complaint(ec, limits)) co_await send(stream, connection, std::move(*refused), false);
      co_return false;
    }
    connection.is_idle = false;
    connection.tcp.expires_never();
    const bool keep_alive = parser.get().keep_alive();
    HttpResponse response = co_await ask(request_of(parser));
    if (response.pieces) {
      co_await send_pieces(stream, connection, std::move(response));
      co_return false;
    }
    co_return co_await send(stream, connection, std::move(response), keep_alive);
  }

  /// Errors: body_limit if more is announced.
  [[nodiscard]] error_code limit_body(Parser& parser) const {
    parser.body_limit(limits.body_bytes_max);
    const auto length = parser.content_length();
    return length && *length > limits.body_bytes_max ? make_error_code(http::error::body_limit) : error_code();
  }

  [[nodiscard]] bool takes_upload(Parser& parser) const {
    const auto& head = parser.get();
    return is_upload(head.method_string(), origin_form(head.target()));
  }

  /// A request whose body is read as it is asked for. Whether the connection goes on.
  template <class Stream>
  asio::awaitable<bool> serve_upload(Stream& stream, Connection& connection, beast::flat_buffer& buffer, Parser& head) {
    UploadParser parser(std::move(head));
    parser.body_limit(boost::none);
    auto on_chunk = refuse_trailers;
    parser.on_chunk_header(on_chunk);
    const bool keep_alive = parser.get().keep_alive();
    bool is_waited_for = expects_continue(parser.get());
    const auto upload = std::make_shared<AwaitedUpload>(io);
    HttpRequest request = head_of(parser.get().base());
    request.upload = upload;
    (*answer)(std::move(request), [upload](HttpResponse response) { upload->respond(std::move(response)); });
    while (co_await upload->is_asked_for()) {
      if (std::exchange(is_waited_for, false)) co_await asio::async_write(stream, asio::buffer(kContinue), kAwait);
      upload->give(co_await read_piece(stream, connection, buffer, parser));
    }
    const bool is_whole = parser.is_done();
    const bool goes_on = co_await send(stream, connection, upload->take_response(), keep_alive && is_whole);
    if (!is_whole) co_await drain(stream, connection);
    co_return goes_on;
  }

  /// Takes what a client still sends, for a while: hung up on before, it might not read its answer.
  template <class Stream>
  asio::awaitable<void> drain(Stream& stream, Connection& connection) {
    std::string unread(kPieceBytes, '\0');
    connection.tcp.expires_after(kDrained);
    for (error_code ec; !ec && !is_stopping;) {
      std::tie(ec, std::ignore) = co_await stream.async_read_some(asio::buffer(unread), kAwait);
    }
  }

  template <class Stream>
  asio::awaitable<Result<std::string>> read_piece(Stream& stream, Connection& connection, beast::flat_buffer& buffer,
                                                  UploadParser& parser) {
    std::string piece(kPieceBytes, '\0');
    auto& body = parser.get().body();
    body.data = piece.data();
    body.size = piece.size();
    while (!parser.is_done() && body.size == piece.size()) {
      if (is_stopping) co_return fail(Code::io_error, "the service stops");
      connection.is_idle = true;
      connection.tcp.expires_after(limits.body_timeout);
      auto [ec, n] = co_await http::async_read_some(stream, buffer, parser, kAwait);
      connection.is_idle = false;
      connection.tcp.expires_never();
      if (is_stopping) co_return fail(Code::io_error, "the service stops");
      if (ec && ec != http::error::need_buffer)
        co_return fail(Code::io_error, "the request did not come: " + ec.message());
    }
    piece.resize(piece.size() - body.size);
    co_return piece;
  }

  /// How much a body may come to.
  [[nodiscard]] std::uint64_t announced(const Parser& parser) const {
    const auto length = parser.content_length();
    return length ? *length : limits.body_bytes_max;
  }

  /// What one request's body counts of all that are on their way.
  class BodyShare {
   public:
    BodyShare(std::uint64_t& all, std::uint64_t bytes) : all_(all), bytes_(bytes) { all_ += bytes_; }
    ~BodyShare() { all_ -= bytes_; }
    BodyShare(const BodyShare&) = delete;
    BodyShare& operator=(const BodyShare&) = delete;

   private:
    std::uint64_t& all_;
    std::uint64_t bytes_;
  };

  /// Until they end, the client goes, or does not take one in time.
  template <class Stream>
  asio::awaitable<void> send_pieces(Stream& stream, Connection& connection, HttpResponse response) {
    connection.pieces = response.pieces;
    http::response<http::empty_body> message;
    set_headers(message, response);
    message.chunked(true);
    message.keep_alive(false);
    http::response_serializer<http::empty_body> header(message);
    connection.tcp.expires_never();
    ClientWatch watch(stream, [pieces = response.pieces] { pieces->close(); });
    connection.tcp.expires_after(limits.body_timeout);
    auto [ec, n] = co_await http::async_write_header(stream, header, kAwait);
    while (!ec && !is_stopping && connection.wants_body) {
      const auto piece = co_await next_of(*connection.pieces);
      if (!piece) break;
      connection.tcp.expires_after(limits.body_timeout);
      std::tie(ec, n) = co_await asio::async_write(stream, http::make_chunk(asio::buffer(*piece)), kAwait);
    }
    if (!ec && connection.wants_body) co_await asio::async_write(stream, http::make_chunk_last(), kAwait);
    co_await watch.end(connection.tcp);
    connection.pieces.reset();
  }

  asio::awaitable<std::optional<std::string>> next_of(HttpPieces& pieces) {
    auto begin = [this, &pieces](auto handler) {
      const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      pieces.next([this, shared](std::optional<std::string> piece) {
        asio::post(io, [shared, piece = std::move(piece)]() mutable { (*shared)(std::move(piece)); });
      });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::optional<std::string>)>(begin,
                                                                                                 asio::use_awaitable);
  }

  /// Waits for the answer, whichever thread it comes from.
  asio::awaitable<HttpResponse> ask(HttpRequest request) {
    auto begin = [this](auto handler, HttpRequest asked) {
      const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
      (*answer)(std::move(asked), [this, shared](HttpResponse response) {
        const bool is_first = given.put({[shared](HttpResponse r) { (*shared)(std::move(r)); }, std::move(response)});
        if (is_first) asio::post(io, [this] { pass_on(); });
      });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(HttpResponse)>(begin, asio::use_awaitable,
                                                                                   std::move(request));
  }

  /// Gives all answers that have come to those who wait for them.
  void pass_on() {
    for (Given& each : given.take()) each.take(std::move(each.response));
  }

  template <class Stream>
  asio::awaitable<bool> send(Stream& stream, Connection& connection, HttpResponse response, bool keep_alive) {
    connection.tcp.expires_after(limits.body_timeout);
    if (!connection.wants_body) co_return co_await write(stream, head_of(response, keep_alive && !is_stopping));
    co_return co_await write(stream, message_of(std::move(response), keep_alive && !is_stopping));
  }

  template <class Stream, class Message>
  asio::awaitable<bool> write(Stream& stream, Message message) {
    const auto [ec, n] = co_await http::async_write(stream, message, kAwait);
    co_return !ec && message.keep_alive();
  }

  void stop() {
    is_stopping = true;
    error_code ignored;
    acceptor.close(ignored);
    for (Connection* connection : connections) {
      if (connection->is_idle) connection->tcp.cancel();
      if (connection->pieces) connection->pieces->close();
    }
  }

  struct Given {
    Respond take;
    HttpResponse response;
  };

  HttpLimits limits;
  std::optional<asio::ssl::context> tls;
  asio::io_context io{1};
  asio::ip::tcp::acceptor acceptor{io};
  asio::signal_set signals{io, SIGTERM, SIGINT};  // from the beginning: one that comes before `run` counts
  const Answer* answer = nullptr;
  IsUpload is_upload = nullptr;
  Gathering<Given> given;
  std::unordered_set<Connection*> connections;
  std::uint64_t body_bytes = 0;  // of requests that are being read or answered
  bool is_stopping = false;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::listen(const std::string& address, std::uint16_t port,
                                                       const std::optional<TlsFiles>& tls, const HttpLimits& limits) {
  error_code ec;
  const auto host = asio::ip::make_address(address, ec);
  if (ec) return fail(Code::usage, "--listen: " + address + " is not an IP address");
  // Without TLS, tokens and personal fields travel in clear, so nothing but this machine may be on the way.
  if (!host.is_loopback() && !tls) {
    return fail(Code::usage,
                "--listen: " + address + " is not a loopback address: give --tls-certificate and --tls-key");
  }
  auto impl = std::make_unique<Impl>(limits);
  if (tls) {
    auto context = tls_context(*tls);
    if (!context) return std::unexpected(context.error());
    impl->tls = std::move(*context);
  }
  const asio::ip::tcp::endpoint endpoint(host, port);
  impl->acceptor.open(endpoint.protocol(), ec);
  if (!ec) impl->acceptor.set_option(asio::socket_base::reuse_address(true), ec);
  if (!ec) impl->acceptor.bind(endpoint, ec);
  if (!ec) impl->acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (ec)
    return fail(Code::io_error, "listening on " + address + ", port " + std::to_string(port) + ": " + ec.message());
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

std::uint16_t HttpServer::port() const { return impl_->acceptor.local_endpoint().port(); }

void HttpServer::run(const Answer& answer, IsUpload is_upload) {
  impl_->answer = &answer;
  impl_->is_upload = is_upload;
  impl_->signals.async_wait([&](const error_code& ec, int) {
    if (!ec) impl_->stop();
  });
  asio::co_spawn(impl_->io, impl_->accept_all(), asio::detached);
  impl_->io.run();
}

}  // namespace rireki
