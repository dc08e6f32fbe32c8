// The bytes of Records: round trips, golden files that never change, damage, personal parts, older schema versions.
#include "events/types/record_codec.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "events/lifecycle/packed_entry.h"
#include "events/types/crc32c.h"
#include "tests/events/examples.h"
#include "tests/support/checkout.h"

namespace rireki {

using namespace examples;
namespace json = boost::json;

namespace {

constexpr Seq kSeq{42};
constexpr Instant kRecorded{1'679'619'723'456};  // 2023-03-24T01:02:03.456Z

std::string encoded(const Event& event) {
  std::string bytes;
  encode_record(event, kRecorded, bytes);
  return bytes;
}

void check_round_trip(const Event& event) {
  const std::string bytes = encoded(event);
  const auto record = decode_record(kSeq, bytes);
  REQUIRE(record);
  CHECK(record->seq == kSeq);
  CHECK(record->recorded == kRecorded);
  CHECK(record->event.id == event.id);
  CHECK(same_content(record->event, event));
  CHECK(encoded(record->event) == bytes);
}

void check_integrity_error(std::string_view bytes, const std::vector<Upcaster>& upcasters = standard_upcasters()) {
  const auto record = decode_record(kSeq, bytes, upcasters);
  REQUIRE_FALSE(record);
  CHECK(record.error().code == Code::integrity_error);
  CHECK(record.error().message.contains("42"));
}

// --- the layout, read by the test on its own -----------------------------------------------------------------------

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return value;
  }
}

std::string_view take(std::string_view& bytes, std::uint64_t size) {
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

/// The parts of a record by category, and what stands before them.
struct Layout {
  std::string_view envelope;
  std::map<int, std::string_view> parts;
};

Layout layout_of(std::string_view bytes) {
  std::string_view rest = bytes.substr(kRecordHeaderBytes + 4 + 2 + 8);
  for (int text = 0; text < 6; ++text) {
    const std::uint64_t size = take_varint(rest);
    if (size > 0) take(rest, size - 1);
  }
  Layout layout{bytes.substr(0, bytes.size() - rest.size()), {}};
  while (!rest.empty()) {
    const int category = take(rest, 1).front();
    CHECK(take(rest, 1).front() == 0);
    layout.parts[category] = take(rest, take_varint(rest));
  }
  return layout;
}

void put_u32(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
}

/// Makes length and checksum right again after the bytes were changed on purpose.
std::string sealed(std::string bytes) {
  put_u32(bytes, 4, static_cast<std::uint32_t>(bytes.size() - kRecordHeaderBytes));
  put_u32(bytes, 8, crc32c(bytes.substr(0, 8) + bytes.substr(kRecordHeaderBytes)));
  return bytes;
}

std::string with_schema(std::string bytes, char version) {
  bytes[2] = version;
  return sealed(std::move(bytes));
}

// --- golden files --------------------------------------------------------------------------------------------------

std::filesystem::path golden_path(const Example& example) {
  return checkout() / "tests" / "golden" / (std::string(to_text(example.type)) + ".v1.hex");
}

std::string to_hex(std::string_view bytes) {
  constexpr std::size_t kBytesPerLine = 32;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 0xFU];
    if (i % kBytesPerLine == kBytesPerLine - 1 || i + 1 == bytes.size()) hex += '\n';
  }
  return hex;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  std::string digits;
  for (const char c : hex) {
    if (c == '\n') continue;
    digits += c;
    if (digits.size() < 2) continue;
    bytes += static_cast<char>(std::stoi(digits, nullptr, 16));
    digits.clear();
  }
  REQUIRE(digits.empty());
  return bytes;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The same event with another value in one of its personal fields.
Event with_other_value(const Example& example, std::string_view key, const json::value& value) {
  json::object data = json::parse(json::string_view(example.full.data(), example.full.size())).as_object();
  data[json::string_view(key.data(), key.size())] = value;
  EventReader reader;
  auto event = reader.read(line_with(example.type, json::serialize(data)));
  REQUIRE(event);
  return std::move(*event);
}

json::value other_value(const std::string*) { return "別の値"; }
json::value other_value(const Day*) { return "1990-12-31"; }
json::value other_value(const Sex*) { return "male"; }
json::value other_value(const AbsenceCause*) { return "injury"; }
json::value other_value(const FamilyEventKind*) { return "adoption"; }
json::value other_value(const DisciplineKind*) { return "suspension"; }
template <class T>
requires requires(const T* value) { other_value(value); }
json::value other_value(const std::optional<T>*) { return other_value(static_cast<const T*>(nullptr)); }

std::string packed(const Event& event) {
  std::string scratch;
  std::string out;
  pack(make_entry(kSeq, event, Seq{}, scratch), out);
  return out;
}

}  // namespace

