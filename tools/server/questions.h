// Questions that commands answer: run on the one open engine, their answers put into what a client gets.
#pragma once

#include <atomic>
#include <chrono>
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
  std::string file = {};  // the certificate or the workbook, if it was asked for
};

/// What a command is asked.
struct Asking {
  std::vector<std::string> words;  // without the program's name
  AnswerForm form = AnswerForm::lines;
};

/// Whom the service has let in: who asks, as what, and of a manager for which unit.
struct Asker {
  Reader reader;
  TokenRole role{};
  std::string unit;
};

/// Runs a command on the engine, which is held, shows what the asker may see, and adds to the access log what is read.
/// Errors: those of the words, as USAGE, and of the command.
using RunCommand = std::function<Result<CommandAnswer>(Engine& engine, Asking asking, const Asker& asker)>;

/// Answers leave when it is on disk what they show, as many as have come together at once. One thread, but for `await`.
class Questions {
 public:
  /// A question that takes longer than `patience` is given up: 503.
  Questions(Engine& engine, std::string directory, RunCommand run, std::chrono::milliseconds patience)
      : engine_(engine), directory_(std::move(directory)), run_(std::move(run)), patience_(patience) {}

  /// A question is on its way to the thread: answers given meanwhile may wait for it. Any thread.
  void await() { ++awaited_; }

  /// The one awaited has come. 304 if `known_tag` is still the answer's.
  struct Posed {
    Match match;
    std::string known_tag;
    AnswerForm form{};
    Asker asker;
  };
  void answer(const Posed& posed, const Respond& respond);

  /// The event that closes the period which the request's body names. Errors: those of the body and of `close`.
  [[nodiscard]] Result<Event> closing_event(const HttpRequest& request, const Asker& asker);

  /// The one awaited will not come.
  void give_up();

 private:
  [[nodiscard]] HttpResponse answer_to(const Posed& posed);
  [[nodiscard]] HttpResponse response_of(CommandAnswer answer, AnswerForm form);
  [[nodiscard]] Result<std::string> body_of(const CommandAnswer& answer);
  [[nodiscard]] Result<std::string> checkpoint();
  void let_go();

  Engine& engine_;
  std::string directory_;
  RunCommand run_;
  std::chrono::milliseconds patience_;
  std::atomic<std::size_t> awaited_ = 0;
  std::string checkpoint_;  // as JSON; looked up again when it is older than a tenth of a second
  std::chrono::steady_clock::time_point looked_up_;
  std::vector<std::pair<Respond, HttpResponse>> ready_;
};

}  // namespace rireki
