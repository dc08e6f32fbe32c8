// Spreadsheets as rows of JSON: every type and field, the forms of a cell, and what is refused with its place.
#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "events/calendar/era.h"
#include "tests/events/examples.h"
#include "tests/support/scratch.h"
#include "tests/tools/command_runner.h"
#include "tools/rireki/row_reader.h"

namespace rireki {

namespace json = boost::json;

namespace {

struct Sheet {
  explicit Sheet(std::string_view bytes, const std::string& encoding = "utf-8") {
    running::write_file(scratch.path("sheet.csv"), bytes);
    rows = open_csv(scratch.path("sheet.csv"), *TextDecoder::make(encoding));
  }

  Row next() {
    Row row;
    REQUIRE(rows);
    const auto more = (*rows)->next(row);
    REQUIRE(more);
    REQUIRE(*more);
    return row;
  }
  bool at_end() {
    Row row;
    const auto more = (*rows)->next(row);
    REQUIRE(more);
    return !*more;
  }

  Scratch scratch;
  Result<std::unique_ptr<RowReader>> rows;
};

std::string json_of(std::string_view csv, const std::string& encoding = "utf-8") {
  Sheet sheet(csv, encoding);
  const Row row = sheet.next();
  CAPTURE(csv);
  CHECK_FALSE(row.fault);
  return row.text;
}

Error fault_of(std::string_view csv, const std::string& encoding = "utf-8") {
  Sheet sheet(csv, encoding);
  const Row row = sheet.next();
  CAPTURE(csv, row.text);
  REQUIRE(row.fault);
  return *row.fault;
}

std::string header_error(std::string_view csv) {
  const Sheet sheet(csv);
  CAPTURE(csv);
  REQUIRE_FALSE(sheet.rows);
  CHECK(sheet.rows.error().code == Code::usage);
  return sheet.rows.error().message;
}

std::string in_marks(std::string_view cell) {
  std::string out = "\"";
  for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

bool is_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::ranges::count_if(text, [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }) == 8;
}

/// A value as a person types it into a cell: dates of an era, lists with semicolons, structures as JSON.
std::string cell_of(const json::value& value) {
  if (const auto* text = value.if_string()) {
    const std::string plain(*text);
    return is_iso_date(plain) ? to_era(*parse_iso_day(plain)) : plain;
  }
  const auto* list = value.if_array();
  const bool is_plain = list != nullptr && std::ranges::all_of(*list, [](const auto& v) { return v.is_string(); });
  if (!is_plain || list->empty()) return json::serialize(value);
  std::string cell;
  for (const auto& item : *list) cell += (cell.empty() ? "" : ";") + std::string(item.as_string());
  return cell;
}

std::string sheet_of(const json::object& event) {
  std::string header;
  std::string cells;
  const auto add = [&](const std::string& key, const json::value& value) {
    header += (header.empty() ? "" : ",") + key;
    cells += (cells.empty() ? "" : ",") + in_marks(cell_of(value));
  };
  for (const auto& [key, value] : event) {
    if (key != "data") add(key, value);
  }
  for (const auto& [key, value] : event.at("data").as_object()) add("data." + std::string(key), value);
  return header + "\r\n" + cells + "\r\n";
}

}  // namespace

TEST_CASE("every type reads from a row as from its JSON, with every date as an era date", "[tools][csv]") {
  for (const examples::Example& e : examples::kExamples) {
    for (const std::string& line : {examples::full_line(e), examples::minimal_line(e)}) {
      if (line.contains(R"(:"")")) continue;  // an empty cell is absent, so a sheet cannot give an empty text
      const std::string sheet = sheet_of(json::parse(line).as_object());
      CAPTURE(sheet);
      EventReader reader;
      const ReadOptions options{.needs_recorded = line.contains("\"recorded\"")};
      const auto event = reader.read(json_of(sheet), options);
      const auto expected = reader.read(line, options);
      REQUIRE(expected);
      REQUIRE(event);
      CHECK(to_json(*event) == to_json(*expected));
    }
  }
}

TEST_CASE("all types fit one sheet, each row with its own columns filled", "[tools][csv]") {
  Sheet sheet(
      "type,subject,effective,data.rank,data.name,data.categories,data.telework\n"
      "Promoted,P1,R5.4.1,chief,,,\n"
      "OrgUnitEstablished,U-1,H31.4.1,,総務課,,\n"
      "PersonalDataErased,P1,R元.5.1,,,identity;sensitive,\n"
      "WorkPatternChanged,P1,2023-04-01,,,,FALSE\n"
      "Promoted,P1,2023-04-01,chief,総務課,,\n"
      ",P1,,,,,x\n");
  CHECK(sheet.next().text == R"({"type":"Promoted","subject":"P1","effective":"2023-04-01","data":{"rank":"chief"}})");
  CHECK(sheet.next().text ==
        R"({"type":"OrgUnitEstablished","subject":"U-1","effective":"2019-04-01","data":{"name":"総務課"}})");
  CHECK(sheet.next().text.ends_with(R"("effective":"2019-05-01","data":{"categories":["identity","sensitive"]}})"));
  CHECK(sheet.next().text.ends_with(R"("data":{"telework":false}})"));
  const Row foreign = sheet.next();
  EventReader reader;
  const auto refused = reader.read(foreign.text);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::unknown_field);
  CHECK(refused.error().field == "data.name");
  CHECK(sheet.next().text == R"({"subject":"P1","data":{"telework":"x"}})");
  CHECK(sheet.at_end());
}

