// Requests whose body is read as it is asked for.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/server/awaited_upload.h"
#include "tools/server/connection.h"
#include "tools/server/http_fields.h"

namespace rireki {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::chrono::milliseconds kDrained{1'000};

}  // namespace

template <class Stream>
asio::awaitable<bool> Connection<Stream>::serve_upload(Parser& head) {
  UploadParser parser(std::move(head));
  parser.body_limit(boost::none);
  auto on_chunk = refuse_trailers;
  parser.on_chunk_header(on_chunk);
  const bool keep_alive = parser.get().keep_alive();
  bool is_waited_for = expects_continue(parser.get());
  const auto upload = std::make_shared<AwaitedUpload>(all_.io);
  HttpRequest request = head_of(parser.get().base());
  request.upload = upload;
  all_.answer->whole(std::move(request), [upload](HttpResponse response) { upload->respond(std::move(response)); });
  while (co_await upload->is_asked_for()) {
    if (std::exchange(is_waited_for, false)) co_await send_continue();
    upload->give(co_await read_piece(parser));
  }
  const bool is_whole = parser.is_done();
  const bool goes_on = co_await send(upload->take_response(), keep_alive && is_whole);
  if (!is_whole) co_await drain();
  co_return goes_on;
}

template <class Stream>
asio::awaitable<Result<std::string>> Connection<Stream>::read_piece(UploadParser& parser) {
  std::string piece(kPieceBytes, '\0');
  auto& body = parser.get().body();
  body.data = piece.data();
  body.size = piece.size();
  while (!parser.is_done() && body.size == piece.size()) {
    if (all_.is_stopping) co_return fail(Code::io_error, "the service stops");
    this_one_.is_idle = true;
    this_one_.tcp.expires_after(all_.limits.body_timeout);
    auto [ec, n] = co_await http::async_read_some(stream_, buffer_, parser, kAwait);
    this_one_.is_idle = false;
    this_one_.tcp.expires_never();
    if (all_.is_stopping) co_return fail(Code::io_error, "the service stops");
    if (!ec || ec == http::error::need_buffer) continue;
    if (auto misfit = misfit_of(ec)) co_return fail(Code::usage, std::move(*misfit));
    co_return fail(Code::io_error, "the request did not come: " + ec.message());
  }
  piece.resize(piece.size() - body.size);
  co_return piece;
}

/// Takes what a client still sends, for a while: hung up on before, it might not read its answer.
template <class Stream>
asio::awaitable<void> Connection<Stream>::drain() {
  this_one_.tcp.expires_after(kDrained);
  for (error_code ec; !ec && !all_.is_stopping;) {
    std::tie(ec, std::ignore) = co_await stream_.async_read_some(asio::buffer(all_.unwanted), kAwait);
  }
}

template asio::awaitable<bool> Connection<PlainStream>::serve_upload(Parser&);
template asio::awaitable<void> Connection<PlainStream>::drain();
template asio::awaitable<bool> Connection<TlsStream>::serve_upload(Parser&);
template asio::awaitable<void> Connection<TlsStream>::drain();

}  // namespace rireki