TEST_CASE("every example comes back from its bytes, and those from it", "[events][codec]") {
  for (const Example& example : kExamples) {
    CAPTURE(to_text(example.type));
    check_round_trip(full_event(example));
    check_round_trip(minimal_event(example));
  }
}

TEST_CASE("a record is appended to what stands before it", "[events][codec]") {
  std::string two;
  encode_record(full_event(kExamples[0]), kRecorded, two);
  const std::size_t first = two.size();
  encode_record(full_event(kExamples[2]), kRecorded, two);
  CHECK(two.substr(0, first) == encoded(full_event(kExamples[0])));
  CHECK(two.substr(first) == encoded(full_event(kExamples[2])));
  CHECK(record_length(two) == first);
  CHECK(recorded_of(two) == kRecorded);
  check_integrity_error(two);
}

TEST_CASE("extreme values come back", "[events][codec]") {
  Event event = full_event(kExamples[static_cast<std::size_t>(EventType::BenchmarkPublished)]);
  for (const double value : {0.0, -0.0, 1e308, -5e-324, 0.1}) {
    std::get<BenchmarkPublished>(event.data.value).value = value;
    check_round_trip(event);
  }
  for (const Day day : {kFirstDay, kLastDay, Day{-1}, Day{0}}) {
    event.effective = day;
    check_round_trip(event);
  }
  event.line = 65535;
  event.note = std::string(6000, 'x');
  event.actor = "";
  event.order_ref.reset();
  check_round_trip(event);
}

TEST_CASE("CRC-32C has its known answers, with the processor's help and without", "[events][codec]") {
  for (const auto checksum : {&crc32c, &portable_crc32c}) {
    CHECK(checksum("", "") == 0);
    CHECK(checksum("123456789", "") == 0xE3069283);
    CHECK(checksum(std::string(32, '\0'), "") == 0x8A9136AA);  // RFC 3720, B.4
    CHECK(checksum(std::string(32, '\xFF'), "") == 0x62A8AB43);
    CHECK(checksum("12345", "6789") == 0xE3069283);
  }
}

TEST_CASE("a checksum over two pieces is one over both", "[events][codec]") {
  for (const Example& example : kExamples) {
    const std::string bytes = encoded(full_event(example));
    CHECK(bytes == sealed(bytes));
  }
}

// --- golden files --------------------------------------------------------------------------------------------------

TEST_CASE("golden files of event types that have none are written", "[.golden-write]") {
  for (const Example& example : kExamples) {
    if (std::filesystem::exists(golden_path(example))) continue;
    std::ofstream out(golden_path(example), std::ios::binary);
    out << to_hex(encoded(full_event(example)));
    WARN("wrote " << golden_path(example));
    CHECK(out.good());
  }
}

TEST_CASE("every event type has the bytes of its golden file, and reads from them", "[events][codec][golden]") {
  for (const Example& example : kExamples) {
    CAPTURE(golden_path(example));
    REQUIRE(std::filesystem::exists(golden_path(example)));
    const std::string golden = read_file(golden_path(example));
    const Event event = full_event(example);
    CHECK(to_hex(encoded(event)) == golden);
    const auto record = decode_record(kSeq, from_hex(golden));
    REQUIRE(record);
    CHECK(record->recorded == kRecorded);
    CHECK(record->event.id == event.id);
    CHECK(same_content(record->event, event));
  }
}

TEST_CASE("the header stands as documented", "[events][codec][golden]") {
  for (const Example& example : kExamples) {
    const std::string bytes = encoded(full_event(example));
    CHECK(bytes[0] == 1);
    CHECK(static_cast<unsigned char>(bytes[1]) == static_cast<unsigned char>(example.type));
    CHECK(bytes.substr(2, 2) == std::string("\1\0", 2));
    CHECK(bytes == sealed(bytes));
  }
}

// --- damage --------------------------------------------------------------------------------------------------------

TEST_CASE("a flipped bit or a cut record is an integrity error", "[events][codec]") {
  for (const EventType type : {EventType::PersonRegistered, EventType::Hired, EventType::WorkplaceTrainingFiled,
                               EventType::EventCorrected, EventType::ResignationWithdrawn}) {
    CAPTURE(to_text(type));
    const std::string bytes = encoded(full_event(kExamples[static_cast<std::size_t>(type)]));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      std::string damaged = bytes;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
      const auto record = decode_record(kSeq, damaged);
      if (record || record.error().code != Code::integrity_error) FAIL_CHECK("bit " << bit << " went unseen");
    }
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      check_integrity_error(std::string_view(bytes).substr(0, size));
      check_integrity_error(std::string(bytes, 0, size));
    }
    check_integrity_error(bytes + '\0');
    check_integrity_error(bytes + bytes);
  }
}

