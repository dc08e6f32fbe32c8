// Whether a client is still there while nothing is sent to it and nothing more is expected of it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

namespace rireki {

/// All on the one thread of the connection.
class ClientWatch {
 public:
  /// Calls `gone` once, later: the client has closed the connection or its half of it, or has sent something. Until
  /// `end` is done the watch alone reads from the stream, which has no time limit for that (`expires_never`); writing
  /// goes on beside it.
  template <class Stream>
  ClientWatch(Stream& stream, std::function<void()> gone)
      : state_(std::make_shared<State>(stream.get_executor(), std::move(gone))) {
    stream.async_read_some(boost::asio::buffer(&state_->unexpected, 1),
                           [state = state_](const boost::system::error_code&, std::size_t) {
                             state->is_over = true;
                             state->over.cancel();
                             state->gone();
                           });
  }

  /// Lets go of the stream, to which nothing may be being written; calls `gone` if that was not called.
  boost::asio::awaitable<void> end(boost::beast::tcp_stream& tcp) {
    while (!state_->is_over) {
      tcp.cancel();  // once more if TLS has begun to read again, of a record that had come in part
      state_->over.expires_after(kCancelledAgain);
      co_await state_->over.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
  }

 private:
  static constexpr std::chrono::milliseconds kCancelledAgain{100};

  struct State {
    State(const boost::asio::any_io_executor& executor, std::function<void()> g) : over(executor), gone(std::move(g)) {}
    boost::asio::steady_timer over;
    std::function<void()> gone;
    char unexpected = 0;
    bool is_over = false;
  };

  std::shared_ptr<State> state_;
};

}  // namespace rireki
