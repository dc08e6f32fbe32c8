#include "tools/server/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/server/http_fields.h"
#include "tools/server/problem.h"

namespace rireki {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kFirstBytes = 4096;  // of most requests it is all

/// Of a request that could not be parsed.
bool begins_with_head(const beast::flat_buffer& buffer) {
  return std::string_view(static_cast<const char*>(buffer.cdata().data()), buffer.size()).starts_with("HEAD ");
}

/// Why nothing after such a head can be trusted, if so.
std::optional<HttpResponse> refusal_of(const http::request_header<>& head) {
  if (!names_host(head)) return problem(400, "BAD_REQUEST", "the request has no Host, or several");
  if (!names_one_asker(head)) return problem(400, "BAD_REQUEST", "the request has several Authorization fields");
  if (!has_plain_framing(head)) return problem(400, "BAD_REQUEST", "the only transfer coding is chunked");
  return std::nullopt;
}

/// How much a body may come to.
template <class Parser>
std::uint64_t announced(const Parser& parser, const HttpLimits& limits) {
  const auto length = parser.content_length();
  return length ? *length : limits.body_bytes_max;
}

template <class Parser>
HttpRequest request_of(Parser& parser) {
  HttpRequest request = head_of(parser.get().base());
  request.body = std::move(parser.get().body());
  return request;
}

}  // namespace

template <class Stream>
Connection<Stream>::Connection(Stream& stream, OpenConnections& all)
    : stream_(stream),
      all_(all),
      this_one_(beast::get_lowest_layer(stream)),
      buffer_(all.limits.header_bytes_max + all.limits.body_bytes_max) {}

template <class Stream>
asio::awaitable<void> Connection<Stream>::serve() {
  if (all_.open.size() >= all_.limits.connections_max) {
    co_await send(problem(503, "TOO_MANY_CONNECTIONS", "too many connections are open"), false);
    co_return;
  }
  all_.open.insert(&this_one_);
  this_one_.tcp.expires_after(all_.limits.header_timeout);
  while (co_await serve_one() && !all_.is_stopping) {
    this_one_.is_idle = true;
    this_one_.tcp.expires_after(all_.limits.idle_timeout);
    if (!co_await has_begun()) break;
    this_one_.tcp.expires_after(all_.limits.header_timeout);
  }
  all_.open.erase(&this_one_);
  error_code ignored;
  if constexpr (std::is_same_v<Stream, PlainStream>)
    stream_.socket().shutdown(asio::socket_base::shutdown_both, ignored);
}

/// Waits for the first bytes of the next request.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::has_begun() {
  if (buffer_.size() > 0) co_return true;
  const auto [ec, n] = co_await stream_.async_read_some(buffer_.prepare(kFirstBytes), kAwait);
  buffer_.commit(n);
  co_return !ec;
}

template <class Stream>
asio::awaitable<bool> Connection<Stream>::serve_one() {
  Parser parser;
  parser.header_limit(all_.limits.header_bytes_max);
  parser.body_limit(boost::none);  // which it is depends on what is asked
  auto on_chunk = refuse_trailers;
  parser.on_chunk_header(on_chunk);
  auto [ec, n] = co_await http::async_read_header(stream_, buffer_, parser, kAwait);
  const auto& head = parser.get();
  wants_body_ = head.method() != http::verb::head && !(ec && begins_with_head(buffer_));
  const bool has_upload = !ec && all_.is_upload(head.method_string(), origin_form(head.target()));
  if (!ec && !has_upload) ec = limit_body(parser);
  if (ec) {
    if (auto refused = complaint(ec, all_.limits)) co_await send(std::move(*refused), false);
    co_return false;
  }
  if (auto refused = refusal_of(head)) {
    co_await send(std::move(*refused), false);
    co_return false;
  }
  const std::uint64_t bytes = parser.is_done() ? 0
                              : has_upload     ? all_.limits.upload_bytes
                                               : announced(parser, all_.limits);
  std::shared_ptr<void> share;
  if (bytes > all_.limits.small_body_bytes) {
    if (!co_await admit_body(head, bytes, share)) co_return false;
  }
  if (has_upload) co_return co_await serve_upload(parser);
  co_return co_await serve_read(parser);
}

/// `share` is to live as long as the body does.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::admit_body(const http::request_header<>& head, std::uint64_t bytes,
                                                     std::shared_ptr<void>& share) {
  auto admitted = all_.admit_body(head_of(head), bytes);
  if (admitted) {
    share = std::move(*admitted);
    co_return true;
  }
  co_await send(std::move(admitted.error()), false);
  co_await drain();
  co_return false;
}

/// A request whose body is read before it is answered.
template <class Stream>
asio::awaitable<bool> Connection<Stream>::serve_read(Parser& parser) {
  if (!parser.is_done()) {
    this_one_.tcp.expires_after(all_.limits.body_timeout);
    if (expects_continue(parser.get())) co_await send_continue();
    const auto [ec, n] = co_await http::async_read(stream_, buffer_, parser, kAwait);
    if (ec) {
      if (auto refused = complaint(ec, all_.limits)) co_await send(std::move(*refused), false);
      co_return false;
    }
  }
  this_one_.is_idle = false;
  this_one_.tcp.expires_never();
  const bool keep_alive = parser.get().keep_alive();
  HttpResponse response = co_await all_.ask(request_of(parser));
  if (!response.pieces) co_return co_await send(std::move(response), keep_alive);
  co_await send_pieces(std::move(response));
  co_return false;
}

/// Errors: body_limit if more is announced.
template <class Stream>
error_code Connection<Stream>::limit_body(Parser& parser) const {
  parser.body_limit(all_.limits.body_bytes_max);
  const auto length = parser.content_length();
  return length && *length > all_.limits.body_bytes_max ? make_error_code(http::error::body_limit) : error_code();
}

template Connection<PlainStream>::Connection(PlainStream&, OpenConnections&);
template asio::awaitable<void> Connection<PlainStream>::serve();
template Connection<TlsStream>::Connection(TlsStream&, OpenConnections&);
template asio::awaitable<void> Connection<TlsStream>::serve();

}  // namespace rireki
