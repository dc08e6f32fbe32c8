// What the tests of JSON share: a good line to spoil, and a look at its refusal.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/events/examples.h"

namespace rireki::examples {

inline Result<Event> read(std::string_view line, bool needs_recorded = false) {
  EventReader reader;
  return reader.read(line, {.needs_recorded = needs_recorded});
}

inline boost::json::object data_of(std::string_view text) {
  return boost::json::parse(boost::json::string_view(text.data(), text.size())).as_object();
}

/// A good hire, to which one more member is given, or one replaced, in the envelope or in `data`.
inline boost::json::object hire() {
  return boost::json::parse(minimal_line(kExamples[static_cast<std::size_t>(EventType::Hired)])).as_object();
}

template <class T>
boost::json::value json_value(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    const std::string_view text(value);
    return boost::json::string(text.data(), text.size());
  } else {
    return value;
  }
}

template <class T>
std::string hire_with(const std::string& key, const T& value) {
  boost::json::object event = hire();
  event[key] = json_value(value);
  return boost::json::serialize(event);
}

template <class T>
std::string hire_with_field(const std::string& key, const T& value) {
  boost::json::object event = hire();
  event["data"].as_object()[key] = json_value(value);
  return boost::json::serialize(event);
}

/// The same for a value that Boost.JSON would not write.
inline std::string hire_with_raw(std::string_view key, std::string_view raw) {
  std::string line = boost::json::serialize(hire());
  line.pop_back();
  return line + ",\"" + std::string(key) + "\":" + std::string(raw) + "}";
}

inline void check_refused(const std::string& line, Code code, std::string_view field, bool needs_recorded = false) {
  CAPTURE(line.substr(0, 300));
  const auto event = read(line, needs_recorded);
  REQUIRE_FALSE(event);
  CAPTURE(event.error().message);
  CHECK(to_text(event.error().code) == to_text(code));
  CHECK(event.error().field == field);
  const auto dot = field.rfind('.');
  CHECK(event.error().message.contains(dot == std::string_view::npos ? field : field.substr(dot + 1)));
}

inline void check_broken(std::string_view line, Code code = Code::invalid_json) {
  CAPTURE(line.substr(0, 300));
  const auto event = read(line);
  REQUIRE_FALSE(event);
  CAPTURE(event.error().message);
  CHECK(to_text(event.error().code) == to_text(code));
}

inline std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

}  // namespace rireki::examples
