// Importing spreadsheets with the real command: encodings, dates, refusals with code and place, whole batches.
#include <algorithm>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "tests/tools/command_runner.h"
#include "tests/tools/small_city.h"

namespace rireki {

using namespace running;
namespace json = boost::json;

namespace {

using Strings = std::vector<std::string>;

const std::string kUnits =
    "id,type,subject,effective,data.name,data.kana,data.parent,data.authority,data.fields\r\n"
    "u1,OrgUnitEstablished,U-1,2010-04-01,総務課,,,mayor,\r\n"
    "u2,OrgUnitEstablished,U-2,H22.4.1,係,,U-1,,\r\n";

Ran import_csv(const City& city, const std::string& csv, Strings more = {}) {
  write_file(city.path("sheet.csv"), csv);
  more.insert(more.begin(), {"import", city.path("sheet.csv"), "--format", "csv", "--json"});
  return city.run(more);
}

void check_counts(const Ran& ran, int appended, int duplicates, int refused) {
  CAPTURE(ran.out, ran.err);
  const json::object row = ran.row();
  CHECK(row.at("appended") == appended);
  CHECK(row.at("duplicates") == duplicates);
  CHECK(row.at("refused") == refused);
  CHECK(ran.status == (refused > 0 ? 3 : 0));
}

std::vector<json::object> rejects_of(const City& city) {
  Ran kept;
  kept.out = read_file(city.path("rejects.jsonl"));
  return kept.rows();
}

std::string text_of(const json::object& row, const char* key) { return std::string(row.at(key).as_string()); }

}  // namespace

TEST_CASE("a sheet and the same events as JSON Lines are the same facts", "[tools][csv]") {
  const City city;
  check_counts(city.import(small_city()), 9, 0, 0);
  check_counts(import_csv(city, kUnits), 0, 2, 0);
  const std::string career =
      "id,type,subject,effective,line,order_ref,data.rank,data.grade,data.unit,data.reason\n"
      "p1,Promoted,P1,R4.4.1,,R4-9,chief,3,,\n"
      "t1,Transferred,P1,令和4年4月1日,1,R4-9,,,U-2,\n"
      "s2,Separated,P2,Ｒ５．３．３１,,,,,,voluntary\n";
  check_counts(import_csv(city, career), 0, 3, 0);
}

TEST_CASE("a sheet in CP932 arrives character by character", "[tools][csv]") {
  const City city;
  // u1, 総務課 ①, ｿｳﾑｶ; then 髙﨑～
  const std::string csv =
      "id,type,subject,effective,data.name,data.kana,note\r\n"
      "u1,OrgUnitEstablished,U-1,\x97\xDF\x98\x61"
      "5\x94\x4E"
      "4\x8C\x8E"
      "1\x93\xFA,"
      "\x91\x8D\x96\xB1\x89\xDB\x81\x40\x87\x40,\xBF\xB3\xD1\xB6,\"\xFB\xFC\xFA\xB1\x81\x60\r\n\x83\x5C\"\r\n";
  check_counts(import_csv(city, csv, {"--encoding", "cp932"}), 1, 0, 0);
  const json::object row = city.ask({"log", "--from", "2"}).row();
  CHECK(row.at("effective") == "2023-04-01");
  CHECK(row.at("data").at("name") == "総務課　①");
  CHECK(row.at("data").at("kana") == "ｿｳﾑｶ");
  CHECK(row.at("note") == "髙﨑～\r\nソ");
  CHECK(import_csv(city, csv).err.contains("ENCODING_ERROR"));
}

TEST_CASE("a line of JSON in CP932 is read, and one that is not CP932 refused alone", "[tools][csv]") {
  const City city;
  const std::string line =
      R"({"id":"a","type":"OrgUnitEstablished","subject":"U-A","effective":"2010-04-01","data":{"name":")";
  const Strings lines = {line + "\x91\x8D\x95\x5C\"}}", line + "\x81\xAD\"}}"};
  const Ran ran = city.import(lines, {"--encoding", "CP932", "--rejects", city.path("rejects.jsonl")});
  check_counts(ran, 1, 0, 1);
  CHECK(city.ask({"log", "--from", "2"}).row().at("data").at("name") == "総表");
  const auto rejects = rejects_of(city);
  REQUIRE(rejects.size() == 1);
  CHECK(text_of(rejects[0], "code") == "ENCODING_ERROR");
  CHECK(text_of(rejects[0], "message").contains("line 2: column " + std::to_string(line.size() + 1) + ": byte 0x81"));
  CHECK(rejects[0].at("event").is_null());
}

