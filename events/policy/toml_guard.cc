#include "events/policy/toml_guard.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace rireki {

namespace {

constexpr std::string_view kByteOrderMark = "\uFEFF";

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

struct Character {
  std::uint32_t code = 0;
  std::size_t length = 0;  // in bytes, 0 if not UTF-8
};

/// The character that `text` begins with, which is not ASCII.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  constexpr std::array<std::uint32_t, 5> kFirstOfLength = {0, 0, 0x80, 0x800, 0x10000};
  if (byte(0) < 0xC0 || byte(0) > 0xF4 || text.size() < length) return {};
  std::uint32_t code = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3FU);
  }
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kFirstOfLength[length] || code > 0x10FFFF || is_surrogate) return {};
  return {code, length};
}

std::string escaped(std::uint32_t code) {
  std::string escape = "\\U";
  for (int shift = 28; shift >= 0; shift -= 4) escape += "0123456789ABCDEF"[(code >> shift) & 0xFU];
  return escape;
}

class Guard {
 public:
  Guard(std::string_view text, int parts_max) : text_(text), parts_max_(parts_max) {}

  std::string run() {
    if (text_.starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
    while (!done()) {
      if (is_quote()) {
        pass_string();
        if (!done() && is_quote()) refuse_at(line_, "not TOML: two texts stand side by side");
      } else if (text_[at_] == '#') {
        pass_comment();
      } else {
        pass_structure();
      }
    }
    return std::move(safe_);
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  bool is_quote() const { return text_[at_] == '"' || text_[at_] == '\''; }

  void pass_ascii() {
    if (text_[at_] == '\n') ++line_;
    safe_ += text_[at_++];
  }

  std::uint32_t take_character() {
    const Character character = first_character(text_.substr(at_));
    if (character.length == 0) refuse_at(line_, "not TOML: the text is not UTF-8");
    at_ += character.length;
    return character.code;
  }

  void pass_structure() {
    const char c = text_[at_];
    if (!is_ascii(c)) {
      static_cast<void>(take_character());
      refuse_at(line_, "not TOML: a character other than ASCII stands outside of quotes and comments");
    }
    if (c == '.' && ++parts_ > parts_max_) {
      refuse_at(line_, "a key has more than " + std::to_string(parts_max_) + " parts");
    }
    if (std::string_view("\r\n=,[]{}").find(c) != std::string_view::npos) parts_ = 1;
    pass_ascii();
  }

  void pass_comment() {
    while (!done() && text_[at_] != '\n') {
      if (is_ascii(text_[at_])) {
        pass_ascii();
      } else {
        static_cast<void>(take_character());
        safe_ += '?';
      }
    }
  }

  void pass_string() {
    const char quote = text_[at_];
    const std::size_t opening = quotes_here(quote);
    const bool multi_line = opening >= 3;
    pass_quotes(opening == 2 ? 2 : multi_line ? 3 : 1);
    if (opening == 2) return;
    while (!done() && (multi_line || text_[at_] != '\n')) {
      if (text_[at_] != quote) {
        pass_content(quote);
        continue;
      }
      // Up to two quotes of the content may stand directly before the closing three.
      const std::size_t quotes = multi_line ? std::min<std::size_t>(quotes_here(quote), 5) : 1;
      const bool closes = quotes >= 3 || !multi_line;
      if (closes) {
        const std::size_t closing = multi_line ? 3 : 1;
        pass_content_quotes(quote, quotes - closing);
        return pass_quotes(closing);
      }
      pass_content_quotes(quote, quotes);
    }
  }

  /// One character inside of quotes, or a backslash with the one after it.
  void pass_content(char quote) {
    const char c = text_[at_];
    if (!is_ascii(c)) {
      safe_ += escaped(take_character());
    } else if (quote == '\'' && (c == '\\' || c == '"')) {
      safe_ += '\\';
      pass_ascii();
    } else {
      pass_ascii();
      if (c != '\\' || done()) return;
      if (!is_ascii(text_[at_])) refuse_at(line_, "not TOML: a backslash stands before a character other than ASCII");
      pass_ascii();
    }
  }

  /// How many times in a row `quote` stands here.
  std::size_t quotes_here(char quote) const {
    return std::min(text_.find_first_not_of(quote, at_), text_.size()) - at_;
  }

  /// Quotes that open or close a text.
  void pass_quotes(std::size_t count) {
    safe_.append(count, '"');
    at_ += count;
  }

  void pass_content_quotes(char quote, std::size_t count) {
    safe_.append(count, quote);
    at_ += count;
  }

  std::string_view text_;
  int parts_max_;
  std::string safe_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  int parts_ = 1;
};

}  // namespace

void refuse_at(std::size_t line, const std::string& complaint) {
  throw TomlRefusal{"line " + std::to_string(std::max<std::size_t>(line, 1)) + ": " + complaint};
}

std::string guarded_toml(std::string_view text, int parts_max) { return Guard(text, parts_max).run(); }

}  // namespace rireki
