// Events read from JSON: what fits, and for what does not the code and the field that the refusal names.
#include "events/types/event_json.h"

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/events/reading.h"

namespace rireki {

using namespace examples;
namespace json = boost::json;

// --- the envelope --------------------------------------------------------------------------------------------------

TEST_CASE("a key of section 3 that does not fit is refused by name", "[events][json]") {
  struct Row {
    std::string key;
    json::value value;
    Code code;
  };
  const json::string long_id(65, 'a');
  const std::vector<Row> rows = {
      {"id", 7, Code::invalid_field},
      {"id", nullptr, Code::invalid_field},
      {"id", "", Code::invalid_field},
      {"id", "a b", Code::invalid_field},
      {"id", "号1", Code::invalid_field},
      {"id", long_id, Code::invalid_field},
      {"type", 7, Code::invalid_field},
      {"type", nullptr, Code::invalid_field},
      {"type", "hired", Code::unknown_type},
      {"type", "", Code::unknown_type},
      {"subject", 7, Code::invalid_field},
      {"subject", "", Code::invalid_field},
      {"subject", "P 1", Code::invalid_field},
      {"subject", "org", Code::invalid_field},
      {"subject", long_id, Code::invalid_field},
      {"effective", 20230401, Code::invalid_field},
      {"effective", nullptr, Code::invalid_field},
      {"effective", "2023-02-29", Code::invalid_date},
      {"effective", "2023-13-01", Code::invalid_date},
      {"effective", "2023-4-1", Code::invalid_date},
      {"effective", "2023-04-01T00:00:00Z", Code::invalid_date},
      {"effective", " 2023-04-01", Code::invalid_date},
      {"effective", "R5.4.1", Code::invalid_date},
      {"effective", "令和5年4月1日", Code::invalid_date},
      {"effective", "", Code::invalid_date},
      {"effective", "1867-12-31", Code::invalid_date},
      {"effective", "3000-01-01", Code::invalid_date},
      {"line", -1, Code::invalid_field},
      {"line", 65536, Code::invalid_field},
      {"line", 1.0, Code::invalid_field},
      {"line", "1", Code::invalid_field},
      {"line", nullptr, Code::invalid_field},
      {"actor", 7, Code::invalid_field},
      {"actor", nullptr, Code::invalid_field},
      {"approved_by", true, Code::invalid_field},
      {"order_ref", json::array{}, Code::invalid_field},
      {"note", json::object{}, Code::invalid_field},
      {"data", nullptr, Code::invalid_field},
      {"data", "{}", Code::invalid_field},
      {"data", json::array{}, Code::invalid_field},
      {"colour", "red", Code::unknown_field},
      {"Note", "x", Code::unknown_field},
      {"time", "2023-04-01T00:00:00Z", Code::unknown_field},
  };
  for (const Row& row : rows) check_refused(hire_with(row.key, row.value), row.code, row.key);
  for (const std::string key : {"type", "subject", "effective", "data"}) {
    json::object event = hire();
    event.erase(key);
    check_refused(json::serialize(event), Code::missing_field, key);
  }
}

TEST_CASE("a key that is empty is refused as unknown", "[events][json]") {
  const auto event = read(hire_with("", 1));
  REQUIRE_FALSE(event);
  CHECK(event.error().code == Code::unknown_field);
}

TEST_CASE("the bounds of the envelope belong to it", "[events][json]") {
  for (const char* day : {"1868-01-01", "2999-12-31", "2024-02-29"}) CHECK(read(hire_with("effective", day)));
  for (const int line : {0, 65535}) {
    const auto event = read(hire_with("line", line));
    REQUIRE(event);
    CHECK(event->line == line);
  }
  CHECK(read(hire_with("id", std::string(64, 'Z'))));
  CHECK(read(hire_with("id", "Az09._-")));
}

TEST_CASE("a type whose subject is the organisation refuses another subject", "[events][json]") {
  json::object event = json::parse(line_with(EventType::SurveyTallied,
                                             kExamples[static_cast<std::size_t>(EventType::SurveyTallied)].full))
                           .as_object();
  event["subject"] = "U-101";
  check_refused(json::serialize(event), Code::invalid_field, "subject");
}

TEST_CASE("an unknown type is answered with the nearest known one", "[events][json]") {
  const auto event = read(hire_with("type", "Promotd"));
  REQUIRE_FALSE(event);
  CHECK(event.error().message.contains("Promotd"));
  CHECK(event.error().message.contains("Promoted"));
}

TEST_CASE("recorded, seq and version are ignored on input, whatever they hold", "[events][json]") {
  for (const json::value& value : {json::value(nullptr), json::value("never"), json::value(-1), json::value("12")}) {
    for (const std::string key : {"recorded", "seq", "version"}) {
      const auto event = read(hire_with(key, value));
      REQUIRE(event);
      CHECK_FALSE(event->recorded);
    }
  }
}

TEST_CASE("a trusted import needs recorded on every line", "[events][json]") {
  check_refused(json::serialize(hire()), Code::missing_field, "recorded", true);
  for (const json::value& value : {json::value(nullptr), json::value(7), json::value("2023-03-24"),
                                   json::value("2023-03-24T01:02:03"), json::value("2023-03-24T25:02:03Z")}) {
    check_refused(hire_with("recorded", value), Code::invalid_field, "recorded", true);
  }
  const auto event = read(hire_with("recorded", "2023-03-24T10:02:03.5+09:00"), true);
  REQUIRE(event);
  REQUIRE(event->recorded);
  CHECK(to_text(*event->recorded) == "2023-03-24T01:02:03.500Z");
}

TEST_CASE("of several faults the first is named: section 3, then the type, unknown keys last", "[events][json]") {
  json::object data = {{"oddity", 1}, {"grade", 21}, {"unit", "no code"}};
  json::object event = {{"strange", 1},     {"data", 7},     {"note", 7},       {"order_ref", 7},
                        {"approved_by", 7}, {"actor", 7},    {"recorded", "x"}, {"line", -1},
                        {"effective", "x"}, {"subject", ""}, {"type", "Nope"},  {"id", "no id"}};
  const auto refused = [&](Code code, std::string_view field) {
    check_refused(json::serialize(event), code, field, true);
  };
  const std::vector<std::tuple<std::string, Code, json::value>> steps = {
      {"id", Code::invalid_field, "e-1"},         {"type", Code::unknown_type, "Promoted"},
      {"subject", Code::invalid_field, "P1"},     {"effective", Code::invalid_date, "2023-04-01"},
      {"line", Code::invalid_field, 1},           {"recorded", Code::invalid_field, "2023-03-24T01:02:03Z"},
      {"actor", Code::invalid_field, "a"},        {"approved_by", Code::invalid_field, "b"},
      {"order_ref", Code::invalid_field, "R5-1"}, {"note", Code::invalid_field, "n"},
      {"data", Code::invalid_field, data},
  };
  for (const auto& [key, code, good] : steps) {
    refused(code, key);
    event[key] = good;
  }
  refused(Code::missing_field, "data.rank");
  event["data"].as_object()["rank"] = "chief";
  refused(Code::invalid_field, "data.grade");
  event["data"].as_object()["grade"] = 3;
  refused(Code::invalid_field, "data.unit");
  event["data"].as_object()["unit"] = "U-1";
  const auto unknown = read(json::serialize(event), true);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == Code::unknown_field);
  event.erase("strange");
  refused(Code::unknown_field, "data.oddity");
  event["data"].as_object().erase("oddity");
  CHECK(read(json::serialize(event), true));
}