TEST_CASE("what is wrong with a row is told with its line, in the order of the lines", "[tools][csv]") {
  const City city;
  const std::string csv = kUnits +
                          "x4,OrgUnitEstablished,U-4,H31.5.1,\"two\r\nlines\",,,,\r\n"
                          "x6,OrgUnitEstablished,U-6,2023-02-29,n,,,,\r\n"
                          "x7,OrgUnitEstablished,U-1,2023-04-01,n,,,,\r\n"
                          "x8,OrgUnitEstablished,U-8,2023-04-01,n,,,\r\n"
                          "x9,OrgUnitEstablished,U-9,2023-04-01,n\xFF,,,,\r\n"
                          "x10,OrgUnitFounded,U-10,2023-04-01,n,,,,\r\n"
                          "x11,OrgUnitEstablished,U-11,,n,,,,\r\n"
                          "x12,OrgUnitEstablished,U-12,2023-04-01,n,,U-99,,\r\n"
                          "x13,OrgUnitEstablished,U-13,2023-04-01,n\"n,,,,\r\n"
                          "x14,OrgUnitEstablished,U-14,2023-04-01,n,,,,a;b\r\n";
  check_counts(import_csv(city, csv, {"--rejects", city.path("rejects.jsonl")}), 3, 0, 9);
  std::string told;
  for (const json::object& row : rejects_of(city)) {
    told += std::to_string(row.at("line").as_int64()) + " " + text_of(row, "code") + "\n";
  }
  CHECK(told ==
        "4 INVALID_DATE\n6 INVALID_DATE\n7 ORG_UNIT_EXISTS\n8 INVALID_JSON\n9 ENCODING_ERROR\n10 UNKNOWN_TYPE\n"
        "11 MISSING_FIELD\n12 ORG_UNIT_NOT_ACTIVE\n13 INVALID_JSON\n");
  const auto rejects = rejects_of(city);
  CHECK(text_of(rejects[0], "message") == "effective: H31.5.1 lies outside the Heisei era, which ends on 2019-04-30");
  CHECK(rejects[0].at("event").at("data").at("name") == "two\r\nlines");
  CHECK(text_of(rejects[1], "message") == "effective: the calendar has no such day");
  CHECK(text_of(rejects[3], "message").contains("sheet.csv: line 8: the row has 8 cells, the header 9"));
  CHECK(text_of(rejects[4], "message").contains("sheet.csv: line 9: column 39: byte 0xFF"));
  CHECK(city.ask({"log", "--from", "4"}).row().at("data").at("fields") == json::parse(R"(["a","b"])"));
}

TEST_CASE("no message tells a date of birth", "[tools][csv]") {
  const City city;
  const std::string head = "type,subject,effective,data.name,data.birth,data.sex\n";
  for (const std::string birth : {"S64.4.1", "1989-02-31", "昭和64年13月1日", "1989/4/1", "64"}) {
    const Ran ran = import_csv(city, head + "PersonRegistered,P1,2020-04-01,見本 花子," + birth + ",female\n");
    CAPTURE(birth, ran.err);
    CHECK(ran.err.contains("data.birth"));
    CHECK(ran.err.contains("INVALID_DATE"));
    CHECK_FALSE(ran.err.contains("64"));
    CHECK_FALSE(ran.err.contains("1989"));
    CHECK_FALSE(ran.err.contains("見本"));
  }
}

TEST_CASE("a header that is not understood is a usage error, and nothing is appended", "[tools][csv]") {
  const City city;
  const Ran ran = import_csv(city, "id,type,subject,effective,data.nmae\nu1,OrgUnitEstablished,U-1,2010-04-01,n\n");
  CHECK(ran.status == 2);
  CHECK(ran.err.contains("sheet.csv: line 1: column 5"));
  CHECK(ran.err.contains("data.nmae"));
  CHECK(city.ask({"log"}).rows().size() == 1);
}

