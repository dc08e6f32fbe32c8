#include "events/types/record_codec.h"

#include <array>

#include "events/types/catalog.h"
#include "events/types/compact_archive.h"
#include "events/types/crc32c.h"
#include "events/types/record_bytes.h"
#include "events/types/record_parts.h"

namespace rireki {

namespace {

constexpr std::uint8_t kHeaderFormat = 1;

/// How much of a record is read.
enum class Extent : std::uint8_t { whole, without_envelope };

void set_text(std::optional<std::string>& field, std::optional<std::string_view> text) {
  field.reset();
  if (text) field.emplace(*text);
}

void decode_body(std::string_view body, std::uint16_t schema_version, Extent extent, const PartReading& reading,
                 Record& record) {
  Event& event = record.event;
  event.effective = Day{take_fixed<std::int32_t>(body)};
  event.line = take_fixed<std::uint16_t>(body);
  record.recorded = Instant{take_fixed<std::int64_t>(body)};
  event.id = take_text(body).value_or("");
  event.subject = take_text(body).value_or("");
  for (auto* field : {&event.actor, &event.approved_by, &event.order_ref, &event.note}) {
    const auto text = take_text(body);  // for whoever reads the whole Record
    if (extent == Extent::whole) set_text(*field, text);
  }
  take_parts(body, schema_version, reading, event);
}

std::unexpected<Error> broken(Seq seq, std::string_view what, Code code = Code::integrity_error) {
  return fail(code, "record " + std::to_string(seq.value) + ": " + std::string(what));
}

/// The type of a record whose header and checksum are right.
Result<EventType> checked_type(Seq seq, std::string_view bytes) {
  const auto length = record_length(bytes);
  if (!length) return broken(seq, length.error().message);
  if (*length != bytes.size()) return broken(seq, "its length field is wrong");
  if (get_fixed<std::uint32_t>(bytes.substr(8)) != crc32c(bytes.substr(0, 8), bytes.substr(kRecordHeaderBytes))) {
    return broken(seq, "its checksum is wrong");
  }
  if (get_fixed<std::uint8_t>(bytes) != kHeaderFormat) return broken(seq, "its header format is unknown");
  const auto type = get_fixed<std::uint8_t>(bytes.substr(1));
  if (type >= kEventTypeCount) return broken(seq, "its event type is unknown to this version of rireki");
  return static_cast<EventType>(type);
}

/// Decodes into `record`, whose data are of the record's type.
Result<void> decode_checked(Seq seq, std::string_view bytes, Extent extent, const PartReading& reading,
                            Record& record) {
  record.seq = seq;
  const auto schema_version = get_fixed<std::uint16_t>(bytes.substr(2));
  try {
    decode_body(bytes.substr(kRecordHeaderBytes), schema_version, extent, reading, record);
    return {};
  } catch (const ArchiveError& e) {
    return broken(seq, e.what());
  } catch (const SealError& e) {
    return broken(seq, e.error.message, e.error.code);  // a vault that may not be read breaks no record
  }
}

/// Decodes one record on its own.
Result<Record> decode(Seq seq, std::string_view bytes, const std::vector<Upcaster>& upcasters, PersonalSeal* seal,
                      bool transfers) {
  const auto type = checked_type(seq, bytes);
  if (!type) return std::unexpected(type.error());
  Record record;
  record.event.data = empty_data(*type);
  CompactReader archive({});
  const PartReading reading{upcasters, archive, seal, transfers};
  if (auto r = decode_checked(seq, bytes, Extent::whole, reading, record); !r) return std::unexpected(r.error());
  return record;
}

}  // namespace

const std::vector<Upcaster>& standard_upcasters() {
  static const std::vector<Upcaster> none;  // every type is at its first schema version
  return none;
}

void encode_record(const Event& event, Instant recorded, std::string& out, PersonalSeal* seal) {
  const std::size_t begin = out.size();
  put_fixed<std::uint8_t>(out, kHeaderFormat);
  put_fixed(out, static_cast<std::uint8_t>(event.type()));
  put_fixed<std::uint16_t>(out, traits_of(event.type()).schema_version);
  out.append(8, '\0');
  put_fixed(out, event.effective->days);
  put_fixed(out, event.line);
  put_fixed(out, recorded.ms);
  put_text(out, event.id);
  put_text(out, event.subject);
  put_text(out, event.actor);
  put_text(out, event.approved_by);
  put_text(out, event.order_ref);
  put_text(out, event.note);
  put_parts(event, seal, out);

  std::string fixed;
  put_fixed(fixed, static_cast<std::uint32_t>(out.size() - begin - kRecordHeaderBytes));
  out.replace(begin + 4, 4, fixed);
  const std::string_view record = std::string_view(out).substr(begin);
  fixed.clear();
  put_fixed(fixed, crc32c(record.substr(0, 8), record.substr(kRecordHeaderBytes)));
  out.replace(begin + 8, 4, fixed);
}

Result<std::size_t> record_length(std::string_view bytes) {
  if (bytes.size() < kRecordHeaderBytes) return fail(Code::integrity_error, "a record header is cut off");
  const std::size_t length = kRecordHeaderBytes + get_fixed<std::uint32_t>(bytes.substr(4));
  if (length > bytes.size()) return fail(Code::integrity_error, "a record is cut off");
  return length;
}

Instant recorded_of(std::string_view bytes) {
  return Instant{get_fixed<std::int64_t>(bytes.substr(kRecordHeaderBytes + 6))};
}

Result<Record> decode_record(Seq seq, std::string_view bytes, const std::vector<Upcaster>& upcasters) {
  return decode(seq, bytes, upcasters, nullptr, false);
}

Result<Record> decode_record(Seq seq, std::string_view bytes, PersonalSeal& seal) {
  return decode(seq, bytes, standard_upcasters(), &seal, false);
}

Result<Record> decode_record_for_transfer(Seq seq, std::string_view bytes, PersonalSeal* seal) {
  return decode(seq, bytes, standard_upcasters(), seal, true);
}

struct RecordReader::Memory {
  CompactReader archive{{}};
  std::array<std::unique_ptr<Record>, kEventTypeCount> records;
};

RecordReader::RecordReader() : memory_(std::make_unique<Memory>()) {}
RecordReader::~RecordReader() = default;

Result<const Record*> RecordReader::read(Seq seq, std::string_view bytes) {
  const auto type = checked_type(seq, bytes);
  if (!type) return std::unexpected(type.error());
  auto& record = memory_->records[static_cast<std::size_t>(*type)];
  if (record == nullptr) {
    record = std::make_unique<Record>();
    record->event.data = empty_data(*type);
  }
  const PartReading reading{standard_upcasters(), memory_->archive};
  auto r = decode_checked(seq, bytes, Extent::without_envelope, reading, *record);
  if (!r) return std::unexpected(r.error());
  return record.get();
}

}  // namespace rireki
