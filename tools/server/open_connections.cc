#include "tools/server/open_connections.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/server/problem.h"

namespace rireki {

namespace asio = boost::asio;

std::expected<std::shared_ptr<void>, HttpResponse> OpenConnections::admit_body(const HttpRequest& head,
                                                                               std::uint64_t bytes) {
  auto sender = answer->head ? answer->head(head) : std::expected<std::string, HttpResponse>();
  if (!sender) return std::unexpected(std::move(sender.error()));
  if (body_bytes_ + bytes > limits.bodies_bytes_max) {
    return std::unexpected(problem(503, "BUSY", "too many large requests are on their way"));
  }
  const auto of_sender = body_bytes_of_.find(*sender);
  if (of_sender != body_bytes_of_.end() && of_sender->second + bytes > limits.bodies_of_one_bytes_max) {
    return std::unexpected(too_many_requests());
  }
  body_bytes_ += bytes;
  body_bytes_of_[*sender] += bytes;
  return std::shared_ptr<void>(this, [bytes, sender = std::move(*sender)](void* all) {
    static_cast<OpenConnections*>(all)->discount_body(sender, bytes);
  });
}

void OpenConnections::discount_body(const std::string& sender, std::uint64_t bytes) {
  body_bytes_ -= bytes;
  const auto of_sender = body_bytes_of_.find(sender);
  if ((of_sender->second -= bytes) == 0) body_bytes_of_.erase(of_sender);
}

asio::awaitable<HttpResponse> OpenConnections::ask(HttpRequest request) {
  auto begin = [this](auto handler, HttpRequest asked) {
    const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    answer->whole(std::move(asked), [this, shared](HttpResponse response) {
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
