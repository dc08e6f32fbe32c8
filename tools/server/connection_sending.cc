// Answers on their way to the client: whole, or piece by piece.
#include <array>
#include <charconv>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "tools/server/client_watch.h"
#include "tools/server/connection.h"
#include "tools/server/http_fields.h"

namespace rireki {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// The line before a chunk of so many bytes (RFC 9112, 7.1).
std::string chunk_line(std::size_t bytes) {
  std::array<char, 2 * sizeof bytes> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes, 16).ptr;
  return std::string(digits.data(), end).append(kLineEnd);
}

}  // namespace

template <class Stream>
asio::awaitable<bool> Connection<Stream>::send(HttpResponse response, bool keep_alive) {
  this_one_.tcp.expires_after(all_.limits.body_timeout);
  const bool goes_on = keep_alive && !all_.is_stopping;
  const std::string head = head_bytes(response, goes_on);
  const error_code ec = co_await write({head, wants_body_ ? std::string_view(response.body) : std::string_view()});
  co_return !ec && goes_on;
}

/// Until they end, the client goes, or does not take one in time.
template <class Stream>
asio::awaitable<void> Connection<Stream>::send_pieces(HttpResponse response) {
  this_one_.pieces = response.pieces;
  this_one_.tcp.expires_never();
  ClientWatch watch(stream_, [pieces = response.pieces] { pieces->close(); });
  this_one_.tcp.expires_after(all_.limits.body_timeout);
  const std::string head = chunked_head_bytes(response);
  error_code ec = co_await write({head});
  while (!ec && !all_.is_stopping && wants_body_) {
    const auto piece = co_await all_.next_of(*this_one_.pieces);
    if (!piece) break;
    this_one_.tcp.expires_after(all_.limits.body_timeout);
    const std::string line = chunk_line(piece->size());
    ec = co_await write({line, *piece, kLineEnd});
  }
  if (!ec && wants_body_) co_await write({kLastChunk});
  co_await watch.end(this_one_.tcp);
  this_one_.pieces.reset();
}

template <class Stream>
asio::awaitable<void> Connection<Stream>::send_continue() {
  co_await write({kContinue});
}

/// The one way in which anything is written, for each is compiled anew for each stream.
template <class Stream>
asio::awaitable<error_code> Connection<Stream>::write(Parts parts) {
  std::array<asio::const_buffer, std::tuple_size_v<Parts>> buffers;
  for (std::size_t i = 0; i < parts.size(); ++i) buffers[i] = asio::buffer(parts[i]);
  const auto [ec, n] = co_await asio::async_write(stream_, buffers, kAwait);
  co_return ec;
}

template asio::awaitable<bool> Connection<PlainStream>::send(HttpResponse, bool);
template asio::awaitable<void> Connection<PlainStream>::send_pieces(HttpResponse);
template asio::awaitable<void> Connection<PlainStream>::send_continue();
template asio::awaitable<bool> Connection<TlsStream>::send(HttpResponse, bool);
template asio::awaitable<void> Connection<TlsStream>::send_pieces(HttpResponse);
template asio::awaitable<void> Connection<TlsStream>::send_continue();

}  // namespace rireki
