#include "tests/support/story_words.h"

namespace rireki {

std::vector<std::string> story_words(std::string_view line) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (const char c : line) {
    const bool is_blank = quote == 0 && (c == ' ' || c == '\t');
    if (is_blank) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) throw StoryMistake("a quote is not closed");
  return words;
}

std::string take_word(std::vector<std::string>& words, const std::string& what) {
  if (words.empty()) throw StoryMistake(what + " is missing");
  std::string first = std::move(words.front());
  words.erase(words.begin());
  return first;
}

std::string joined_words(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

}  // namespace rireki
