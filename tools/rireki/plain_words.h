// The words of a lent command where they are plain: what CLI11 would make of them is known without defining a command
// line, which takes longer than most questions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/rireki/moment.h"

namespace rireki {

class PlainWords {
 public:
  /// `--name=value` and `--name`, each once, then `--` and arguments; values and arguments of a few characters that no
  /// parser reads in two ways. The words must outlive this.
  explicit PlainWords(std::span<const std::string> words);

  /// A flag is there, and is taken.
  [[nodiscard]] bool take_flag(std::string_view name);
  /// The value of an option is taken; empty: it is not there.
  [[nodiscard]] std::string take_option(std::string_view name);
  /// As MomentOptions::add_to without a period.
  [[nodiscard]] MomentOptions take_moment();

  /// The one argument, if the words were plain, all are taken and there is one; else empty: to be left to CLI11.
  [[nodiscard]] std::string only_argument() const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> options_;
  std::vector<std::string_view> arguments_;
  bool are_plain_ = true;
};

// What is asked most. False: the words are left to CLI11, nothing has been answered.
bool answer_plain_person(const GlobalOptions& global, PlainWords& words);
bool answer_plain_history(const GlobalOptions& global, PlainWords& words);

}  // namespace rireki
