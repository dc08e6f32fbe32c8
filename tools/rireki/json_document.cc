#include "tools/rireki/json_document.h"

#include <charconv>
#include <system_error>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include "events/types/json_reader.h"

namespace rireki {

namespace {

namespace json = boost::json;

/// Receives the parser's events and builds the value of them.
struct DocumentHandler {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using error_code = json::error_code;

  json::value_stack values;

  template <class Push>
  static bool done(Push push) {
    push();
    return true;
  }

  bool on_document_begin(error_code&) {
    return done([&] { values.reset(); });
  }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_object_end(std::size_t size, error_code&) {
    return done([&] { values.push_object(size); });
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t size, error_code&) {
    return done([&] { values.push_array(size); });
  }
  bool on_key_part(json::string_view s, std::size_t, error_code&) {
    return done([&] { values.push_chars(s); });
  }
  bool on_key(json::string_view s, std::size_t, error_code&) {
    return done([&] { values.push_key(s); });
  }
  bool on_string_part(json::string_view s, std::size_t, error_code&) {
    return done([&] { values.push_chars(s); });
  }
  bool on_string(json::string_view s, std::size_t, error_code&) {
    return done([&] { values.push_string(s); });
  }
  bool on_number_part(json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t i, json::string_view, error_code&) {
    return done([&] { values.push_int64(i); });
  }
  bool on_uint64(std::uint64_t u, json::string_view, error_code&) {
    return done([&] { values.push_uint64(u); });
  }
  bool on_double(double d, json::string_view s, error_code&) {
    double exact = 0;
    const bool has_one = std::from_chars(s.data(), s.data() + s.size(), exact).ec == std::errc();
    return done([&] { values.push_double(has_one ? exact : d); });
  }
  bool on_bool(bool b, error_code&) {
    return done([&] { values.push_bool(b); });
  }
  bool on_null(error_code&) {
    return done([&] { values.push_null(); });
  }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }
};

json::parse_options deep_options() {
  json::parse_options options;
  options.max_depth = 2 * kJsonDepthMax;
  return options;
}

}  // namespace

Result<json::value> parse_document(std::string_view text) {
  json::basic_parser<DocumentHandler> parser(deep_options());
  json::error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (ec) return fail(Code::invalid_json, "column " + std::to_string(read + 1) + ": " + ec.message());
  if (read < text.size()) return fail(Code::invalid_json, "text after the JSON value");
  return parser.handler().values.release();
}

}  // namespace rireki
