// Records as they are recorded, for whoever stays on the line: Server-Sent Events from any seq, first what is there,
// then what comes.
#pragma once

#include <memory>
#include <set>
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "tools/server/questions.h"
#include "tools/server/tokens.h"

namespace rireki {

inline constexpr std::size_t kStreamsMax = 100;

/// All that is streamed, on a thread of its own. Any thread may call.
class EventStreams {
 public:
  /// `run` answers the command `log`; whatever it shows is recorded before it leaves.
  EventStreams(Engine& engine, const std::string& directory, RunCommand run);

  /// Ends all.
  ~EventStreams();
  EventStreams(const EventStreams&) = delete;
  EventStreams& operator=(const EventStreams&) = delete;

  /// From the seq after Last-Event-ID, or from the parameter `from` on, through the other parameters' filters, as long
  /// as the token counts. 400 for a seq that is no number or a filter that is none, 503 if too many are open.
  void open(const Match& match, const HttpRequest& request, const Token& token, Respond respond);

  /// Something was recorded.
  void wake();

  [[nodiscard]] std::size_t count() const { return open_; }

 private:
  class Stream;

  [[nodiscard]] HttpResponse opened(std::shared_ptr<Stream> stream);

  Engine& engine_;
  Tokens tokens_;
  RunCommand run_;
  std::atomic<std::size_t> open_ = 0;
  std::set<Stream*> waiting_;  // for something to be recorded
  boost::asio::thread_pool thread_{1};
};

}  // namespace rireki
