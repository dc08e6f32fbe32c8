// Appends over HTTP on their way to the engine, on a thread of their own; no thread waits for the Log.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "engine/engine.h"
#include "tools/server/gathering.h"
#include "tools/server/http_message.h"
#include "tools/server/tokens.h"

namespace rireki {

/// What is asked for while others are read and judged is taken together, and shares their syncs. Any thread may call.
class AppendQueue {
 public:
  /// `tell` is called after an answer that something was recorded.
  AppendQueue(Engine& engine, std::function<void()> tell) : engine_(engine), tell_(std::move(tell)) {}

  /// What was asked for is read and submitted first.
  ~AppendQueue() { finish(); }
  AppendQueue(const AppendQueue&) = delete;
  AppendQueue& operator=(const AppendQueue&) = delete;

  struct Asked {
    HttpRequest request;
    std::shared_ptr<const Token> asker;
    bool dry_run = false;
    Respond respond;
  };
  void ask(Asked asked);

  /// How many wait to be submitted.
  [[nodiscard]] std::size_t waiting() const { return waiting_; }

  /// Does other work on the same thread.
  template <class Work>
  void post(Work work) {
    boost::asio::post(thread_, std::move(work));
  }

  /// `respond`, which tells afterwards.
  [[nodiscard]] Respond telling(Respond respond) const;

  /// Waits until everything asked for is submitted, and everything posted done.
  void finish();

 private:
  void submit_asked();
  void read(const Asked& asked, std::vector<Engine::Append>& appends);

  Engine& engine_;
  std::function<void()> tell_;
  Gathering<Asked> asked_;
  std::atomic<std::size_t> waiting_ = 0;
  boost::asio::thread_pool thread_{1};
};

}  // namespace rireki
