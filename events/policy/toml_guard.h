// Private to the policy loader: TOML text made safe for toml++ 3.3.
//
// toml++ builds a nested table for every part of a dotted key and destroys them recursively, so a long key overflows
// the stack; and it runs into undefined behaviour when it asks of some characters, such as most kana, whether they are
// white space, which it does in malformed text and also after a backslash at the end of a line. Hence it is given ASCII
// only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rireki {

/// Why a document was refused: one sentence that begins with "line N:". Never leaves load_policy().
struct TomlRefusal {
  std::string message;
};

/// Throws TomlRefusal. Lines count from 1.
[[noreturn]] void refuse_at(std::size_t line, const std::string& complaint);

/// The same document, with the same lines, in ASCII: escapes in quotes, question marks in comments, and 'literal' texts
/// as "basic" ones. Malformed text stays malformed.
/// Throws TomlRefusal for text that is not UTF-8, a character other than ASCII outside of quotes and comments (TOML has
/// no use for one), quotes that directly follow quotes, and a key of more than `parts_max` parts.
[[nodiscard]] std::string guarded_toml(std::string_view text, int parts_max);

}  // namespace rireki
