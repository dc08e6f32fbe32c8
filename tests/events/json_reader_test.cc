// Lines that are not one strict JSON object in UTF-8, and how their refusal names the place.
#include "events/types/json_reader.h"

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

TEST_CASE("what is not one JSON object is refused with its column", "[events][json]") {
  const std::string good = json::serialize(hire());
  const std::vector<std::string> lines = {"",
                                          " ",
                                          "\t",
                                          "null",
                                          "true",
                                          "7",
                                          "\"text\"",
                                          "[]",
                                          "[" + good + "]",
                                          good + " x",
                                          good + good,
                                          good + "\n" + good,
                                          good + ",",
                                          good.substr(0, good.size() - 1),
                                          "\xEF\xBB\xBF" + good,
                                          "{\"a\":}",
                                          "{\"a\":1,}",
                                          "{a:1}",
                                          "{'a':1}",
                                          "{\"a\":01}",
                                          "{\"a\":+1}",
                                          "{\"a\":.5}",
                                          "{\"a\":1.}",
                                          "{\"a\":0x1}",
                                          "{\"a\":NaN}",
                                          "{\"a\":Infinity}",
                                          "{\"a\":-}",
                                          "{\"a\":\"\x01\"}",
                                          "{\"a\":\"\n\"}",
                                          "{\"a\":\"\\x\"}",
                                          "{\"a\":\"\\u12\"}",
                                          "{} // comment",
                                          "/* c */ {}",
                                          std::string("{}\0", 3)};
  for (const std::string& line : lines) {
    check_broken(line);
    const auto event = read(line);
    CAPTURE(line);
    CHECK(event.error().message.contains("column "));
  }
  CHECK(read("{\"a\":}").error().message.starts_with("column 6:"));
  CHECK(read("\t " + good + " \r\n"));
}

TEST_CASE("a key that stands twice is refused, wherever it stands", "[events][json]") {
  const std::string good = json::serialize(hire());
  check_broken(hire_with_raw("type", "\"Hired\""));
  check_broken(hire_with_raw("t\\u0079pe", "\"Hired\""));
  check_broken(hire_with_raw("x", "{\"y\":[{\"z\":1,\"z\":1}]}"));
  check_broken(line_with(EventType::GradeChanged, R"({"grade":1,"grade":1})"));
  check_broken(
      line_with(EventType::EventCorrected, R"({"target":"t","data":{"grade":1,"grade":2},"cause":"clerical"})"));
  CHECK(read(hire_with_raw("type", "1")).error().message.contains("type"));
}

TEST_CASE("surrogates come in pairs", "[events][json]") {
  for (const std::string_view text : {R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\udc00\ud800")",
                                      R"("\ud800\ud800")", R"("\ud83d")", R"("\uD83D\n")"}) {
    check_broken(hire_with_raw("note", text));
  }
  const auto event = read(hire_with_raw("note", R"("\ud83c\udf8c")"));
  REQUIRE(event);
  CHECK(event->note == "🎌");
}

TEST_CASE("depth is bounded", "[events][json]") {
  for (const std::size_t depth : {std::size_t{33}, std::size_t{1000}, std::size_t{1'000'000}}) {
    check_broken(hire_with_raw("x", std::string(depth, '[') + std::string(depth, ']')));
    check_broken(std::string(depth, '['));
    check_broken(repeated("{\"a\":", depth));
  }
  check_refused(hire_with_raw("x", std::string(20, '[') + std::string(20, ']')), Code::unknown_field, "x");
}

TEST_CASE("a line has up to 4 MiB", "[events][json]") {
  std::string line = json::serialize(hire());
  line.append(kJsonBytesMax - line.size(), ' ');
  CHECK(read(line));
  check_broken(line + " ");
  check_broken(std::string(kJsonBytesMax + 1, '['));
}

TEST_CASE("bytes that are not UTF-8 are an encoding error with column and byte", "[events][json]") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"\xE3\x81", "0xE3"},         {"\xFF", "0xFF"},         {"\x80", "0x80"},
      {"\xC0\xAF", "0xC0"},         {"\xED\xA0\x80", "0xED"}, {"\xF4\x90\x80\x80", "0xF4"},
      {"\xF5\x80\x80\x80", "0xF5"}, {"\xE0\x80\xAF", "0xE0"}, {"\x8E\x52\x96\x7B", "0x8E"},  // 山本 in code page 932
  };
  for (const auto& [bytes, named] : rows) {
    const std::string line = "{\"note\":\"" + bytes + "\"}";
    CAPTURE(named);
    const auto event = read(line);
    REQUIRE_FALSE(event);
    CHECK(to_text(event.error().code) == to_text(Code::encoding_error));
    CHECK(event.error().message.contains("column 10"));
    CHECK(event.error().message.contains(named));
  }
  check_broken("\xFF{}", Code::encoding_error);
  check_broken("{\"\xFF\":1}", Code::encoding_error);
  check_broken("{} \xE3\x81", Code::encoding_error);
}

}  // namespace rireki
