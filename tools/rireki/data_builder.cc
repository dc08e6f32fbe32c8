#include "tools/rireki/data_builder.h"

#include <charconv>

#include <boost/json.hpp>

#include "events/calendar/era.h"
#include "events/types/catalog.h"
#include "events/types/text.h"

namespace rireki {

namespace {

namespace json = boost::json;

json::value typed(const std::string& text, const std::string*) { return json::string(text); }
json::value typed(const std::string& text, const Identifier*) { return json::string(text); }
json::value typed(const std::string& text, const Document*) { return json::string(text); }
json::value typed(const std::string& text, const Month*) { return json::string(text); }
json::value typed(const std::string& text, const Period*) { return json::string(text); }

json::value typed(const std::string& text, const Day*) {
  const auto day = parse_day(text);
  return json::string(day ? to_iso(*day) : text);
}

json::value typed(const std::string& text, const bool*) {
  if (text == "true" || text == "false") return text == "true";
  return json::string(text);
}

template <class Number>
requires(std::is_same_v<Number, Count> || std::is_same_v<Number, double>) json::value
    typed(const std::string& text, const Number*) {
  Number number{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec == std::errc() && end == text.data() + text.size()) return number;
  return json::string(text);
}

template <Enumeration E>
json::value typed(const std::string& text, const E*) {
  return json::string(text);
}

/// Structured values are typed as JSON.
json::value parsed(const std::string& text) {
  json::error_code ec;
  json::value value = json::parse(text, ec);
  return ec ? json::value(json::string(text)) : value;
}

json::value typed(const std::string& text, const Replacement*) { return parsed(text); }

template <Described E>
json::value typed(const std::string& text, const E*) {
  return parsed(text);
}

template <class T>
json::value typed(const std::string& text, const std::vector<T>*) {
  if (text.starts_with('[')) return parsed(text);
  json::array list;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    list.push_back(typed(text.substr(begin, end - begin), static_cast<const T*>(nullptr)));
    begin = end + 1;
  }
  return list;
}

template <class T>
json::value typed(const std::string& text, const std::optional<T>*) {
  return typed(text, static_cast<const T*>(nullptr));
}

}  // namespace

Result<Settings> parse_settings(const std::vector<std::string>& pairs) {
  Settings settings;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(Code::usage, "--set needs key=value, not " + in_quotes(pair.substr(0, equals)));
    settings[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return settings;
}

std::string build_data(EventType type, const Settings& settings) {
  const EventData data = empty_data(type);
  json::object out;
  for (const auto& [key, text] : settings) {
    json::value value = json::string(text);
    std::visit(
        [&, &key = key, &text = text](const auto& fields) {
          for_each_field<std::remove_cvref_t<decltype(fields)>>([&](const auto& f) {
            if (f.key == key) value = typed(text, &(fields.*(f.member)));
          });
        },
        data.value);
    out[key] = std::move(value);
  }
  return json::serialize(out);
}

}  // namespace rireki