TEST_CASE("corrections and voids may leave their date to the target", "[events][json]") {
  for (const EventType type : {EventType::EventCorrected, EventType::EventVoided}) {
    const Example& example = kExamples[static_cast<std::size_t>(type)];
    const auto event = read(minimal_line(example));
    REQUIRE(event);
    CHECK_FALSE(event->effective);
  }
}

// --- values --------------------------------------------------------------------------------------------------------

TEST_CASE("integers have bounds and are integers", "[events][json]") {
  const std::vector<std::pair<std::string, std::vector<json::value>>> refused = {
      {"grade", {0, 21, -1, 2.0, 2.5, "2", true}},
      {"step", {0, 301, -1}},
      {"weekly_minutes", {-1, 0.5, "x", (std::int64_t{1} << 53)}},
  };
  for (const auto& [key, values] : refused) {
    for (const json::value& value : values)
      check_refused(hire_with_field(key, value), Code::invalid_field, "data." + key);
  }
  const std::vector<std::pair<std::string, json::value>> accepted = {
      {"grade", 1}, {"grade", 20}, {"step", 1}, {"step", 300}, {"weekly_minutes", 0}};
  for (const auto& [key, value] : accepted) CHECK(read(hire_with_field(key, value)));
}

TEST_CASE("numbers of any size are refused by name where they do not fit", "[events][json]") {
  const std::string digits(30, '9');
  for (const std::string& number : {std::string("1e999"), std::string("-1e999"), digits, "-" + digits, digits + ".5",
                                    std::string("18446744073709551615"), std::string("1e-999")}) {
    check_refused(hire_with_raw("line", number), Code::invalid_field, "line");
  }
  const auto benchmark = [](const std::string& value) {
    return line_with(EventType::BenchmarkPublished,
                     R"({"indicator":"K","fiscal_year":2022,"value":)" + value + R"(,"source":"s"})");
  };
  check_refused(benchmark("1e999"), Code::invalid_field, "data.value");
  check_refused(benchmark("-1e999"), Code::invalid_field, "data.value");
  CHECK(read(benchmark(digits)));
  CHECK(read(benchmark("1e308")));
}

