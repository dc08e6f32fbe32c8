// The file of a raw log: what is written is read, and any other byte is refused with its place.
#include "tools/rireki/raw_log.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "events/types/crc32c.h"
#include "events/types/record_codec.h"
#include "tests/events/examples.h"

namespace rireki {

namespace {

std::vector<std::string> example_records(std::size_t count) {
  std::vector<std::string> records;
  for (std::size_t i = 0; i < count; ++i) {
    Event event = examples::full_event(examples::kExamples[i % kEventTypeCount]);
    event.id += "-" + std::to_string(i);
    encode_record(event, *event.recorded, records.emplace_back());
  }
  return records;
}

std::string raw_file(const std::vector<std::string>& records) {
  std::string file;
  RawLogWriter writer([&](std::string_view bytes) -> Result<void> {
    file += bytes;
    return {};
  });
  REQUIRE(writer.begin(records.size()));
  for (const std::string& record : records) REQUIRE(writer.add(record));
  REQUIRE(writer.finish());
  return file;
}

struct Reading {
  std::vector<std::string> records;
  std::optional<Error> error;
};

Reading read_all(std::string_view file) {
  RawLogReader reader([&](char* buffer, std::size_t bytes) -> Result<std::size_t> {
    const std::size_t given = std::min(bytes, file.size());
    std::memcpy(buffer, file.data(), given);
    file.remove_prefix(given);
    return given;
  });
  Reading reading;
  if (auto r = reader.begin(); !r) return {{}, r.error()};
  RawBlock block;
  while (true) {
    const auto more = reader.next(block);
    if (!more) reading.error = more.error();
    if (!more || !*more) return reading;
    for (std::string& bytes : block.bytes) reading.records.push_back(std::move(bytes));
  }
}

void check_refused(std::string_view file, const std::vector<std::string>& whole) {
  const Reading reading = read_all(file);
  REQUIRE(reading.error);
  CHECK(reading.error->code == Code::integrity_error);
  CHECK(reading.error->message.starts_with("offset "));
  CHECK(reading.error->message.contains("seq "));
  REQUIRE(reading.records.size() <= whole.size());
  CHECK(std::equal(reading.records.begin(), reading.records.end(), whole.begin()));
}

}  // namespace

TEST_CASE("a raw log is read as it was written, of any size", "[tools][raw]") {
  for (const std::size_t count : {0, 1, 2, 43, 5000}) {
    const auto records = example_records(count);
    const std::string file = raw_file(records);
    const Reading reading = read_all(file);
    CAPTURE(count);
    CHECK_FALSE(reading.error);
    CHECK(reading.records == records);
    CHECK(raw_file(reading.records) == file);
  }
}

TEST_CASE("the bytes of a raw log are those that are documented", "[tools][raw]") {
  const auto records = example_records(1);
  const std::string file = raw_file(records);
  CHECK(file.starts_with("\x89RIREKI\n"));
  CHECK(file.substr(8, 4) == std::string("\x01\0\0\0", 4));
  CHECK(file.substr(12, 8) == std::string("\x01\0\0\0\0\0\0\0", 8));
  CHECK(file.substr(24, 4) == std::string("\x01\0\0\0", 4));
  CHECK(file.substr(28, 8) == std::string("\x01\0\0\0\0\0\0\0", 8));
  CHECK(file.substr(48) == records[0]);
  std::uint32_t checksum = 0;
  std::memcpy(&checksum, file.data() + 40, sizeof checksum);
  CHECK(checksum == crc32c(records[0]));
}

TEST_CASE("a raw log with any byte changed is refused", "[tools][raw]") {
  const auto records = example_records(7);
  const std::string file = raw_file(records);
  for (std::size_t i = 0; i < file.size(); ++i) {
    for (const int change : {0x01, 0x80, 0xFF}) {
      std::string damaged = file;
      damaged[i] = static_cast<char>(damaged[i] ^ change);
      CAPTURE(i, change);
      check_refused(damaged, records);
    }
  }
}

TEST_CASE("a raw log cut anywhere, or longer than it says, is refused", "[tools][raw]") {
  const auto records = example_records(7);
  const std::string file = raw_file(records);
  for (std::size_t bytes = 0; bytes < file.size(); ++bytes) {
    CAPTURE(bytes);
    check_refused(std::string_view(file).substr(0, bytes), records);
  }
  check_refused(file + "x", records);
  check_refused(file + file, records);
}

TEST_CASE("blocks that are left out, twice there or in another order are refused", "[tools][raw]") {
  const auto records = example_records(6000);
  const std::string file = raw_file(records);
  std::vector<std::string> blocks;
  for (std::size_t at = 24; at < file.size();) {
    std::uint32_t bytes = 0;
    std::memcpy(&bytes, file.data() + at + 12, sizeof bytes);
    blocks.push_back(file.substr(at, 24 + bytes));
    at += 24 + bytes;
  }
  REQUIRE(blocks.size() >= 3);
  const auto with = [&](std::initializer_list<std::size_t> order) {
    std::string out = file.substr(0, 24);
    for (const std::size_t i : order) out += blocks[i];
    for (std::size_t i = 3; i < blocks.size(); ++i) out += blocks[i];
    return out;
  };
  CHECK_FALSE(read_all(with({0, 1, 2})).error);
  check_refused(with({0, 2}), records);
  check_refused(with({1, 0, 2}), records);
  check_refused(with({0, 0, 1, 2}), records);
  check_refused(with({}), records);
}

TEST_CASE("damage is named at its record, and what stands before it was read", "[tools][raw]") {
  const auto records = example_records(6000);
  std::string file = raw_file(records);
  const std::size_t at = file.find("ex-Hired-5377");
  REQUIRE(at != std::string::npos);
  file[at] = 'X';
  const Reading reading = read_all(file);
  REQUIRE(reading.error);
  CHECK(reading.error->message.contains("seq 5378:"));
  CHECK(reading.records.size() > 1000);
  CHECK(reading.records.size() < 5378);
}

TEST_CASE("a record that this program would write otherwise is refused", "[tools][raw]") {
  // A length of one byte, written as two: it reads the same, and is not the canonical form.
  std::string record = example_records(1)[0];
  const std::size_t id = 26;
  REQUIRE(static_cast<unsigned char>(record[id]) < 0x80);
  record.replace(id, 1, {static_cast<char>(record[id] | '\x80'), '\0'});
  const auto length = static_cast<std::uint32_t>(record.size() - kRecordHeaderBytes);
  std::memcpy(record.data() + 4, &length, sizeof length);
  const std::uint32_t checksum = crc32c(record.substr(0, 8), record.substr(kRecordHeaderBytes));
  std::memcpy(record.data() + 8, &checksum, sizeof checksum);
  check_refused(raw_file({record}), {record});
}

TEST_CASE("a writer that was promised more records says so", "[tools][raw]") {
  RawLogWriter writer([](std::string_view) -> Result<void> { return {}; });
  REQUIRE(writer.begin(2));
  REQUIRE(writer.add(example_records(1)[0]));
  CHECK(writer.finish().error().code == Code::integrity_error);
}

}  // namespace rireki
