// Questions that commands answer: run on the one open engine, their answers put into what a client gets.
#pragma once

#include <atomic>
#include <chrono>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "engine/engine.h"
#include "tools/server/gathering.h"
#include "tools/server/http_message.h"
#include "tools/server/routes.h"
#include "tools/server/turns.h"

namespace rireki {

/// What a command answers to its words: JSON Lines, and on what they stand.
struct CommandAnswer {
  std::string lines;
  bool has_moment = false;  // else it is about the Log as it is
  Day as_of;
  Seq known;
  std::optional<std::int64_t> erased = 0;  // none: some, but how many is left out
  std::string remarks = {};                // what people are told beside it, a line each
  std::string file = {};                   // the certificate or the workbook, if it was asked for
};

constexpr char kRemarksField[] = "Rireki-Remarks";  // of an answer's header

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

/// Answers leave when it is on disk what they show. Those that are asked while others are answered are answered
/// together, on one thread, where those who ask take turns; what is ready while others are recorded is recorded
/// together, on another. Any thread may call.
class Questions {
 public:
  /// A question that waits, or takes, longer than `patience` is given up: 503.
  Questions(Engine& engine, std::string directory, RunCommand run, std::chrono::milliseconds patience)
      : engine_(engine), directory_(std::move(directory)), run_(std::move(run)), patience_(patience) {}

  /// What was asked is answered first.
  ~Questions() { finish(); }
  Questions(const Questions&) = delete;
  Questions& operator=(const Questions&) = delete;

  struct Posed {
    Match match;
    std::string known_tags;  // as If-None-Match has them
    AnswerForm form{};
    Asker asker;
  };
  /// 304 if `known_tags` name what is still the answer's; of a route that has tags.
  void ask(Posed posed, Respond respond);

  /// How many wait to be answered.
  [[nodiscard]] std::size_t waiting() const { return waiting_; }

  /// Does other work on the thread of questions, which is not to last.
  template <class Work>
  void post(Work work) {
    boost::asio::post(thread_, std::move(work));
  }

  struct Closing {
    Event event;
    std::string remarks;  // what people are told beside it, as a header has it
  };
  /// Closes the period which the request's body names; on the thread of questions. Else the refusal: for what the body
  /// or `close` has against it, or because it takes longer than a question may.
  [[nodiscard]] std::expected<Closing, HttpResponse> closing(const HttpRequest& request, const Asker& asker);

  /// Waits until everything asked is answered, and everything posted done.
  void finish();

 private:
  struct Question {
    Posed posed;
    Respond respond;
    std::chrono::steady_clock::time_point since;
  };
  struct Ready {
    Respond respond;
    HttpResponse response;
  };

  void answer_asked();
  void record_ready();
  [[nodiscard]] HttpResponse answer(const Question& question);
  [[nodiscard]] std::expected<CommandAnswer, HttpResponse> run_in_time(Asking asking, const Asker& asker);
  [[nodiscard]] HttpResponse answer_to(const Posed& posed);
  [[nodiscard]] Result<std::string> entity_tag(const Asking& asking, const Asker& asker);
  [[nodiscard]] HttpResponse response_of(CommandAnswer answer, AnswerForm form);
  [[nodiscard]] Result<std::string> body_of(const CommandAnswer& answer);
  [[nodiscard]] Result<std::string> policy_version(Seq known, Day as_of);
  [[nodiscard]] Result<std::string> checkpoint();

  /// Names the Policy in effect at a moment.
  struct NamedPolicy {
    Seq known;
    Day as_of;
    std::string version;
  };

  Engine& engine_;
  std::string directory_;
  RunCommand run_;
  std::chrono::milliseconds patience_;
  std::string checkpoint_;  // as JSON; looked up again when it is older than a tenth of a second
  std::chrono::steady_clock::time_point looked_up_;
  std::optional<NamedPolicy> policy_;  // asked for last
  Gathering<Question> asked_;
  Turns<Question> turns_;  // of their thread, by who asks
  Gathering<Ready> ready_;
  std::atomic<std::size_t> waiting_ = 0;
  boost::asio::thread_pool thread_{1};
  boost::asio::thread_pool recorder_{1};
};

}  // namespace rireki
