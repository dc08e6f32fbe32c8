// Answers requests from one open engine: who asks, whether they may, and what the log says.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "tools/server/http_message.h"
#include "tools/server/tokens.h"

namespace rireki {

/// What a command answers to its words: JSON Lines, and on what they stand.
struct CommandAnswer {
  std::string lines;
  bool has_moment = false;  // else it is about the Log as it is
  Day as_of;
  Seq known;
  std::int64_t erased = 0;
};

/// Whom the service has let in: who asks, as what, and of a manager for which unit.
struct Asker {
  Reader reader;
  TokenRole role{};
  std::string unit;
};

/// Runs a command on the engine, which is held, shows what the asker may see, and adds to the access log what is read.
/// Errors: those of the words, as USAGE, and of the command.
using RunCommand =
    std::function<Result<CommandAnswer>(Engine& engine, std::vector<std::string> words, const Asker& asker)>;

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