TEST_CASE("the forms of a cell that RFC 4180 allows", "[tools][csv]") {
  const std::string head = "\xEF\xBB\xBFid,note\r\n";
  CHECK(json_of(head + "a,plain\r\n") == R"({"id":"a","note":"plain","data":{}})");
  CHECK(json_of(head + "a,\"with, comma and \"\"marks\"\"\"") ==
        R"({"id":"a","note":"with, comma and \"marks\"","data":{}})");
  CHECK(json_of(head + "a,\"two\nlines\"\r\n") == R"({"id":"a","note":"two\nlines","data":{}})");
  CHECK(json_of(head + "a,\"two\r\nlines\"\r\n") == R"({"id":"a","note":"two\r\nlines","data":{}})");
  CHECK(json_of(head + "a, blanks stay \r\n") == R"({"id":"a","note":" blanks stay ","data":{}})");
  CHECK(json_of(head + "\"\",x") == R"({"note":"x","data":{}})");
  CHECK(json_of("\"id\",\"note\"\nx,\"\"\n") == R"({"id":"x","data":{}})");
}

TEST_CASE("a number is one only if all of the cell is", "[tools][csv]") {
  const std::string head = "type,line,data.grade,data.step\n";
  CHECK(json_of(head + "GradeChanged,2,3,41\n") == R"({"type":"GradeChanged","line":2,"data":{"grade":3,"step":41}})");
  CHECK(json_of(head + "GradeChanged,２,３,４１\n") == json_of(head + "GradeChanged,2,3,41\n"));
  for (const std::string wrong : {"3.0", "3 ", "three", "1e1", "0x3", "99999999999999999999"}) {
    CHECK(json_of(head + "GradeChanged," + wrong + "," + wrong + ",41\n") ==
          R"({"type":"GradeChanged","line":")" + wrong + R"(","data":{"grade":")" + wrong + R"(","step":41}})");
  }
  const std::string value = "type,data.value\nBenchmarkPublished,";
  CHECK(json_of(value + "-0.125").ends_with(R"({"value":-0.125}})"));
  for (const char* wrong : {"nan", "inf", "1e999"}) CHECK(json_of(value + wrong).ends_with("\"}}"));
}

TEST_CASE("a structure in a cell is JSON on one line, or stays a text", "[tools][csv]") {
  const std::string head = "type,data.rows\nWorkplaceTrainingFiled,";
  CHECK(json_of(head + in_marks("[{\"a\":1},\r\n {\"b\":\"x\"}]"))
            .ends_with(R"("data":{"rows":[{"a":1},   {"b":"x"}]}})"));
  CHECK(json_of(head + in_marks("[{]")).ends_with(R"({"rows":"[{]"}})"));
  CHECK(json_of(head + in_marks(R"([{"a":1,"a":2}])")).ends_with(R"("}})"));
}

TEST_CASE("empty rows are none, and rows keep the number of the line where they begin", "[tools][csv]") {
  Sheet sheet("id,note\n\r\n,\n , \na,\"x\ny\"\n\nb,z");
  CHECK(sheet.next().line == 5);
  CHECK(sheet.next().line == 8);
  CHECK(sheet.at_end());
}

