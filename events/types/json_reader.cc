#include "events/types/json_reader.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <system_error>

#include <boost/json/basic_parser_impl.hpp>

#include "events/types/text.h"

namespace rireki {

namespace {

namespace json = boost::json;

/// Receives the parser's events and lays them on the tape.
struct TapeHandler {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  std::vector<JsonNode> tape;
  std::vector<std::uint32_t> open;
  std::string arena;  // holds all text; reserved before parsing, so that views into it stay valid
  std::size_t text_begin = 0;
  std::string_view key;
  std::string_view repeated_key;
  std::vector<std::string_view> keys;  // of the object that ends; kept for its capacity

  void reset(std::size_t bytes) {
    tape.clear();
    open.clear();
    arena.clear();
    arena.reserve(bytes);
    text_begin = 0;
    key = {};
    repeated_key = {};
  }

  JsonNode& add(JsonKind kind) {
    JsonNode& node = tape.emplace_back();
    node.kind = kind;
    node.key = std::exchange(key, {});
    node.next = static_cast<std::uint32_t>(tape.size());
    return node;
  }

  std::string_view take_text() {
    const std::string_view text = std::string_view(arena).substr(text_begin);
    text_begin = arena.size();
    return text;
  }

  bool begin(JsonKind kind) {
    open.push_back(static_cast<std::uint32_t>(tape.size()));
    add(kind);
    return true;
  }

  bool end() {
    tape[open.back()].next = static_cast<std::uint32_t>(tape.size());
    open.pop_back();
    return true;
  }

  /// Also notes the bits of the keys.
  bool has_repeated_key(std::uint32_t object) {
    keys.clear();
    for_each_child(tape, object, [&](std::uint32_t i) {
      keys.push_back(tape[i].key);
      tape[object].integer |= key_bit(tape[i].key);
    });
    constexpr std::size_t kFew = 24;  // up to here comparing all pairs is faster than sorting
    if (keys.size() > kFew) {
      std::ranges::sort(keys);
      const auto twice = std::ranges::adjacent_find(keys);
      return twice != keys.end() && note_repeated(*twice);
    }
    for (std::size_t i = 1; i < keys.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        if (same_key(keys[i], keys[k])) return note_repeated(keys[i]);
      }
    }
    return false;
  }

  bool note_repeated(std::string_view repeated) {
    repeated_key = repeated;
    return true;
  }

  using error_code = json::error_code;
  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return begin(JsonKind::object); }
  bool on_object_end(std::size_t, error_code& ec) {
    const std::uint32_t object = open.back();
    end();
    if (!has_repeated_key(object)) return true;
    ec = json::error::syntax;
    return false;
  }
  bool on_array_begin(error_code&) { return begin(JsonKind::array); }
  bool on_array_end(std::size_t, error_code&) { return end(); }
  bool on_key_part(json::string_view s, std::size_t, error_code&) { return append(s); }
  bool on_key(json::string_view s, std::size_t, error_code&) {
    append(s);
    key = take_text();
    return true;
  }
  bool on_string_part(json::string_view s, std::size_t, error_code&) { return append(s); }
  bool on_string(json::string_view s, std::size_t, error_code&) {
    append(s);
    const std::string_view text = take_text();
    add(JsonKind::text).text = text;
    return true;
  }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t i, json::string_view, error_code&) {
    JsonNode& node = add(JsonKind::integer);
    node.integer = i;
    node.number = static_cast<double>(i);
    return true;
  }
  bool on_uint64(std::uint64_t u, json::string_view, error_code&) { return on_number(static_cast<double>(u)); }
  /// The parser's own double may be the neighbour of the one meant; the text, which comes in one piece, says which.
  bool on_double(double d, json::string_view s, error_code&) {
    double exact = 0;
    const bool has_one = std::from_chars(s.data(), s.data() + s.size(), exact).ec == std::errc();
    return on_number(has_one ? exact : d);  // else too large or too small for any
  }
  bool on_bool(bool b, error_code&) {
    add(JsonKind::boolean).boolean = b;
    return true;
  }
  bool on_null(error_code&) {
    add(JsonKind::null);
    return true;
  }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

 private:
  bool append(json::string_view s) {
    arena.append(s.data(), s.size());
    return true;
  }
  bool on_number(double d) {
    add(JsonKind::number).number = d;
    return true;
  }
};

json::parse_options strict_options() {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  return options;
}

}  // namespace

struct JsonReader::Impl {
  json::basic_parser<TapeHandler> parser{strict_options()};
};

JsonReader::JsonReader() : impl_(std::make_unique<Impl>()) {}
JsonReader::~JsonReader() = default;

Result<const std::vector<JsonNode>*> JsonReader::parse(std::string_view text) {
  if (text.size() > kJsonBytesMax) {
    return fail(Code::invalid_json, "the line is longer than " + std::to_string(kJsonBytesMax >> 20) + " MiB");
  }
  auto& parser = impl_->parser;
  parser.reset();
  parser.handler().reset(text.size());
  json::error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read == text.size()) return &parser.handler().tape;

  if (const auto bad = find_invalid_utf8(text)) {
    return fail(Code::encoding_error,
                "column " + std::to_string(*bad + 1) + ": byte " + hex_byte(text[*bad]) + " is not valid UTF-8");
  }
  const std::string where = "column " + std::to_string(std::min(read, text.size()) + 1) + ": ";
  if (!parser.handler().repeated_key.empty()) {
    return fail(Code::invalid_json,
                where + "the key " + code_in_quotes(parser.handler().repeated_key) + " stands twice");
  }
  return fail(Code::invalid_json, where + (ec ? ec.message() : std::string("text after the JSON value")));
}

std::string_view to_text(JsonKind kind) noexcept {
  constexpr std::string_view kNames[] = {"null",   "true or false", "an integer", "a number",
                                         "a text", "a list",        "an object"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace rireki
