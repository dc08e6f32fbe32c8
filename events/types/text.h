// Checks of text: UTF-8, Unicode normal form, length in characters; and its quotation in messages.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rireki {

/// Index of the first byte that does not belong to well-formed UTF-8 (RFC 3629), if there is one.
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Number of code points of well-formed UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text);

/// Columns that the text takes on a terminal: 2 for a wide (full-width) character, 0 for a combining one.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Whether well-formed UTF-8 is in Unicode Normalization Form C (Unicode Standard Annex 15).
[[nodiscard]] bool is_nfc(std::string_view text);

/// The character (from 1) of well-formed UTF-8 at which Normalization Form C has another one, if there is such a one.
[[nodiscard]] std::optional<std::size_t> find_not_nfc(std::string_view text);

/// Whether the text has a blank at either end or, anywhere, a character that cannot be seen, or a blank that looks like
/// the usual ones, U+0020 and U+3000: it may look like another text. True for malformed UTF-8.
[[nodiscard]] bool has_unseen(std::string_view text);

/// Whether nothing of the text can be seen: it is empty, or blanks and unseen characters alone.
[[nodiscard]] bool is_blank(std::string_view text);

/// The text as a search compares it: compatibility forms (full and half width) made alike, case folded, katakana as
/// hiragana, blanks removed. "ﾐﾎﾝ Hanako" and "みほん ＨＡＮＡＫＯ" are one. Empty for malformed UTF-8.
[[nodiscard]] std::string folded_for_search(std::string_view text);

/// "0xE3"
[[nodiscard]] std::string hex_byte(char byte);

/// A key or code in quotation marks for a message, cut after 64 bytes at a character's edge, control characters shown
/// as '?'. Never give it what an event says: a name may stand where a code belongs.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// The same of what stands where an event has a key or code: an identifier in quotation marks, anything else in words,
/// for it may be a personal field in the wrong place.
[[nodiscard]] std::string code_in_quotes(std::string_view text);

}  // namespace rireki