TEST_CASE("a number without end inside a correction is refused like any other", "[events][json]") {
  const auto event = read(line_with(
      EventType::EventCorrected,
      R"({"target":"t","data":{"indicator":"K","fiscal_year":2022,"value":1e999,"source":"s"},"cause":"clerical"})"));
  REQUIRE(event);
  EventReader reader;
  const auto data = reader.read_data(EventType::BenchmarkPublished, event->as<EventCorrected>()->data.json);
  REQUIRE_FALSE(data);
  CHECK(data.error().code == Code::invalid_field);
  CHECK(data.error().field.ends_with("value"));
}

TEST_CASE("a replacement is read as strictly as the event it replaces", "[events][json]") {
  struct Row {
    EventType type;
    std::string_view data;
    Code code;
    std::string_view field;
  };
  const std::vector<Row> rows = {
      {EventType::GradeChanged, R"({"grade":21})", Code::invalid_field, "grade"},
      {EventType::GradeChanged, R"({})", Code::missing_field, "grade"},
      {EventType::GradeChanged, R"({"grade":2,"colour":"red"})", Code::unknown_field, "colour"},
      {EventType::TermRenewed, R"({"term_end":"2023-02-29"})", Code::invalid_date, "term_end"},
      {EventType::PersonDetailsChanged, R"({})", Code::missing_field, "name"},
  };
  EventReader reader;
  for (const Row& row : rows) {
    CAPTURE(row.data);
    const auto data = reader.read_data(row.type, row.data);
    REQUIRE_FALSE(data);
    CHECK(to_text(data.error().code) == to_text(row.code));
    CHECK(data.error().field.ends_with(row.field));
    CHECK(data.error().message.contains(row.field));
  }
}

TEST_CASE("a number with a fraction is no integer inside a correction either", "[events][json]") {
  const auto event =
      read(line_with(EventType::EventCorrected, R"({"target":"t","data":{"grade":3.0},"cause":"clerical"})"));
  REQUIRE(event);
  EventReader reader;
  CHECK_FALSE(reader.read_data(EventType::GradeChanged, event->as<EventCorrected>()->data.json));
}

TEST_CASE("texts have up to 2,000 characters, in NFC, without NUL", "[events][json]") {
  for (const std::string_view letter : {"a", "あ", "𠮷"}) {
    const std::string longest = repeated(letter, 2000);
    for (const std::string key : {"note", "actor", "order_ref", "approved_by"}) {
      CHECK(read(hire_with(key, longest)));
      check_refused(hire_with(key, longest + std::string(letter)), Code::invalid_field, key);
    }
    CHECK(read(hire_with_field("post", longest)));
    check_refused(hire_with_field("post", longest + std::string(letter)), Code::invalid_field, "data.post");
  }
  const std::string nfd = "か\xE3\x82\x99";  // か with a combining sound mark instead of が
  const std::string nfd_latin = "e\xCC\x81";
  for (const std::string& text : {nfd, nfd_latin, "庁舎" + nfd, std::string("a\0b", 3), std::string("\0", 1)}) {
    check_refused(hire_with("note", text), Code::invalid_field, "note");
    check_refused(hire_with_field("post", text), Code::invalid_field, "data.post");
  }
  for (const std::string_view text : {"が", "é", "神", "🎌", "ｶﾞ", "﨑", ""}) CHECK(read(hire_with("note", text)));
}

