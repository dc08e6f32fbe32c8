// Every event type through JSON: round trips, each field missing, of another JSON type, or too many; and mutated bytes.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/events/reading.h"

namespace rireki {

using namespace examples;
namespace json = boost::json;

namespace {

/// How a JSON value of each kind looks; "x y" is a text, but no code, date, month or word of a vocabulary.
const std::vector<std::pair<JsonKind, json::value>> kKinds = {
    {JsonKind::null, nullptr},
    {JsonKind::boolean, true},
    {JsonKind::integer, 7},
    {JsonKind::number, 1.5},
    {JsonKind::text, "x y"},
    {JsonKind::array, json::array{}},
    {JsonKind::object, json::object{}},
};

bool may_hold(const std::string*, JsonKind kind) { return kind == JsonKind::text; }
bool may_hold(const Document*, JsonKind kind) { return kind == JsonKind::text; }
bool may_hold(const bool*, JsonKind kind) { return kind == JsonKind::boolean; }
bool may_hold(const Count*, JsonKind kind) { return kind == JsonKind::integer; }
bool may_hold(const double*, JsonKind kind) { return kind == JsonKind::integer || kind == JsonKind::number; }
bool may_hold(const Replacement*, JsonKind kind) { return kind == JsonKind::object; }
template <class T>
bool may_hold(const std::vector<T>*, JsonKind kind) {
  return kind == JsonKind::array;
}
/// Identifiers, dates, months, periods, vocabularies: texts, but not this one.
template <class T>
bool may_hold(const T*, JsonKind) {
  return false;
}
template <class T>
bool may_hold(const std::optional<T>*, JsonKind kind) {
  return may_hold(static_cast<const T*>(nullptr), kind);
}

struct FieldOfType {
  std::string key;
  bool required = false;
  std::vector<json::value> wrong;
};

std::vector<FieldOfType> fields_of(EventType type) {
  std::vector<FieldOfType> all;
  const EventData data = empty_data(type);
  std::visit(
      [&](const auto& fields) {
        for_each_field<std::remove_cvref_t<decltype(fields)>>([&](const auto& f) {
          using T = std::remove_cvref_t<decltype(fields.*(f.member))>;
          FieldOfType& one = all.emplace_back(FieldOfType{std::string(f.key), !is_optional<T>, {}});
          for (const auto& [kind, value] : kKinds) {
            if (!may_hold(static_cast<const T*>(nullptr), kind)) one.wrong.push_back(value);
          }
        });
      },
      data.value);
  return all;
}

void check_field_refused(const Example& example, const json::object& data, const std::string& key) {
  const std::string line = line_with(example.type, json::serialize(data));
  CAPTURE(line);
  const auto event = read(line);
  REQUIRE_FALSE(event);
  CAPTURE(event.error().message);
  CHECK((event.error().code == Code::invalid_field || event.error().code == Code::invalid_date));
  CHECK(event.error().field == "data." + key);
  CHECK(event.error().message.contains(key));
}

}  // namespace

TEST_CASE("every event type reads, writes and reads back as the same event", "[events][json]") {
  for (std::size_t i = 0; i < kExamples.size(); ++i) {
    const Example& example = kExamples[i];
    CAPTURE(to_text(example.type));
    REQUIRE(static_cast<std::size_t>(example.type) == i);
    const auto full = read(full_line(example), true);
    REQUIRE(full);
    CHECK(full->type() == example.type);
    CHECK(to_json(*full) == full_line(example));
    CHECK(to_json(full->data) == example.full);

    const auto minimal = read(minimal_line(example));
    REQUIRE(minimal);
    CHECK(to_json(*minimal) == minimal_line(example));
    const auto again = read(to_json(*minimal));
    REQUIRE(again);
    CHECK(same_event(*minimal, *again));
    CHECK_FALSE(same_content(*minimal, *full));
  }
}

TEST_CASE("the full example gives every field and the minimal one only what is required", "[events][json]") {
  for (const Example& example : kExamples) {
    CAPTURE(to_text(example.type));
    const json::object full = data_of(example.full);
    const json::object minimal = data_of(example.minimal);
    const auto fields = fields_of(example.type);
    CHECK(full.size() == fields.size());
    for (const FieldOfType& field : fields) {
      CAPTURE(field.key);
      CHECK(full.contains(field.key));
      if (example.type != EventType::PersonDetailsChanged) CHECK(minimal.contains(field.key) == field.required);
    }
  }
}

TEST_CASE("a required field that is missing is named", "[events][json]") {
  for (const Example& example : kExamples) {
    for (const FieldOfType& field : fields_of(example.type)) {
      json::object data = data_of(example.full);
      data.erase(field.key);
      const std::string line = line_with(example.type, json::serialize(data));
      if (field.required) {
        check_refused(line, Code::missing_field, "data." + field.key);
      } else {
        CAPTURE(line);
        CHECK(read(line));
      }
    }
  }
}

TEST_CASE("a field of a wrong JSON type is refused by name, null too", "[events][json]") {
  for (const Example& example : kExamples) {
    for (const FieldOfType& field : fields_of(example.type)) {
      REQUIRE(field.wrong.size() >= 5);
      for (const json::value& wrong : field.wrong) {
        json::object data = data_of(example.full);
        data[field.key] = wrong;
        check_field_refused(example, data, field.key);
      }
    }
  }
}

TEST_CASE("a field that the type does not have is refused by name", "[events][json]") {
  for (const Example& example : kExamples) {
    for (const std::string_view base : {example.full, example.minimal}) {
      json::object data = data_of(base);
      data["unheard_of"] = nullptr;
      check_refused(line_with(example.type, json::serialize(data)), Code::unknown_field, "data.unheard_of");
    }
  }
}

TEST_CASE("a change of a person's details names at least one thing", "[events][json]") {
  const auto event = read(line_with(EventType::PersonDetailsChanged, "{}"));
  REQUIRE_FALSE(event);
  CHECK(event.error().code == Code::missing_field);
  CHECK(event.error().message.contains("name"));
}

namespace {

void mutate(std::string& line, Dice& dice) {
  constexpr std::string_view kAlphabet = "{}[]\",:\\0e-.9nu x\xE3\xFF\x7F";
  const std::size_t at = dice.below(line.size());
  switch (dice.below(5)) {
    case 0:
      line[at] = static_cast<char>(line[at] ^ (1 << dice.below(8)));
      return;
    case 1:
      line[at] = static_cast<char>(dice.below(256));
      return;
    case 2:
      line.insert(at, 1, kAlphabet[dice.below(kAlphabet.size())]);
      return;
    case 3:
      line.erase(at, 1);
      return;
    default:
      line[at] = kAlphabet[dice.below(kAlphabet.size())];
      return;
  }
}

}  // namespace

TEST_CASE("a mutated line is an event or an error that tells nothing personal", "[events][json]") {
  EventReader reader;
  Dice dice(7);
  std::size_t read_well = 0;
  std::size_t refused = 0;
  for (const Example& example : kExamples) {
    for (const std::string& original : {full_line(example), minimal_line(example)}) {
      for (std::size_t i = 0; i < 60 * effort(); ++i) {
        std::string line = original;
        for (std::size_t n = dice.below(3) + 1; n > 0 && !line.empty(); --n) mutate(line, dice);
        if (dice.below(20) == 0) line.resize(dice.below(line.size() + 1));
        const ReadOptions options{.needs_recorded = dice.below(2) == 0};
        const auto event = reader.read(line, options);
        if (event) {
          ++read_well;
          const auto again = reader.read(to_json(*event), options);
          CAPTURE(line);
          REQUIRE(again);
          CHECK(same_content(*again, *event));
          continue;
        }
        ++refused;
        const Error& error = event.error();
        for (const std::string_view piece : kPersonalPieces) {
          if (error.message.contains(piece) || error.field.contains(piece)) {
            FAIL_CHECK("a message tells \"" << piece << "\": " << error.message << "\nof " << line);
          }
        }
        if (error.message.empty() || error.code > Code::encoding_error) FAIL_CHECK("an odd error of " << line);
      }
    }
  }
  CHECK(read_well > 100);
  CHECK(refused > 1000);
}

}  // namespace rireki
