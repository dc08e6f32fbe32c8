#include "events/types/text.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <utf8proc.h>

#include "events/types/values.h"

namespace rireki {

namespace {

struct Decoded {
  std::uint32_t code_point = 0;
  std::size_t length = 0;  // 0: malformed
};

Decoded decode_at(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = byte(i);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || i + length > text.size()) return {};
  std::uint32_t code_point = lead & (0xFFU >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0U) != 0x80U) return {};
    code_point = (code_point << 6U) | (byte(i + k) & 0x3FU);
  }
  const bool overlong = (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (overlong || surrogate || code_point > 0x10FFFF) return {};
  return {code_point, length};
}

/// Characters that are in NFC whatever stands around them, as long as all of the text is made of such characters:
/// ASCII, kana without the combining sound marks, and the unified ideographs. It spares nearly all Japanese text a full
/// normalisation.
bool is_plainly_nfc(std::uint32_t c) {
  return c < 0x300 || (c >= 0x3041 && c <= 0x3096) || (c >= 0x309B && c <= 0x30FF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0x3000 && c <= 0x3029) || (c >= 0xFF01 && c <= 0xFF9D);
}

bool is_any_blank(utf8proc_int32_t c) {
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_CC;
}

bool is_usual_blank(utf8proc_int32_t c) { return c == 0x20 || c == 0x3000; }

/// Controls, formats, ends of lines and paragraphs, what Unicode says to ignore in display, and unusual blanks.
bool is_unseen(utf8proc_int32_t c) {
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP || utf8proc_get_property(c)->ignorable ||
         (category == UTF8PROC_CATEGORY_ZS && !is_usual_blank(c));
}

std::string composed(std::string_view text) {
  utf8proc_uint8_t* normal = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &normal, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  std::string out(reinterpret_cast<const char*>(normal), length < 0 ? 0 : static_cast<std::size_t>(length));
  std::free(normal);
  return out;
}

/// Hiragana lies 0x60 below katakana, and so do the two iteration marks; the few katakana without a hiragana stay.
utf8proc_int32_t as_hiragana(utf8proc_int32_t c) {
  const bool has_hiragana = (c >= 0x30A1 && c <= 0x30F6) || c == 0x30FD || c == 0x30FE;
  return has_hiragana ? c - 0x60 : c;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Decoded d = decode_at(text, i);
    if (d.length == 0) return i;
    i += d.length;
  }
  return std::nullopt;
}

std::size_t count_characters(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return n;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Decoded d = decode_at(text, i);
    width +=
        d.length == 0 ? 1 : static_cast<std::size_t>(utf8proc_charwidth(static_cast<utf8proc_int32_t>(d.code_point)));
    i += d.length == 0 ? 1 : d.length;
  }
  return width;
}

bool is_nfc(std::string_view text) {
  bool plain = true;
  std::size_t i = 0;
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80U) ++i;  // most texts are of ASCII alone
  while (i < text.size() && plain) {
    const Decoded d = decode_at(text, i);
    if (d.length == 0) return false;
    plain = is_plainly_nfc(d.code_point);
    i += d.length;
  }
  return plain || text == composed(text);
}

std::optional<std::size_t> find_not_nfc(std::string_view text) {
  const std::string normal = composed(text);
  if (text == normal) return std::nullopt;
  const auto end = std::ranges::mismatch(text, normal).in1;
  const std::size_t characters = count_characters(text.substr(0, static_cast<std::size_t>(end - text.begin())));
  // Of a character that only ends differently, the beginning was counted.
  const bool is_inside = end != text.end() && (static_cast<unsigned char>(*end) & 0xC0U) == 0x80U;
  return is_inside ? characters : characters + 1;
}

bool has_unseen(std::string_view text) {
  bool ends_with_blank = false;
  for (std::size_t i = 0; i < text.size();) {
    const Decoded d = decode_at(text, i);
    const auto c = static_cast<utf8proc_int32_t>(d.code_point);
    if (d.length == 0 || is_unseen(c) || (i == 0 && is_usual_blank(c))) return true;
    ends_with_blank = is_usual_blank(c);
    i += d.length;
  }
  return ends_with_blank;
}

bool is_blank(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Decoded d = decode_at(text, i);
    const auto c = static_cast<utf8proc_int32_t>(d.code_point);
    if (d.length == 0 || !(is_unseen(c) || is_usual_blank(c))) return false;
    i += d.length;
  }
  return true;
}

std::string folded_for_search(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
                                                                  UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
  std::string folded;
  for (utf8proc_ssize_t i = 0; i < length;) {
    utf8proc_int32_t c = 0;
    i += utf8proc_iterate(mapped + i, length - i, &c);
    if (is_any_blank(c)) continue;
    utf8proc_uint8_t bytes[4];
    const auto size = utf8proc_encode_char(as_hiragana(c), bytes);
    folded.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  }
  std::free(mapped);
  return folded;
}

std::string hex_byte(char byte) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  return std::string("0x") + kDigits[value >> 4U] + kDigits[value & 0xFU];
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kBytesMax = 64;
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const Decoded d = decode_at(text, i);
    const std::size_t length = d.length == 0 ? 1 : d.length;
    if (i + length > kBytesMax) {
      out += "…";
      break;
    }
    if (d.length == 0 || d.code_point < 0x20 || d.code_point == 0x7F) {
      out += '?';
    } else {
      out.append(text.substr(i, length));
    }
    i += length;
  }
  return out + "\"";
}

std::string code_in_quotes(std::string_view text) {
  return is_identifier(text) ? in_quotes(text) : "(a text that is no identifier)";
}

}  // namespace rireki