TEST_CASE("a compatibility ideograph that NFC replaces is refused", "[events][json]") {
  check_refused(hire_with("note", "\xEF\xA8\x99"), Code::invalid_field, "note");  // U+FA19, which NFC makes U+795E
}

TEST_CASE("a text that is needed, and any name, is refused if it is blank", "[events][json]") {
  const auto given = [](EventType type, json::object data) { return line_with(type, json::serialize(data)); };
  for (const std::string blank : {"", " ", "　", "\t \n", "\u200B"}) {
    CAPTURE(blank);
    const json::object person = {{"name", blank}, {"birth", "1984-04-01"}, {"sex", "female"}};
    const json::object row = {{"date", "2023-04-01"}, {"title", blank}, {"purpose", "p"}, {"content", "c"}};
    const json::object filed = {{"fiscal_year", 2023}, {"form", "plan"}, {"rows", {row}}};
    check_refused(given(EventType::PersonRegistered, person), Code::invalid_field, "data.name");
    check_refused(given(EventType::PersonDetailsChanged, {{"name", blank}}), Code::invalid_field, "data.name");
    check_refused(given(EventType::OrgUnitEstablished, {{"name", blank}}), Code::invalid_field, "data.name");
    check_refused(given(EventType::OrgUnitChanged, {{"name", blank}}), Code::invalid_field, "data.name");
    check_refused(given(EventType::WorkplaceTrainingFiled, filed), Code::invalid_field, "data.rows[0].title");
    check_refused(hire_with_field("rank", blank), Code::invalid_field, "data.rank");
    CHECK_FALSE(EventReader().read_data(EventType::PersonRegistered, json::serialize(person)));
    // What need not be there may say nothing, and what a log has is read.
    CHECK(read(hire_with_field("post", blank)));
    CHECK(read(hire_with("note", blank)));
    json::object old = json::parse(given(EventType::PersonRegistered, person)).as_object();
    old["recorded"] = "2023-04-01T00:00:00Z";
    CHECK(read(json::serialize(old), true));
    CHECK(EventReader().read_data(EventType::PersonRegistered, json::serialize(person), true));
  }
}

TEST_CASE("lists have up to 1,000 items", "[events][json]") {
  const auto unit = [](std::size_t items) {
    json::array list;
    for (std::size_t i = 0; i < items; ++i) list.push_back("f");
    return line_with(EventType::OrgUnitEstablished, json::serialize(json::object{{"name", "n"}, {"fields", list}}));
  };
  CHECK(read(unit(1000)));
  check_refused(unit(1001), Code::invalid_field, "data.fields");
  const auto figures = [](std::size_t items) {
    json::object data = data_of(kExamples[static_cast<std::size_t>(EventType::PeriodClosed)].minimal);
    for (std::size_t i = 0; i < items; ++i) data["figures"].as_array().push_back({{"id", "K"}, {"value", 1}});
    return line_with(EventType::PeriodClosed, json::serialize(data));
  };
  CHECK(read(figures(1000)));
  check_refused(figures(1001), Code::invalid_field, "data.figures");
}

TEST_CASE("a fault inside a list is named with its place", "[events][json]") {
  const auto filed = [](std::string_view rows) {
    return line_with(EventType::WorkplaceTrainingFiled,
                     R"({"fiscal_year":2023,"form":"plan","rows":)" + std::string(rows) + "}");
  };
  const std::string good = R"({"date":"2023-06-01","title":"t","purpose":"p","content":"c"})";
  CHECK(read(filed("[" + good + "]")));
  check_refused(filed("[" + good + R"(,{"date":"2023-06-01","purpose":"p","content":"c"}])"), Code::missing_field,
                "data.rows[1].title");
  check_refused(filed(R"([{"date":"2023-06-31","title":"t","purpose":"p","content":"c"}])"), Code::invalid_date,
                "data.rows[0].date");
  check_refused(filed(R"([{"date":"2023-06-01","title":"t","purpose":"p","content":"c","sessions":-1}])"),
                Code::invalid_field, "data.rows[0].sessions");
  check_refused(filed(R"([{"date":"2023-06-01","title":"t","purpose":"p","content":"c","cost":1}])"),
                Code::unknown_field, "data.rows[0].cost");
  const auto seven = read(filed("[7]"));
  REQUIRE_FALSE(seven);
  CHECK(seven.error().field == "data.rows[0]");
}

