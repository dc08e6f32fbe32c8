#include "tools/server/open_connections.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rireki {

namespace asio = boost::asio;

asio::awaitable<HttpResponse> OpenConnections::ask(HttpRequest request) {
  auto begin = [this](auto handler, HttpRequest asked) {
    const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    (*answer)(std::move(asked), [this, shared](HttpResponse response) {
      const bool is_first = given_.put({[shared](HttpResponse r) { (*shared)(std::move(r)); }, std::move(response)});
      if (is_first) asio::post(io, [this] { pass_on(); });
    });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(HttpResponse)>(begin, asio::use_awaitable,
                                                                                 std::move(request));
}

/// Gives all answers that have come to those who wait for them.
void OpenConnections::pass_on() {
  for (Given& each : given_.take()) each.take(std::move(each.response));
}

asio::awaitable<std::optional<std::string>> OpenConnections::next_of(HttpPieces& pieces) {
  auto begin = [this, &pieces](auto handler) {
    const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    pieces.next([this, shared](std::optional<std::string> piece) {
      asio::post(io, [shared, piece = std::move(piece)]() mutable { (*shared)(std::move(piece)); });
    });
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(std::optional<std::string>)>(begin,
                                                                                               asio::use_awaitable);
}

void OpenConnections::stop() {
  is_stopping = true;
  for (OpenConnection* connection : open) {
    if (connection->is_idle) connection->tcp.cancel();
    if (connection->pieces) connection->pieces->close();
  }
}

}  // namespace rireki