TEST_CASE("a reshuffle of one day is judged as a whole, whatever the order of its rows", "[tools][csv]") {
  // The old unit goes and its staff move to the new one, whose chief they wait for: every row needs a later one.
  Strings rows = {"n1,OrgUnitEstablished,U-N,R5.4.1,,新課,,,,,,", "a1,OrgUnitAbolished,U-2,R5.3.31,,,,,,,,",
                  "m1,Transferred,P1,R5.4.1,1,,U-N,,,,,", "m2,Promoted,P1,R5.4.1,,,U-1,chief,3,,,",
                  "m3,Transferred,P2,R5.4.1,,,U-N,,,,,"};
  const std::string head =
      "id,type,subject,effective,line,data.name,data.unit,data.rank,data.grade,data.reason,order_ref,note\n";
  Strings city_lines = small_city();
  city_lines.resize(6);
  city_lines.push_back(
      event_line("t0", "Transferred", "P1", "2021-04-01", "2020-01-02T00:00:00Z", R"({"unit":"U-2"})"));
  for (int order = 0; order < 2; ++order) {
    const City city;
    check_counts(city.import(city_lines), 7, 0, 0);
    std::string csv = head;
    for (const std::string& row : rows) csv += row + "\n";
    if (order == 1) CHECK(import_csv(city, csv, {"--dry-run"}).row().at("refused").as_int64() > 0);
    check_counts(import_csv(city, csv, {"--atomic"}), 5, 0, 0);
    CHECK(city.ask({"person", "P1", "--as-of", "2023-04-01"}).row().at("unit") == "U-N");
    CHECK(city.ask({"person", "P1", "--as-of", "2023-04-01"}).row().at("rank") == "chief");
    std::ranges::reverse(rows);
  }
}

TEST_CASE("no text within a row that is too long is appended, and the row after it is", "[tools][csv]") {
  const City city;
  const std::string csv =
      "type,subject,effective,data.name,data.authority,note\n"
      "OrgUnitEstablished,U-1,R5.4.1,x,mayor,\"" +
      std::string(5'000'000, 'a') + "\nOrgUnitEstablished,U-2,R5.4.1,x,mayor,\n\"\n" +
      "OrgUnitEstablished,U-3,R5.4.1,x,mayor,\n";
  check_counts(import_csv(city, csv, {"--rejects", city.path("rejects.jsonl")}), 1, 0, 1);
  CHECK(city.ask({"log", "--from", "2"}).row().at("subject") == "U-3");
  const auto rejects = rejects_of(city);
  REQUIRE(rejects.size() == 1);
  CHECK(rejects[0].at("line") == 2);
  CHECK(text_of(rejects[0], "message").contains("the row is longer than 4 MiB and ends with line 4"));
  CHECK(rejects[0].at("event").is_null());
}

TEST_CASE("an atomic sheet with a row that is no event appends nothing", "[tools][csv]") {
  const City city;
  check_counts(import_csv(city, kUnits + "x,y\r\n", {"--atomic"}), 0, 0, 1);
  CHECK(city.ask({"log"}).rows().size() == 1);
}

TEST_CASE("a trusted sheet brings its own recorded times; a dry run appends nothing", "[tools][csv]") {
  const City city;
  const std::string csv =
      "id,type,subject,effective,recorded,actor,data.name,seq,version\n"
      "u1,OrgUnitEstablished,U-1,2010-04-01,2020-01-02T09:00:00+09:00,hr-1,n,77,5\n";
  check_counts(import_csv(city, csv, {"--trust-recorded", "--dry-run"}), 1, 0, 0);
  CHECK(city.ask({"log"}).rows().size() == 1);
  check_counts(import_csv(city, csv, {"--trust-recorded", "--actor", "hr-2"}), 1, 0, 0);
  const json::object row = city.ask({"log", "--from", "2"}).row();
  CHECK(row.at("recorded") == "2020-01-02T00:00:00.000Z");
  CHECK(row.at("actor") == "hr-1");
}

TEST_CASE("unreadable and refused lines of JSON are kept in the order of the file", "[tools][command]") {
  const City city;
  const std::string unit = event_line("u1", "OrgUnitEstablished", "U-1", "2010-04-01", "", R"({"name":"n"})");
  const std::string again = event_line("u2", "OrgUnitEstablished", "U-1", "2010-04-01", "", R"({"name":"n"})");
  const Strings lines = {"{", unit, again, "[]", again, "{\"a\":1}", again};
  check_counts(city.import(lines, {"--rejects", city.path("rejects.jsonl")}), 1, 0, 6);
  std::vector<std::int64_t> numbers;
  for (const json::object& row : rejects_of(city)) numbers.push_back(row.at("line").as_int64());
  CHECK(numbers == std::vector<std::int64_t>{1, 3, 4, 5, 6, 7});
}

}  // namespace rireki
