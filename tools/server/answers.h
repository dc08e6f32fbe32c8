// Answers requests from one open engine: who asks, whether they may, and what the log says.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/server/http_message.h"
#include "tools/server/log_lines.h"
#include "tools/server/operating.h"
#include "tools/server/page.h"
#include "tools/server/questions.h"

namespace rireki {

struct ServicePlace {
  std::string directory;  // the engine's own
  BackupPlace backups;
  std::string version;  // the program's
};

struct ServiceLimits {
  std::size_t waiting_max = 1'000;            // requests; else 503
  std::chrono::milliseconds question{2'000};  // a question that takes longer is given up: 503
  int requests_per_second = 100'000;          // of one token; else 429
  LoggedRequests logged = LoggedRequests::problems;
};

/// Any number of requests at once: questions are answered one after the other by a thread of their own and share the
/// syncs of the access log; appends are judged on another and share theirs. Beyond `waiting_max` of them, 503.
class Answers {
 public:
  /// The engine is open for writing.
  Answers(Engine& engine, ServicePlace place, Page page, RunCommand run, ServiceLimits limits);

  /// Answers what was accepted.
  ~Answers();
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  void answer(HttpRequest request, Respond respond);

  /// Whose token a request's head shows, if it may be asked so; else the refusal, which is its answer.
  [[nodiscard]] std::expected<std::string, HttpResponse> sender_of(const HttpRequest& head);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rireki
