#include "tools/rireki/answering.h"

#include <iostream>

#include "tools/rireki/command.h"

namespace rireki {

namespace {

thread_local LentEngine* lent = nullptr;
thread_local std::optional<AnsweredMoment> noted;

// To make a stream takes longer than to answer many a question.
thread_local std::ostream lent_answers{nullptr};
thread_local std::ostream lent_remarks{nullptr};

}  // namespace

LentEngine::LentEngine(Engine& engine, Reader reader, Sight sight)
    : engine_(engine), reader_(std::move(reader)), sight_(std::move(sight)) {
  lent = this;
  lent_answers.rdbuf(&text_);
  lent_remarks.rdbuf(&remarks_);
  noted.reset();
}

LentEngine::~LentEngine() {
  lent_answers.rdbuf(nullptr);
  lent_remarks.rdbuf(nullptr);
  lent = nullptr;
}

std::ostream& answers() { return lent == nullptr ? std::cout : lent_answers; }
std::ostream& remarks() { return lent == nullptr ? std::cerr : lent_remarks; }

void note_moment(const AnsweredMoment& moment) { noted = moment; }
std::optional<AnsweredMoment> noted_moment() { return noted; }

bool take_down(const Error& error) {
  if (lent != nullptr) lent->error_ = error;
  return lent != nullptr;
}

bool is_lent() { return lent != nullptr; }

Reader reader_of(const GlobalOptions& global) {
  return lent != nullptr ? lent->reader_ : Reader{login_name(), global.purpose};
}

const Sight& sight() {
  static const Sight kEverything;
  return lent != nullptr ? lent->sight_ : kEverything;
}

Result<std::shared_ptr<Engine>> open_to_read(const GlobalOptions& global) {
  if (lent != nullptr) return std::shared_ptr<Engine>(std::shared_ptr<void>(), &lent->engine_);
  return Engine::open(global.data, EngineMode::read);
}

}  // namespace rireki
