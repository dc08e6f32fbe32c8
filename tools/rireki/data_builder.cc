#include "tools/rireki/data_builder.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "events/calendar/digits.h"
#include "events/calendar/era.h"
#include "events/types/catalog.h"
#include "events/types/json_reader.h"
#include "events/types/text.h"

namespace rireki {

namespace {

/// Writes texts as values of the kinds of fields that there are.
class TypedWriter {
 public:
  TypedWriter(JsonWriter& out, char separator) : out_(out), separator_(separator) {}

  void write(std::string_view text, const std::string*) { out_.text(text); }
  void write(std::string_view text, const Identifier*) { out_.text(text); }
  void write(std::string_view text, const Document*) { out_.text(text); }
  void write(std::string_view text, const Month*) { out_.text(text); }
  void write(std::string_view text, const Period*) { out_.text(text); }
  void write(std::string_view text, const Replacement*) { write_json(text); }

  void write(std::string_view text, const Day*) {
    const auto day = parse_day(text);
    out_.text(day ? to_iso(*day) : text);
  }

  /// Spreadsheets write them in capitals.
  void write(std::string_view text, const bool*) {
    const bool is_true = text == "true" || text == "TRUE";
    if (is_true || text == "false" || text == "FALSE") {
      out_.boolean(is_true);
    } else {
      out_.text(text);
    }
  }

  /// Spreadsheets have digits of full width as well.
  void write(std::string_view text, const Count*) {
    if (const auto number = whole<Count>(to_half_width(text))) {
      out_.integer(*number);
    } else {
      out_.text(text);
    }
  }

  void write(std::string_view text, const double*) {
    const auto number = whole<double>(to_half_width(text));
    if (number && std::isfinite(*number)) {
      out_.number(*number);
    } else {
      out_.text(text);
    }
  }

  template <Enumeration E>
  void write(std::string_view text, const E*) {
    out_.text(text);
  }

  template <Described E>
  void write(std::string_view text, const E*) {
    write_json(text);
  }

  template <class T>
  void write(std::string_view text, const std::vector<T>*) {
    if (Described<T> || text.starts_with('[')) return write_json(text);
    out_.begin_array();
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(separator_, begin), text.size());
      write(text.substr(begin, end - begin), static_cast<const T*>(nullptr));
      begin = end + 1;
    }
    out_.end_array();
  }

  template <class T>
  void write(std::string_view text, const std::optional<T>*) {
    write(text, static_cast<const T*>(nullptr));
  }

 private:
  template <class Number>
  static std::optional<Number> whole(std::string_view text) {
    Number number{};
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
  }

  /// A structure is typed as JSON, and kept on one line: outside of texts, line breaks are only blanks.
  void write_json(std::string_view text) {
    JsonReader reader;
    if (!reader.parse(text)) {
      out_.text(text);
      return;
    }
    std::string line(text);
    std::ranges::replace_if(
        line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    out_.raw(line);
  }

  JsonWriter& out_;
  char separator_;
};

/// Calls `use(member)` with a null pointer of the kind of the type's field, if it has one of this name.
template <class Use>
bool with_field(EventType type, std::string_view key, Use&& use) {
  static const auto kEmpty = [] {
    std::vector<EventData> all;
    for (std::size_t i = 0; i < kEventTypeCount; ++i) all.push_back(empty_data(static_cast<EventType>(i)));
    return all;
  }();
  bool found = false;
  std::visit(
      [&](const auto& fields) {
        for_each_field<std::remove_cvref_t<decltype(fields)>>([&](const auto& f) {
          if (f.key != key) return;
          found = true;
          use(f, &(fields.*(f.member)));
        });
      },
      kEmpty[static_cast<std::size_t>(type)].value);
  return found;
}

/// Where the value of a date stands in a Record, if the type has a date of this name.
std::optional<Part> part_of_date(EventType type, std::string_view key) {
  std::optional<Part> part;
  with_field(type, key, [&]<class F, class T>(const F& f, const T*) {
    if constexpr (std::is_same_v<T, Day> || std::is_same_v<T, std::optional<Day>>) part = f.part;
  });
  return part;
}

}  // namespace

Result<Settings> parse_settings(const std::vector<std::string>& pairs) {
  Settings settings;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(Code::usage, "--set needs key=value, not " + code_in_quotes(pair.substr(0, equals)));
    const bool is_new = settings.emplace(pair.substr(0, equals), pair.substr(equals + 1)).second;
    if (!is_new) return fail(Code::usage, "--set: " + code_in_quotes(pair.substr(0, equals)) + " stands twice");
  }
  return settings;
}

std::string build_data(EventType type, const Settings& settings) {
  JsonWriter out;
  out.begin_object();
  for (const auto& [key, text] : settings) {
    out.key(key);
    write_typed(out, type, key, text, ',');
  }
  out.end_object();
  return std::move(out).str();
}

void write_typed(JsonWriter& out, EventType type, std::string_view key, std::string_view text, char separator) {
  const bool known =
      with_field(type, key, [&](const auto&, const auto* kind) { TypedWriter(out, separator).write(text, kind); });
  if (!known) out.text(text);
}

void write_integer(JsonWriter& out, std::string_view text) {
  TypedWriter(out, ',').write(text, static_cast<const Count*>(nullptr));
}

bool is_field_of_any_type(std::string_view key) {
  for (std::size_t i = 0; i < kEventTypeCount; ++i) {
    if (is_field_of(static_cast<EventType>(i), key)) return true;
  }
  return false;
}

bool is_field_of(EventType type, std::string_view key) {
  return with_field(type, key, [](const auto&, const auto*) {});
}

std::optional<Error> date_fault(EventType type, std::string_view key, std::string_view text) {
  const auto part = part_of_date(type, key);
  if (!part) return std::nullopt;
  const auto day = parse_day(text);
  if (day) return std::nullopt;
  // What a person typed may be a personal field's value, which no message shows.
  const std::string what = *part == Part::clear
                               ? day.error().message
                               : "not a date of the calendar or of its era, such as 2023-04-01 or R5.4.1";
  const std::string field = "data." + std::string(key);
  return Error{day.error().code, field + ": " + what, field};
}

std::vector<Error> date_faults(EventType type, const Settings& settings) {
  std::vector<Error> faults;
  for (const auto& [key, text] : settings) {
    if (auto fault = date_fault(type, key, text)) faults.push_back(std::move(*fault));
  }
  return faults;
}

}  // namespace rireki
