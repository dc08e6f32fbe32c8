// The words of one line of a story.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rireki {

/// A line that is no statement.
struct StoryMistake : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Splits at blanks; what stands in "…" or '…' holds together and loses its quotes.
[[nodiscard]] std::vector<std::string> story_words(std::string_view line);

/// Takes and removes the first word. Throws StoryMistake naming `what` where there is none.
std::string take_word(std::vector<std::string>& words, const std::string& what);

/// Joined by one blank.
[[nodiscard]] std::string joined_words(const std::vector<std::string>& words, std::string_view between = " ");

}  // namespace rireki