TEST_CASE("bytes that were damaged before they were sealed never crash the reader", "[events][codec]") {
  Dice dice(11);
  std::size_t refused = 0;
  for (const Example& example : kExamples) {
    const std::string bytes = encoded(full_event(example));
    for (std::size_t i = 0; i < 100 * effort(); ++i) {
      std::string odd = bytes;
      for (std::size_t n = dice.below(3) + 1; n > 0; --n) odd[dice.below(odd.size())] = static_cast<char>(dice.next());
      if (dice.below(4) == 0) odd.resize(kRecordHeaderBytes + dice.below(odd.size() - kRecordHeaderBytes));
      const auto record = decode_record(kSeq, sealed(std::move(odd)));
      if (record) continue;
      ++refused;
      if (record.error().code != Code::integrity_error) FAIL_CHECK("an odd error: " << record.error().message);
    }
  }
  CHECK(refused > 1000);
}

TEST_CASE("a sealed record of unknown form is refused", "[events][codec]") {
  const std::string bytes = encoded(full_event(kExamples[0]));
  std::string other = bytes;
  other[0] = 2;
  check_integrity_error(sealed(other));
  other = bytes;
  other[1] = static_cast<char>(kEventTypeCount);
  check_integrity_error(sealed(other));
  check_integrity_error(sealed(bytes + std::string("\4\0\0", 3)));  // a fifth category
  check_integrity_error(sealed(bytes + std::string("\1\2\0", 3)));  // neither in clear nor sealed
  check_integrity_error(sealed(bytes + '\0'));                      // a part cut off
}

// --- personal fields -----------------------------------------------------------------------------------------------

TEST_CASE("a personal field stands in the part of its category and nowhere else", "[events][codec][personal]") {
  std::size_t fields_seen = 0;
  for (const Example& example : kExamples) {
    const std::string before = encoded(full_event(example));
    const EventData empty = empty_data(example.type);
    std::visit(
        [&](const auto& fields) {
          for_each_field<std::remove_cvref_t<decltype(fields)>>([&](const auto& f) {
            if (f.part == Part::clear) return;
            using T = std::remove_cvref_t<decltype(fields.*(f.member))>;
            CAPTURE(to_text(example.type), f.key);
            if constexpr (requires { other_value(static_cast<const T*>(nullptr)); }) {
              ++fields_seen;
              const Event event = with_other_value(example, f.key, other_value(static_cast<const T*>(nullptr)));
              const std::string after = encoded(event);
              auto old_parts = layout_of(before).parts;
              auto new_parts = layout_of(after).parts;
              CHECK(layout_of(before).envelope.substr(kRecordHeaderBytes) ==
                    layout_of(after).envelope.substr(kRecordHeaderBytes));
              CHECK(old_parts[static_cast<int>(f.part)] != new_parts[static_cast<int>(f.part)]);
              old_parts.erase(static_cast<int>(f.part));
              new_parts.erase(static_cast<int>(f.part));
              CHECK(old_parts == new_parts);
              CHECK(packed(event) == packed(full_event(example)));
            } else {
              FAIL_CHECK("this test has no other value for the field");
            }
          });
        },
        empty.value);
  }
  CHECK(fields_seen == 14);
}

TEST_CASE("planted personal texts are found in their part, and not in the packed timeline",
          "[events][codec][personal]") {
  struct Row {
    EventType type;
    Part part;
    std::string_view planted;
  };
  const std::vector<Row> rows = {
      {EventType::PersonRegistered, Part::identity, "見本 花子"},
      {EventType::PersonRegistered, Part::identity, "ミホン ハナコ"},
      {EventType::PersonDetailsChanged, Part::identity, "雛形 花子"},
      {EventType::Separated, Part::sensitive, "実家の転居"},
      {EventType::AppraisalFinalized, Part::sensitive, "能力評語甲"},
      {EventType::AppraisalFinalized, Part::sensitive, "業績評語乙"},
      {EventType::CareerPreferenceDeclared, Part::sensitive, "税務の仕事を続けたい"},
      {EventType::EventCorrected, Part::identity, "見本 華子"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.planted);
    const Event event = full_event(kExamples[static_cast<std::size_t>(row.type)]);
    const std::string bytes = encoded(event);
    const Layout layout = layout_of(bytes);
    CHECK(layout.envelope.find(row.planted) == std::string_view::npos);
    for (const auto& [part, content] : layout.parts) {
      CHECK(content.contains(row.planted) == (part == static_cast<int>(row.part)));
    }
    CHECK_FALSE(packed(event).contains(row.planted));
  }
}

