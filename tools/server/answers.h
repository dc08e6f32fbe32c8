// Answers requests from one open engine: who asks, whether they may, and what the log says.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tools/server/http_message.h"
#include "tools/server/questions.h"

namespace rireki {

/// Any number of requests at once: questions are answered one after the other by a thread of their own and share the
/// syncs of the access log; appends are judged on another and share theirs. Beyond `waiting_max` of them, 503.
class Answers {
 public:
  /// The engine is open for writing; `directory` is its own, `backups` where its backups go (empty: none are made),
  /// `version` the program's.
  Answers(Engine& engine, std::string directory, std::string backups, std::string version, RunCommand run,
          std::size_t waiting_max = 1'000);

  /// Answers what was accepted.
  ~Answers();
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  void answer(HttpRequest request, Respond respond);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rireki