TEST_CASE("months and periods have their own forms", "[events][json]") {
  for (const char* period : {"FY2022", "2022-04"}) {
    json::object data = data_of(kExamples[static_cast<std::size_t>(EventType::PeriodClosed)].full);
    data["period"] = period;
    CHECK(read(line_with(EventType::PeriodClosed, json::serialize(data))));
  }
  for (const char* period :
       {"2022", "FY22", "FY2022-04", "fy2022", "2022-13", "2022-4", "R4", "", "FY0000", "FY3000"}) {
    json::object data = data_of(kExamples[static_cast<std::size_t>(EventType::PeriodClosed)].full);
    data["period"] = period;
    check_refused(line_with(EventType::PeriodClosed, json::serialize(data)), Code::invalid_field, "data.period");
  }
  for (const char* month : {"2023-00", "2023-13", "2023", "2023-4", "2023-04-01", "R5.4"}) {
    json::object data = data_of(kExamples[static_cast<std::size_t>(EventType::AttendanceRecorded)].full);
    data["month"] = month;
    check_refused(line_with(EventType::AttendanceRecorded, json::serialize(data)), Code::invalid_field, "data.month");
  }
}

TEST_CASE("a refusal of a personal field does not repeat what was sent", "[events][json]") {
  const std::string secret = "himitsu";
  for (const Example& example : kExamples) {
    const EventData empty = empty_data(example.type);
    std::visit(
        [&](const auto& fields) {
          for_each_field<std::remove_cvref_t<decltype(fields)>>([&](const auto& f) {
            if (f.part == Part::clear) return;
            for (const std::string& value : {secret, secret + std::string(1, '\0'), repeated(secret, 300)}) {
              json::object data = data_of(example.full);
              data[f.key] = value;
              const auto event = read(line_with(example.type, json::serialize(data)));
              CAPTURE(to_text(example.type), f.key);
              if (!event) CHECK_FALSE(event.error().message.contains(secret));
            }
          });
        },
        empty.value);
  }
}

// --- CloudEvents ---------------------------------------------------------------------------------------------------

TEST_CASE("a CloudEvent states the same event as the plain form", "[events][json]") {
  for (const Example& example : kExamples) {
    const std::string type(to_text(example.type));
    const std::string cloud =
        R"({"specversion":"1.0","id":"ex-)" + type + R"(","source":"urn:rireki:city","type":")" + type +
        R"(","subject":")" + subject_of(example.type) +
        R"(","time":"2023-03-24T01:02:03.456Z","recordedtime":"2023-03-24T01:02:03.456Z","sequence":"12",)"
        R"("effective":"2023-04-01","line":7,"actor":"hr-officer-7","approvedby":"hr-chief-1","orderref":"R5-121",)"
        R"("note":"辞令のとおり","datacontenttype":"application/json","data":)" +
        std::string(example.full) + "}";
    CAPTURE(cloud);
    const auto event = read(cloud, true);
    const auto plain = read(full_line(example), true);
    REQUIRE(event);
    REQUIRE(plain);
    CHECK(same_event(*event, *plain));
  }
}

TEST_CASE("a CloudEvent is read as strictly as the plain form", "[events][json]") {
  json::object event = hire();
  event["specversion"] = "1.0";
  event["source"] = "urn:x";
  CHECK(read(json::serialize(event)));
  check_refused(json::serialize(event), Code::missing_field, "recordedtime", true);
  for (const std::string key : {"approved_by", "recorded", "order_ref", "colour"}) {
    json::object odd = event;
    odd[key] = "x";
    check_refused(json::serialize(odd), Code::unknown_field, key);
  }
  event["approvedby"] = 7;
  check_refused(json::serialize(event), Code::invalid_field, "approvedby");
}

TEST_CASE("a CloudEvent of another version is refused", "[events][json]") {
  for (const json::value& version : {json::value("2.0"), json::value("0.3"), json::value(nullptr), json::value(1)}) {
    CHECK_FALSE(read(hire_with("specversion", version)));
  }
}

}  // namespace rireki
