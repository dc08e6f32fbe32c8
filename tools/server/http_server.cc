#include "tools/server/http_server.h"

#include <csignal>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/server/connection.h"
#include "tools/server/open_connections.h"
#include "tools/server/tls_context.h"

namespace rireki {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kRefusedAtOnce = 100;  // are told that there are too many; others, and handshakes, are cut off
constexpr std::chrono::milliseconds kAfterFailedAccept{100};  // out of descriptors: some connections must end first

/// Counts a socket as long as it is served, also before its TLS stands.
class Serving {
 public:
  explicit Serving(std::size_t& count) : count_(count) { ++count_; }
  ~Serving() { --count_; }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

 private:
  std::size_t& count_;
};

}  // namespace

struct HttpServer::Impl {
  explicit Impl(const HttpLimits& limits) : connections(io, limits) {}

  asio::awaitable<void> accept_all() {
    while (acceptor.is_open()) {
      auto [ec, socket] = co_await acceptor.async_accept(kAwait);
      if (ec == asio::error::operation_aborted) co_return;
      if (ec) {
        asio::steady_timer timer(io, kAfterFailedAccept);
        co_await timer.async_wait(kAwait);
      } else if (serving < connections.limits.connections_max + kRefusedAtOnce) {
        asio::co_spawn(io, tls ? serve_tls(std::move(socket)) : serve_plain(std::move(socket)), asio::detached);
      }
    }
  }

  asio::awaitable<void> serve_plain(asio::ip::tcp::socket socket) {
    const Serving counted(serving);
    PlainStream stream(std::move(socket));
    Connection<PlainStream> connection(stream, connections);
    co_await connection.serve();
  }

  asio::awaitable<void> serve_tls(asio::ip::tcp::socket socket) {
    const Serving counted(serving);
    TlsStream stream(std::move(socket), *tls);
    beast::tcp_stream& tcp = beast::get_lowest_layer(stream);
    tcp.expires_after(connections.limits.header_timeout);
    const auto [ec] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
    if (ec) co_return;
    Connection<TlsStream> connection(stream, connections);
    co_await connection.serve();
    tcp.expires_after(connections.limits.header_timeout);
    co_await stream.async_shutdown(kAwait);
  }

  void stop() {
    error_code ignored;
    acceptor.close(ignored);
    connections.stop();
  }

  std::optional<asio::ssl::context> tls;
  asio::io_context io{1};
  asio::ip::tcp::acceptor acceptor{io};
  asio::signal_set signals{io, SIGTERM, SIGINT};  // from the beginning: one that comes before `run` counts
  OpenConnections connections;
  std::size_t serving = 0;  // sockets
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
  impl_->connections.answer = &answer;
  impl_->connections.is_upload = is_upload;
  impl_->signals.async_wait([&](const error_code& ec, int) {
    if (!ec) impl_->stop();
  });
  asio::co_spawn(impl_->io, impl_->accept_all(), asio::detached);
  impl_->io.run();
}

}  // namespace rireki
