// Records as they are recorded, for whoever stays on the line: Server-Sent Events from any seq, first what is there,
// then what comes.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "tools/server/questions.h"
#include "tools/server/tokens.h"

namespace rireki {

inline constexpr std::size_t kStreamsMax = 100;
inline constexpr std::size_t kStreamsOfOneMax = kStreamsMax / 4;  // token: the others keep places

/// All that is streamed, on a thread of its own. Any thread may call, but `open` is called by one.
class EventStreams {
 public:
  /// `run` answers the command `log`; whatever it shows is recorded before it leaves.
  EventStreams(Engine& engine, const std::string& directory, RunCommand run);

  /// Ends all.
  ~EventStreams();
  EventStreams(const EventStreams&) = delete;
  EventStreams& operator=(const EventStreams&) = delete;

  /// From the seq after Last-Event-ID, or from the parameter `from` on, through the other parameters' filters, as long
  /// as the token counts. 400 for a seq that is no number or a filter that is none, 503 if too many are open, 429 if
  /// too many of the token's own are.
  void open(const Match& match, const HttpRequest& request, const Token& token, Respond respond);

  /// Something was recorded.
  void wake();

  [[nodiscard]] std::size_t count() const { return open_; }

 private:
  class Stream;
  class Place;

  [[nodiscard]] std::optional<HttpResponse> refusal_of(const Token& token);
  [[nodiscard]] HttpResponse opened(std::shared_ptr<Stream> stream);

  Engine& engine_;
  Tokens tokens_;
  RunCommand run_;
  std::atomic<std::size_t> open_ = 0;
  std::mutex places_mutex_;
  std::map<std::string, std::size_t> places_;  // taken, by the token's id
  std::set<Stream*> waiting_;                  // for something to be recorded
  boost::asio::thread_pool thread_{1};
};

}  // namespace rireki
