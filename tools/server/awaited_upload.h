// The two ends of an upload: a connection's coroutine reads the pieces, whoever answers the request asks for them.
#pragma once

#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tools/server/http_message.h"

namespace rireki {

/// All on the one thread that runs `io`, but for `next` and `respond`.
class AwaitedUpload : public HttpUpload, public std::enable_shared_from_this<AwaitedUpload> {
 public:
  explicit AwaitedUpload(boost::asio::io_context& io)
      : io_(io), asked_(io, boost::asio::steady_timer::time_point::max()) {}

  void next(std::function<void(Result<std::string>)> give) override {
    boost::asio::post(io_, [self = shared_from_this(), give = std::move(give)]() mutable {
      self->give_ = std::move(give);
      self->asked_.cancel();
    });
  }

  /// The answer to the request; no piece is asked for any more.
  void respond(HttpResponse response) {
    boost::asio::post(io_, [self = shared_from_this(), response = std::move(response)]() mutable {
      self->response_ = std::move(response);
      self->asked_.cancel();
    });
  }

  /// Waits until a piece is asked for: true; or the answer is there.
  boost::asio::awaitable<bool> is_asked_for() {
    while (!give_ && !response_) {
      co_await asked_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    co_return !response_;
  }

  /// The piece that was asked for.
  void give(Result<std::string> piece) { std::exchange(give_, nullptr)(std::move(piece)); }

  [[nodiscard]] HttpResponse take_response() { return std::move(*response_); }

 private:
  boost::asio::io_context& io_;
  boost::asio::steady_timer asked_;  // never runs out: its end is a wake-up
  std::function<void(Result<std::string>)> give_;
  std::optional<HttpResponse> response_;
};

}  // namespace rireki
