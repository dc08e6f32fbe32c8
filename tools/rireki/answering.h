// What a command answers from and where to: a data directory and the standard streams, or what it is lent, as by a
// server that keeps the engine open.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/engine.h"

namespace rireki {

struct GlobalOptions;

/// What a question was about, once it is answered.
struct AnsweredMoment {
  Day as_of;
  Seq known;
  std::optional<std::int64_t> erased = 0;  // people counted as unknown; none: some, but how many is left out
};

/// What whoever asks may see of persons; by default everything.
struct Sight {
  std::shared_ptr<const std::unordered_set<std::string>> persons = nullptr;  // none: everybody
  std::string audience = {};  // of numbers (audience.h); empty: whom the question names
  std::uint8_t withheld = 0;  // categories, one bit each (bit_of)

  [[nodiscard]] bool shows(std::string_view person) const {
    return persons == nullptr || persons->contains(std::string(person));
  }
};

/// Takes down what is written.
class TextSink : public std::streambuf {
 public:
  [[nodiscard]] std::string take() { return std::move(text_); }

 protected:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    text_.append(text, static_cast<std::size_t>(size));
    return size;
  }
  int_type overflow(int_type c) override {
    if (!traits_type::eq_int_type(c, traits_type::eof())) text_ += traits_type::to_char_type(c);
    return traits_type::not_eof(c);
  }

 private:
  std::string text_;
};

/// While it lives, commands of this thread ask `engine`, which the caller holds, and their answer is taken down.
class LentEngine {
 public:
  LentEngine(Engine& engine, Reader reader, Sight sight);
  ~LentEngine();
  LentEngine(const LentEngine&) = delete;
  LentEngine& operator=(const LentEngine&) = delete;

  /// Once.
  [[nodiscard]] std::string take_answer() { return text_.take(); }
  /// What people are told beside the answer, a line each. Once.
  [[nodiscard]] std::string take_remarks() { return remarks_.take(); }
  /// Why there is no answer, if there is none.
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  friend bool take_down(const Error& error);
  friend Result<std::shared_ptr<Engine>> open_to_read(const GlobalOptions& global);
  friend Reader reader_of(const GlobalOptions& global);
  friend const Sight& sight();

  Engine& engine_;
  Reader reader_;
  Sight sight_;
  TextSink text_;
  TextSink remarks_;
  std::optional<Error> error_;
};

/// Runs one command of a lent engine on this thread; `words` are what is typed after the program's name.
void run_lent(std::vector<std::string> words);

[[nodiscard]] std::string_view program_version();

/// Where the answer goes, and what people are told beside it.
[[nodiscard]] std::ostream& answers();
[[nodiscard]] std::ostream& remarks();

/// The last one counts, of this thread.
void note_moment(const AnsweredMoment& moment);
[[nodiscard]] std::optional<AnsweredMoment> noted_moment();

/// Takes an error down for the lender; false if there is none, so that it is to be printed.
bool take_down(const Error& error);

/// Whether what is answered goes to a lender, who calls AccessLog::record before it lets it go.
[[nodiscard]] bool is_lent();

/// Of a lent engine whom the lender has let in; else who has typed.
[[nodiscard]] Reader reader_of(const GlobalOptions& global);

/// What may be shown: rows of other persons are left out, fields of categories withheld are not said.
[[nodiscard]] const Sight& sight();

/// Errors: those of Engine::open.
[[nodiscard]] Result<std::shared_ptr<Engine>> open_to_read(const GlobalOptions& global);

}  // namespace rireki