TEST_CASE("a header that is not understood is refused with the column", "[tools][csv]") {
  CHECK(header_error("id,typ\n").contains("column 2 of the header: \"typ\""));
  CHECK(header_error("rank\n").contains("did you mean \"data.rank\"?"));
  CHECK(header_error("id,data.rnk\n").contains("\"data.rnk\""));
  CHECK(header_error("id,data.\n").contains("\"data.\""));
  CHECK(header_error("id,data\n").contains("\"data\""));
  CHECK(header_error("id,type,,note\n").contains("column 3 of the header has no name"));
  CHECK(header_error("\n\nid,note,id\n").contains("line 3: column 3 of the header: \"id\" stands twice"));
  CHECK(header_error("data.rank,data.rank\n").contains("\"data.rank\" stands twice"));
  CHECK(header_error("").contains("header"));
  CHECK(header_error("\xEF\xBB\xBF\r\n").contains("header"));
  CHECK(header_error("id,\"note\n").contains("left open"));
}

TEST_CASE("columns without a name behind the last one are skipped if they are empty", "[tools][csv]") {
  Sheet sheet("id,note,,\na,x,,\nb,y\nc,z,,1\nd,z,,,\ne\nf,w,\n");
  CHECK(sheet.next().text.starts_with(R"({"id":"a","note":"x",)"));
  CHECK(sheet.next().text.starts_with(R"({"id":"b","note":"y",)"));
  for (const char* why : {"cell 4 stands in a column without a name", "the row has 5 cells", "the row has 1 cells"}) {
    const Row row = sheet.next();
    REQUIRE(row.fault);
    CHECK(row.fault->code == Code::invalid_json);
    CHECK(row.fault->message.contains(why));
  }
  CHECK(sheet.next().text.starts_with(R"({"id":"f","note":"w",)"));
  CHECK(header_error(",,\na,b,c\n").contains("line 1: the header names no column"));
}

TEST_CASE("a header with other separators, or unknown names, is told what is known", "[tools][csv]") {
  CHECK(header_error("id;type;subject\n").contains("the columns stand between semicolons; save the file with commas"));
  CHECK(header_error("id\ttype\tsubject\n").contains("the columns stand between tabs"));
  const std::string unknown = header_error("id,name\n");
  CHECK(unknown.contains("(effective, line, id, type, subject, recorded, actor, approved_by, order_ref, note)"));
  CHECK(unknown.contains("`rireki types TYPE` lists them"));
}

TEST_CASE("digits of full width are read", "[tools][csv]") {
  const std::string head = "type,effective,line,data.rank,data.grade\n";
  CHECK(json_of(head + "Promoted,2025-04-01,１,chief,３\n") ==
        R"({"type":"Promoted","effective":"2025-04-01","line":1,"data":{"rank":"chief","grade":3}})");
  CHECK(json_of(head + "Promoted,２０２５－０４－０１,－１,chief,１２\n") ==
        R"({"type":"Promoted","effective":"2025-04-01","line":-1,"data":{"rank":"chief","grade":12}})");
  CHECK(json_of(head + "Promoted,2025-04-01,,chief,三\n").ends_with(R"("data":{"rank":"chief","grade":"三"}})"));
  CHECK(json_of("type,data.term_end\nTermRenewed,R8.3.31\n").ends_with(R"({"term_end":"2026-03-31"}})"));
  CHECK(json_of("type,data.value\nBenchmarkPublished,１．５\n").ends_with(R"({"value":1.5}})"));
}

TEST_CASE("a file that is not UTF-8 is told of the encoding that spreadsheets have here", "[tools][csv]") {
  const Error fault = fault_of("id,note\na,\x8E\x52\x93\x63\n");
  CHECK(fault.code == Code::encoding_error);
  CHECK(fault.message.contains("if it comes from a Japanese spreadsheet: --encoding cp932"));
  CHECK_FALSE(fault_of("id,note\na,\xA0\n", "cp932").message.contains("--encoding"));
}

TEST_CASE("a row of another length than the header is refused, the next one read", "[tools][csv]") {
  Sheet sheet("id,note\na\nb,c,d\ne,f\n");
  for (const char* cells : {"1 cells", "3 cells"}) {
    const Row row = sheet.next();
    REQUIRE(row.fault);
    CHECK(row.fault->code == Code::invalid_json);
    CHECK(row.fault->message.contains(cells));
  }
  CHECK_FALSE(sheet.next().fault);
}

TEST_CASE("quotation marks out of place are refused, and the next line is read", "[tools][csv]") {
  for (const std::string wrong : {"a,b\"c", "a,\"b\"c", "\"a\" ,b", "a,b\rc,d"}) {
    Sheet sheet("id,note\n" + wrong + "\ne,f\n");
    const Row row = sheet.next();
    CAPTURE(wrong);
    REQUIRE(row.fault);
    CHECK(row.fault->code == Code::invalid_json);
    CHECK(row.text == wrong);
    CHECK(sheet.next().text == R"({"id":"e","note":"f","data":{}})");
  }
  CHECK(fault_of("id,note\na,\"b\nc,d\n").message.contains("left open"));
  CHECK(fault_of("id,note\na,\"b").message.contains("left open"));
}

