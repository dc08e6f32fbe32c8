// How the text of conditions is taken apart, for people and tallies alike: parts between separators, without the blanks
// around them.
#pragma once

#include <string_view>
#include <vector>

namespace rireki {

/// Without blanks and tabs at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// The parts of `text`, each trimmed: one more than there are separators. They are views of `text`.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace rireki
