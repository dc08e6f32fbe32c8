// What spreadsheets get of Records and careers: everything that machines get.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"
#include "tools/rireki/xlsx_book.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

using Strings = std::vector<std::string>;
using SheetRow = std::map<std::string, std::string>;

struct NotedCity : City {
  NotedCity() {
    REQUIRE(import(small_city(), {"--trust-recorded"}).status == 0);
    REQUIRE(run({"append", "Transferred", "--subject", "P1", "--effective", "2023-05-01", "--set", "unit=U-1", "--line",
                 "3", "--note", "a, \"b\"\nc", "--approved-by", "boss"})
                .status == 0);
    REQUIRE(run({"correct", "t1", "--set", "post=X"}).status == 0);
    REQUIRE(run({"void", "p1", "--cascade"}).status == 0);
  }

  /// The rows of a CSV by their titles (RFC 4180).
  [[nodiscard]] std::vector<SheetRow> sheet(Strings words) const {
    words.emplace_back("--csv");
    const std::string text = run(words).out;
    std::vector<Strings> lines = {{""}};
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '"') {
        if (is_quoted && i + 1 < text.size() && text[i + 1] == '"')
          lines.back().back() += text[i++];
        else
          is_quoted = !is_quoted;
      } else if (!is_quoted && text[i] == ',') {
        lines.back().emplace_back();
      } else if (!is_quoted && text[i] == '\n') {
        lines.push_back({""});
      } else if (is_quoted || text[i] != '\r') {
        lines.back().back() += text[i];
      }
    }
    lines.pop_back();
    std::vector<SheetRow> rows;
    for (std::size_t i = 1; i < lines.size(); ++i) {
      REQUIRE(lines[i].size() == lines[0].size());
      SheetRow& row = rows.emplace_back();
      for (std::size_t j = 0; j < lines[i].size(); ++j) row[lines[0][j]] = lines[i][j];
    }
    return rows;
  }
};

std::string text_of(const json::value& value) {
  if (value.is_null()) return "";
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

/// Each key of the object stands in the row under its title.
void check_same(const json::object& object, const SheetRow& row, const std::map<std::string, std::string>& titles) {
  for (const auto& [key, value] : object) {
    const auto renamed = titles.find(key);
    const std::string title = renamed == titles.end() ? std::string(key) : renamed->second;
    CAPTURE(title, object, row);
    REQUIRE(row.contains(title));
    CHECK(row.at(title) == text_of(value));
  }
}

}  // namespace

TEST_CASE("the CSV of the log has all that its JSON has", "[tools][answers]") {
  const NotedCity city;
  const auto rows = city.ask({"log"}).rows();
  const auto sheet = city.sheet({"log"});
  REQUIRE(sheet.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    check_same(rows[i], sheet[i], {{"type", "event"}, {"order_ref", "order"}});
    CHECK(sheet[i].at("line") == (rows[i].contains("line") ? text_of(rows[i].at("line")) : "0"));
  }
  CHECK(city.run({"log"}).lines().at(0).ends_with("order"));  // the table stays short
}

TEST_CASE("the CSV of a history has all that its JSON has", "[tools][answers]") {
  const NotedCity city;
  const Strings question = {"history", "P1", "--with-void", "--as-of", "2030-01-01"};
  const auto rows = city.ask(question).rows();
  const auto sheet = city.sheet(question);
  REQUIRE(sheet.size() == rows.size());
  std::size_t voided = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    json::object plain = rows[i];
    voided += plain.contains("voided_by") ? 1U : 0U;
    for (const char* parts : {"state", "corrected_by"}) plain.erase(parts);
    check_same(plain, sheet[i], {{"type", "event"}, {"recorded", "recorded at"}, {"voided_by", "voided by"}});
    if (!rows[i].contains("state")) continue;
    for (const auto& [key, value] : rows[i].at("state").as_object()) {
      const std::string name = key == "job_family" ? "family" : key == "rank_since" ? "since" : std::string(key);
      if (value.is_structured()) continue;  // in parts
      CAPTURE(name);
      const auto title =
          std::ranges::find_if(sheet[i], [&](const auto& c) { return c.first.starts_with("state " + name); });
      REQUIRE(title != sheet[i].end());
      if (sheet[i].contains("state " + name)) CHECK(sheet[i].at("state " + name) == text_of(value));
    }
  }
  CHECK(voided >= 1);
  CHECK(city.run({"history", "P1"}).lines().at(0).ends_with("corrected by"));
}

TEST_CASE("a log that spreadsheets get shows no erased field, and whose fields it shows is noted", "[tools][answers]") {
  const NotedCity city;
  REQUIRE(city.sheet({"log", "--subject", "P2"}).at(0).at("data").contains("1980-01-01"));
  const auto noted = city.ask({"accesses"}).rows();
  REQUIRE_FALSE(noted.empty());
  CHECK(noted.back().at("persons") == json::array{"P2"});
  REQUIRE(city.run({"erase", "P2", "--basis", "a test"}).status == 0);
  const std::string after = city.run({"log", "--csv"}).out;
  CHECK_FALSE(after.contains("1980-01-01"));
  CHECK(after.contains("erased"));
}

TEST_CASE("no text makes a workbook unreadable", "[tools][report]") {
  CHECK(sheet_text("日本\uFFFE\uFFFF\uFFFD\x01\x1F\tx\r\n") == "日本\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\tx\r\n");
  CHECK(sheet_text("\uFFFCx\xEF\xBF") == "\uFFFCx\xEF\xBF");
  const NotedCity city;
  REQUIRE(city.run({"append", "PersonRegistered", "--subject", "P9", "--effective", "2022-04-01", "--set",
                    "name=見本\uFFFF\x01", "--set", "birth=1990-01-01", "--set", "sex=male"})
              .status == 0);
  REQUIRE(city.run({"append", "Hired", "--subject", "P9", "--effective", "2022-04-01", "--set", "kind=regular", "--set",
                    "unit=U-1", "--set", "rank=clerk", "--set", "grade=1", "--set", "job_family=general"})
              .status == 0);
  for (const Strings& words :
       std::vector<Strings>{{"roster", "--as-of", "2022-05-01", "--xlsx"},
                            {"form", "personnel_record", "P9", "--as-of", "2022-05-01", "--xlsx"}}) {
    Strings all = words;
    all.push_back(city.path("book.xlsx"));
    const Ran made = city.run(all);
    CAPTURE(words, made.err);
    REQUIRE(made.status == 0);
    const Ran texts = Process(city.scratch(), {"unzip", "-p", city.path("book.xlsx"), "xl/sharedStrings.xml"}).wait();
    CHECK(texts.out.contains("見本\uFFFD\uFFFD<"));
    CHECK_FALSE(texts.out.contains("\uFFFF"));
  }
}

}  // namespace rireki
