// Numbers of many digits are the same by every way in and out: the double that was meant, not its neighbour.
#include <bit>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "events/types/json_reader.h"
#include "events/types/json_writer.h"
#include "tests/tools/command_runner.h"
#include "tools/rireki/json_document.h"

namespace rireki {

using namespace running;

namespace {

using Strings = std::vector<std::string>;

constexpr const char* kLong = "0.9384725347071143";  // the parser alone makes it …1144

std::string text_of(double number) {
  JsonWriter out;
  out.number(number);
  return out.str();
}

double read_back(const std::string& text) {
  JsonReader reader;
  const auto tape = reader.parse(text);
  REQUIRE(tape);
  return (*tape)->front().number;
}

bool is_same(double one, double other) {
  return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}

std::string benchmark(const std::string& id, const std::string& value) {
  return R"({"id":")" + id + R"(","type":"BenchmarkPublished","subject":"org","effective":"2023-04-01","data":)" +
         R"({"indicator":"KPI2","fiscal_year":2022,"value":)" + value + R"(,"source":"survey"}})";
}

}  // namespace

TEST_CASE("any double is read as it was written, as an event's and as a document's", "[events][json]") {
  std::mt19937_64 random(20260401);
  std::uniform_real_distribution<double> usual(-1000, 1000);
  int wrong = 0;
  for (int i = 0; i < 50'000; ++i) {
    const double number = i % 2 == 0 ? std::bit_cast<double>(random()) : usual(random);
    if (!std::isfinite(number) || number == std::trunc(number)) continue;  // those without a fraction are integers
    const std::string text = text_of(number);
    const auto document = parse_document("[" + text + "]");
    REQUIRE(document);
    const bool is_right = is_same(read_back(text), number) && is_same(document->as_array().at(0).as_double(), number) &&
                          is_same(read_back(boost::json::serialize(document->as_array().at(0))), number);
    CAPTURE(text);
    if (!is_right && ++wrong <= 3) FAIL_CHECK("it is read as another one");
  }
  CHECK(wrong == 0);
}

TEST_CASE("a document is what the parser makes of it, but for its numbers", "[tools][json]") {
  for (const char* text : {R"({"a":[1,-2,18446744073709551615,true,null,"x\ny",{}],"b":{"c":[[]]},"d":"日本"})", "[]",
                           R"("text")", "7", R"({"a":1,"a":2})", "1e3", "-0"}) {
    const auto document = parse_document(text);
    CAPTURE(text);
    REQUIRE(document);
    CHECK(*document == boost::json::parse(text));
  }
  CHECK(std::isinf(parse_document("1e400")->as_double()));
  for (const char* text : {"", "{", "[1] x", "{\"a\":}"})
    CHECK(parse_document(text).error().code == Code::invalid_json);
}

TEST_CASE("a number of many digits comes in and goes out unchanged", "[tools][command]") {
  const City city;
  const auto value_of = [&](const std::string& id) { return city.run({"log", "--id", id, "--json"}).out; };
  const auto has = [&](const std::string& id) {
    return value_of(id).contains(std::string("\"value\":") + kLong + ",");
  };
  REQUIRE(city.import({benchmark("line", kLong)}).status == 0);
  CHECK(has("line"));
  REQUIRE(city.run({"append", "BenchmarkPublished", "--subject", "org", "--effective", "2023-04-01", "--id", "typed",
                    "--set", "indicator=KPI2", "--set", "fiscal_year=2021", "--set", std::string("value=") + kLong,
                    "--set", "source=survey"})
              .status == 0);
  CHECK(has("typed"));
  const std::string sheet =
      "id,type,subject,effective,data.indicator,data.fiscal_year,data.value,data.source\n"
      "sheet,BenchmarkPublished,org,2023-04-01,KPI2,2020," +
      std::string(kLong) + ",survey\n";
  REQUIRE(city.run({"import", "-", "--format", "csv"}, sheet).status == 0);
  CHECK(has("sheet"));
  REQUIRE(city.run({"correct", "typed", "--set", "source=x", "--id", "corrected"}).status == 0);
  CHECK(has("corrected"));
  // A CloudEvent writes it in its own way; it is the same number.
  const auto event = parse_document(city.run({"log", "--id", "line", "--json", "--cloudevents"}).out);
  REQUIRE(event);
  CHECK(is_same(event->at("data").at("value").as_double(), 0.9384725347071143));
  CHECK(city.import({boost::json::serialize(*event)}).row().at("duplicates") == 1);
  // The log knows its own export again.
  const Ran again = city.run({"import", "-", "--json"}, city.run({"export", "-"}).out);
  CAPTURE(again.err);
  CHECK(again.row().at("refused") == 0);
  CHECK(again.row().at("appended") == 0);
}

TEST_CASE("what is too deep is refused alike, however deep", "[tools][command]") {
  const City city;
  for (const int depth : {31, 32, 33, 64, 100}) {
    const std::string rows = "rows=" + std::string(depth, '[') + std::string(depth, ']');
    const Ran ran =
        city.run({"append", "WorkplaceTrainingFiled", "--subject", "U-1", "--effective", "2024-04-01", "--set", rows});
    CAPTURE(depth, ran.err);
    CHECK(ran.status == 3);
  }
}

}  // namespace rireki