TEST_CASE("a row without an end is given up at 4 MiB", "[tools][csv]") {
  std::string csv = "id,note\na,\"";
  for (int i = 0; i < 5000; ++i) csv += std::string(999, 'x') + "\n";
  Sheet sheet(csv + "b,c\nd,e\n");
  const Row endless = sheet.next();
  REQUIRE(endless.fault);
  CHECK(endless.line == 2);
  CHECK(endless.fault->message.contains("4 MiB and ends with line 5003"));
  CHECK(endless.text.size() < (std::size_t{5} << 20));
  CHECK(sheet.at_end());  // nothing in the cell is a row
  CHECK(fault_of("id,note\na," + std::string(std::size_t{6} << 20, 'x') + "\n").message.contains("4 MiB"));
}

TEST_CASE("a row that is too long ends where its quotation marks end it", "[tools][csv]") {
  const std::string much(std::size_t{5} << 20, 'x');
  std::string many;
  for (int i = 0; i < 500; ++i) many += std::string(9999, 'x') + "\r\n";
  for (const std::string& cell :
       {"\"" + much + "\nevil,evil\n\"", "\"" + much + "\"\"\nevil,evil\n\"", "\"" + many + "evil,evil\r\n\"",
        "\"" + many + "evil,\"\"evil\"\"\r\n\"", "\"x\nevil,evil\n" + much + "\nevil,evil\"", much, "\"" + much + "\"",
        "\"\nevil,evil\n" + much + "\x81\nevil,evil\n\""}) {
    for (const std::string end : {"\n", "\r\n"}) {
      Sheet sheet("id,note\na," + cell + end + "b,c" + end);
      const Row row = sheet.next();
      CAPTURE(cell.size());
      REQUIRE(row.fault);
      CHECK(row.fault->code == Code::invalid_json);
      CHECK(row.line == 2);
      CHECK(row.text.size() < (std::size_t{9} << 20));
      CHECK(sheet.next().text == R"({"id":"b","note":"c","data":{}})");
      CHECK(sheet.at_end());
    }
  }
  Sheet cut("id,note\na,\"" + much + "\nevil,evil");  // its file ends within the cell
  CHECK(cut.next().fault->message.contains("ends with line 3"));
  CHECK(cut.at_end());
}

TEST_CASE("a byte that is not of the encoding is named with its line and column", "[tools][csv]") {
  const Error utf8 = fault_of("id,note\na,\xE3\x81x\n");
  CHECK(utf8.code == Code::encoding_error);
  const std::string way_on = "; if it comes from a Japanese spreadsheet: --encoding cp932";
  CHECK(utf8.message == "column 3: byte 0xE3 is not valid UTF-8" + way_on);
  CHECK(fault_of("id,note\n\"a\",\"b\nc\xFF\"\n").message == "line 3, column 2: byte 0xFF is not valid UTF-8" + way_on);
  CHECK(fault_of("id,note\na,\x81\xAD\n", "cp932").message == "column 3: byte 0x81, before 0xAD, is not valid CP932");
  CHECK(fault_of("id,note\na,\"x\x81\"\n", "cp932").message == "column 5: byte 0x81, before 0x22, is not valid CP932");
  Sheet sheet("id,note\na,\xFF\nb,c\n", "cp932");
  CHECK(sheet.next().fault->code == Code::encoding_error);
  CHECK(sheet.next().text == R"({"id":"b","note":"c","data":{}})");
}

TEST_CASE("CP932 rows are cut before their bytes are read", "[tools][csv]") {
  // The second bytes of ソ, 表 and ポ are a backslash and a bar; of ァ it is an at sign.
  CHECK(json_of("id,note\na,\x83\x5C\x95\x5C\x83\x7C\x83\x40\r\n", "cp932") ==
        R"({"id":"a","note":"ソ表ポァ","data":{}})");
}

TEST_CASE("a sheet marked as UTF-8 is not read as CP932", "[tools][csv]") {
  const Sheet sheet("\xEF\xBB\xBFid\na\n", "cp932");
  REQUIRE_FALSE(sheet.rows);
  CHECK(sheet.rows.error().code == Code::usage);
}

}  // namespace rireki
