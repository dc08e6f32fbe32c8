// Questions that commands answer: run on the one open engine, their answers put into what a client gets.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "tools/server/http_message.h"
#include "tools/server/routes.h"

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

/// Answers leave when it is on disk what they show, as many as have come together at once. One thread, but for `await`.
class Questions {
 public:
  Questions(Engine& engine, std::string directory, RunCommand run)
      : engine_(engine), directory_(std::move(directory)), run_(std::move(run)) {}

  /// A question is on its way to the thread: answers given meanwhile may wait for it. Any thread.
  void await() { ++awaited_; }

  /// The one awaited has come. 304 if `known_tag` is still the answer's.
  void answer(const Match& match, const std::string& known_tag, const Asker& asker, const Respond& respond);

  /// The one awaited will not come.
  void give_up();

 private:
  [[nodiscard]] HttpResponse answer_to(const Match& match, const std::string& known_tag, const Asker& asker);
  [[nodiscard]] Result<std::string> body_of(const CommandAnswer& answer);
  void let_go();

  Engine& engine_;
  std::string directory_;
  RunCommand run_;
  std::atomic<std::size_t> awaited_ = 0;
  std::vector<std::pair<Respond, HttpResponse>> ready_;
};

}  // namespace rireki