TEST_CASE("the date of birth and the sex stand in the part of attributes", "[events][codec][personal]") {
  const std::string bytes = encoded(full_event(kExamples[0]));
  const Layout layout = layout_of(bytes);
  std::string_view attributes = layout.parts.at(static_cast<int>(Part::attributes));
  const auto born = static_cast<std::uint64_t>(from_civil({1984, 4, 1}).days);
  CHECK(take_varint(attributes) == born * 2);  // zigzag
  CHECK(take_varint(attributes) == static_cast<std::uint64_t>(Sex::female));
  CHECK(attributes.empty());
}

// --- older and newer schema versions -------------------------------------------------------------------------------

namespace {

/// A made-up version 0 of TermRenewed, whose clear part held the year of the term's end as a text.
EncodedParts from_version_0(EncodedParts parts) {
  const int year = std::stoi(parts.bytes[0]);
  Event event = full_event(kExamples[static_cast<std::size_t>(EventType::TermRenewed)]);
  std::get<TermRenewed>(event.data.value).term_end = from_civil({year, 3, 31});
  const std::string bytes = encoded(event);
  parts.bytes[0] = layout_of(bytes).parts.at(0);
  return parts;
}

/// A made-up version 0 of EventCorrected that had no `line`: one absent optional more, before the cause.
EncodedParts with_line(EncodedParts parts) {
  const std::size_t target = 1 + static_cast<std::size_t>(parts.bytes[0].front());
  parts.bytes[0].insert(target + 1, 1, '\0');
  return parts;
}

const std::vector<Upcaster> kUpcasters = {{EventType::EventCorrected, 0, &with_line},
                                          {EventType::TermRenewed, 0, &from_version_0}};

std::string old_term_renewed() {
  const std::string bytes = encoded(full_event(kExamples[static_cast<std::size_t>(EventType::TermRenewed)]));
  return with_schema(std::string(layout_of(bytes).envelope) + std::string("\0\0\4", 3) + "2031", 0);
}

/// A correction of the made-up version 0 that holds data of the made-up version 0 of TermRenewed.
std::string old_correction() {
  const std::string bytes = encoded(full_event(kExamples[static_cast<std::size_t>(EventType::EventCorrected)]));
  std::string clear = "\1t";                           // the target
  clear += '\0';                                       // no effective
  clear += '\0';                                       // cause: clerical
  clear += static_cast<char>(EventType::TermRenewed);  // type of the replacement
  clear += '\0';                                       // its schema version
  clear +=
      "\4"
      "2031";  // its clear part
  const std::string head(layout_of(bytes).envelope);
  return with_schema(head + std::string("\0\0", 2) + static_cast<char>(clear.size()) + clear, 0);
}

}  // namespace

TEST_CASE("an older schema version is brought to the present one", "[events][codec][upcast]") {
  const auto record = decode_record(kSeq, old_term_renewed(), kUpcasters);
  REQUIRE(record);
  REQUIRE(record->event.as<TermRenewed>() != nullptr);
  CHECK(record->event.as<TermRenewed>()->term_end == from_civil({2031, 3, 31}));
  CHECK(record->event.id == "ex-TermRenewed");
}

TEST_CASE("a correction and the data in it are each brought to their present version", "[events][codec][upcast]") {
  const auto record = decode_record(kSeq, old_correction(), kUpcasters);
  REQUIRE(record);
  const auto* correction = record->event.as<EventCorrected>();
  REQUIRE(correction != nullptr);
  CHECK(correction->target.text == "t");
  CHECK_FALSE(correction->effective);
  CHECK_FALSE(correction->line);
  REQUIRE(correction->data.data);
  const auto* renewed = std::get_if<TermRenewed>(&correction->data.data->value);
  REQUIRE(renewed != nullptr);
  CHECK(renewed->term_end == from_civil({2031, 3, 31}));
}

TEST_CASE("a schema version without an upcaster is refused", "[events][codec][upcast]") {
  check_integrity_error(old_term_renewed());
  check_integrity_error(old_term_renewed(), {{EventType::Hired, 0, &from_version_0}});
  check_integrity_error(old_term_renewed(), {{EventType::TermRenewed, 1, &from_version_0}});
  check_integrity_error(old_correction(), {kUpcasters[0]});
  check_integrity_error(old_correction(), {kUpcasters[1]});
}

TEST_CASE("a newer schema version is refused and says so", "[events][codec][upcast]") {
  for (const Example& example : kExamples) {
    const std::string newer = with_schema(encoded(full_event(example)), 2);
    check_integrity_error(newer, kUpcasters);
    CHECK(decode_record(kSeq, newer).error().message.contains("newer"));
  }
}

}  // namespace rireki
