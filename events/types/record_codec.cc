#include "events/types/record_codec.h"

#include <algorithm>
#include <array>
#include <utility>

#include "events/types/catalog.h"
#include "events/types/compact_archive.h"
#include "events/types/crc32c.h"

namespace rireki {

namespace {

constexpr std::uint8_t kHeaderFormat = 1;
constexpr std::uint8_t kInClear = 0;
constexpr std::uint8_t kSealed = 1;

/// How much of a record is read.
enum class Extent : std::uint8_t { whole, without_envelope };

template <class Integer>
void put_fixed(std::string& out, Integer value) {
  char bytes[sizeof value];
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  out.append(bytes, sizeof value);
}

template <class Integer>
Integer get_fixed(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return static_cast<Integer>(value);
}

template <class Integer>
Integer take_fixed(std::string_view& bytes) {
  if (bytes.size() < sizeof(Integer)) throw ArchiveError("the record is cut off");
  const auto value = get_fixed<Integer>(bytes);
  bytes.remove_prefix(sizeof(Integer));
  return value;
}

void put_text(std::string& out, const std::optional<std::string>& text) {
  put_varint(out, text ? text->size() + 1 : 0);
  if (text) out += *text;
}

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (bytes.empty()) throw ArchiveError("a number is cut off");
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return value;
  }
  throw ArchiveError("a number is too long");
}

std::string_view take_bytes(std::string_view& bytes, std::uint64_t size) {
  if (size > bytes.size()) throw ArchiveError("a text is cut off");
  const std::string_view taken = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return taken;
}

std::optional<std::string_view> take_text(std::string_view& bytes) {
  const std::uint64_t size = take_varint(bytes);
  if (size == 0) return std::nullopt;
  return take_bytes(bytes, size - 1);
}

// --- data to parts and back ----------------------------------------------------------------------------------------

/// The parts of a record's data where they lie.
struct PartViews {
  EventType type{};
  std::uint16_t schema_version = 1;
  std::string_view bytes[kPartCount];
  std::uint8_t unread = 0;  // categories (bit_of) that were not opened
};

/// How a record is read, and what is needed for that beside its bytes.
struct Decoding {
  const std::vector<Upcaster>& upcasters;
  CompactReader& archive;
  Extent extent = Extent::whole;
  PersonalSeal* seal = nullptr;
  bool transfers = false;  // sealed parts are kept, and those that do not open are unread
};

/// What the seal says against a part.
struct SealError {
  Error error;
};

EncodedParts encode_parts(const EventData& data);
void decode_parts(const PartViews& parts, const Decoding& decoding, EventData& data);

template <Described E>
void save_part(CompactWriter& ar, const E& fields, Part part) {
  for_each_field<E>([&](const auto& f) {
    if (f.part == part) ar(fields.*(f.member));
  });
}

template <Described E>
void load_part(CompactReader& ar, E& fields, Part part) {
  for_each_field<E>([&](const auto& f) {
    if (f.part == part) ar(fields.*(f.member));
  });
}

template <Described E>
void empty_part(E& fields, Part part) {
  for_each_field<E>([&](const auto& f) {
    if (f.part == part) fields.*(f.member) = {};
  });
}

template <Described E>
constexpr bool has_part(Part part) {
  bool found = false;
  for_each_field<E>([&](const auto& f) { found = found || f.part == part; });
  return found;
}

template <Described E>
EncodedParts encode_fields(const E& fields) {
  EncodedParts parts;
  for (std::size_t i = 0; i < kPartCount; ++i) {
    if (!has_part<E>(static_cast<Part>(i))) continue;
    CompactWriter ar(parts.bytes[i]);
    save_part(ar, fields, static_cast<Part>(i));
  }
  return parts;
}

/// A correction's clear part: its own fields, then type, schema version and clear part of the replacement. Its personal
/// parts are the replacement's: they are forgotten together with the target's.
EncodedParts encode_fields(const EventCorrected& fields) {
  const EncodedParts replaced = encode_parts(*fields.data.data);
  EncodedParts parts;
  CompactWriter ar(parts.bytes[0]);
  ar(fields.target, fields.effective, fields.line, fields.cause);
  ar.put_unsigned(static_cast<std::uint64_t>(replaced.type));
  ar.put_unsigned(replaced.schema_version);
  ar.put_bytes(replaced.bytes[0]);
  for (std::size_t i = 1; i < kPartCount; ++i) parts.bytes[i] = replaced.bytes[i];
  return parts;
}

EncodedParts encode_parts(const EventData& data) {
  EncodedParts parts = std::visit([](const auto& fields) { return encode_fields(fields); }, data.value);
  parts.type = static_cast<EventType>(data.value.index());
  parts.schema_version = traits_of(parts.type).schema_version;
  return parts;
}

template <Described E>
void decode_fields(const PartViews& parts, E& fields, const Decoding& decoding) {
  CompactReader& ar = decoding.archive;
  for (std::size_t i = 0; i < kPartCount; ++i) {
    const auto part = static_cast<Part>(i);
    if (!has_part<E>(part)) continue;
    if ((parts.unread & bit_of(part)) != 0) {
      empty_part(fields, part);
      continue;
    }
    ar.begin(parts.bytes[i]);
    load_part(ar, fields, part);
    if (ar.left() != 0) throw ArchiveError("a part is longer than its fields");
  }
}

void decode_fields(const PartViews& parts, EventCorrected& fields, const Decoding& decoding) {
  CompactReader& ar = decoding.archive;
  ar.begin(parts.bytes[0]);
  ar(fields.target, fields.effective, fields.line, fields.cause);
  PartViews replaced = parts;
  const std::uint64_t type = ar.get_unsigned();
  if (type >= static_cast<std::uint64_t>(EventType::EventCorrected))
    throw ArchiveError("a correction of no event type");
  replaced.type = static_cast<EventType>(type);
  replaced.schema_version = static_cast<std::uint16_t>(ar.get_unsigned());
  replaced.bytes[0] = ar.get_bytes();
  if (ar.left() != 0) throw ArchiveError("a part is longer than its fields");
  EventData data = empty_data(replaced.type);
  decode_parts(replaced, decoding, data);
  fields.data.data = std::make_shared<EventData>(std::move(data));
}

EncodedParts upcast(const PartViews& old, const std::vector<Upcaster>& upcasters) {
  EncodedParts parts{.type = old.type, .schema_version = old.schema_version, .bytes = {}, .unread = old.unread};
  for (std::size_t i = 0; i < kPartCount; ++i) parts.bytes[i] = old.bytes[i];
  const std::uint16_t wanted = traits_of(parts.type).schema_version;
  if (parts.schema_version > wanted) throw ArchiveError("it was written by a newer version of rireki");
  while (parts.schema_version < wanted) {
    const auto step = std::ranges::find_if(
        upcasters, [&](const Upcaster& u) { return u.type == parts.type && u.from_version == parts.schema_version; });
    if (step == upcasters.end()) throw ArchiveError("no upcaster for its schema version");
    const std::uint16_t next = parts.schema_version + 1;
    parts = step->apply(std::move(parts));
    parts.schema_version = next;
  }
  return parts;
}

/// Fills `data`, which is of that type; whatever it held is replaced.
void decode_parts(const PartViews& parts, const Decoding& decoding, EventData& data) {
  if (parts.schema_version != traits_of(parts.type).schema_version) {
    const EncodedParts newest = upcast(parts, decoding.upcasters);
    PartViews views{.type = newest.type, .schema_version = newest.schema_version, .bytes = {}, .unread = newest.unread};
    for (std::size_t i = 0; i < kPartCount; ++i) views.bytes[i] = newest.bytes[i];
    std::visit([&](auto& fields) { decode_fields(views, fields, decoding); }, data.value);
    return;
  }
  std::visit([&](auto& fields) { decode_fields(parts, fields, decoding); }, data.value);
}

/// Puts a varint where one byte was kept for it.
void set_varint(std::string& out, std::size_t at, std::uint64_t value) {
  if (value < 0x80) {
    out[at] = static_cast<char>(value);
    return;
  }
  std::string varint;
  put_varint(varint, value);
  out.replace(at, 1, varint);
}

/// Whether any field of a part is given: one without anything in it needs no key.
template <Described E>
bool has_given(const E& fields, Part part) {
  bool found = false;
  for_each_field<E>([&](const auto& f) {
    if (f.part != part) return;
    const auto& value = fields.*(f.member);
    if constexpr (is_optional<std::remove_cvref_t<decltype(value)>>) {
      found = found || value.has_value();
    } else {
      found = true;
    }
  });
  return found;
}

/// Writes the parts of one event, sealed where they have to be.
class PartWriter {
 public:
  PartWriter(const Event& event, PersonalSeal* seal, std::string& out) : event_(event), seal_(seal), out_(out) {}

  void put(const EventCorrected& fields) {
    const EncodedParts parts = encode_fields(fields);
    for (std::size_t i = 0; i < kPartCount; ++i) {
      const auto part = static_cast<Part>(i);
      if (put_taken_over(part) || parts.bytes[i].empty()) continue;
      const bool is_given =
          std::visit([&](const auto& data) { return has_given(data, part); }, fields.data.data->value);
      if (part == Part::clear || seal_ == nullptr || !is_given) {
        put_bytes(part, kInClear, parts.bytes[i]);
      } else {
        put_sealed(part, parts.bytes[i]);
      }
    }
  }

  template <Described E>
  void put(const E& fields) {
    for (std::size_t i = 0; i < kPartCount; ++i) {
      const auto part = static_cast<Part>(i);
      if (!has_part<E>(part) || put_taken_over(part)) continue;
      if (part == Part::clear || seal_ == nullptr || !has_given(fields, part)) {
        put_in_clear(fields, part);
      } else {
        clear_.clear();
        CompactWriter ar(clear_);
        save_part(ar, fields, part);
        put_sealed(part, clear_);
      }
    }
  }

 private:
  /// A part that another log has sealed stays as it is.
  bool put_taken_over(Part part) {
    const auto i = static_cast<std::size_t>(part);
    if (event_.sealed == nullptr || (*event_.sealed)[i].empty()) return false;
    put_bytes(part, kSealed, (*event_.sealed)[i]);
    return true;
  }

  void put_sealed(Part part, std::string_view clear) {
    sealed_.clear();
    const auto category = static_cast<PersonalCategory>(static_cast<std::size_t>(part) - 1);
    seal_->seal({event_.id, event_.subject, event_.type(), category}, clear, sealed_);
    put_bytes(part, kSealed, sealed_);
  }

  void put_bytes(Part part, std::uint8_t form, std::string_view bytes) {
    out_ += static_cast<char>(part);
    out_ += static_cast<char>(form);
    put_varint(out_, bytes.size());
    out_ += bytes;
  }

  /// Without copying them; nothing if the part is empty.
  template <Described E>
  void put_in_clear(const E& fields, Part part) {
    const std::size_t begin = out_.size();
    const char head[] = {static_cast<char>(part), static_cast<char>(kInClear), 0};
    out_.append(head, sizeof head);
    CompactWriter ar(out_);
    save_part(ar, fields, part);
    const std::size_t size = out_.size() - begin - sizeof head;
    if (size == 0) {
      out_.resize(begin);
    } else {
      set_varint(out_, begin + sizeof head - 1, size);
    }
  }

  const Event& event_;
  PersonalSeal* seal_;
  std::string& out_;
  std::string clear_;
  std::string sealed_;
};

/// Opens a sealed part into `clear`, which must last as long as `parts`.
void take_sealed(Event& event, Part part, std::string_view bytes, PartViews& parts, const Decoding& decoding,
                 std::string& clear) {
  if (part == Part::clear) throw ArchiveError("a clear part is sealed");
  if (decoding.transfers) {
    SealedParts sealed = event.sealed == nullptr ? SealedParts{} : *event.sealed;
    sealed[static_cast<std::size_t>(part)] = bytes;
    event.sealed = std::make_shared<const SealedParts>(std::move(sealed));
  }
  bool is_open = false;
  if (decoding.seal != nullptr) {
    const auto category = static_cast<PersonalCategory>(static_cast<std::size_t>(part) - 1);
    auto opened = decoding.seal->open({event.id, event.subject, parts.type, category}, bytes);
    if (!opened && !decoding.transfers) throw SealError{opened.error()};
    is_open = opened && *opened;
    if (is_open) clear = std::move(**opened);
  }
  if (is_open) {
    parts.bytes[static_cast<std::size_t>(part)] = clear;
  } else {
    parts.unread |= bit_of(part);
  }
}

void take_parts(std::string_view& bytes, Event& event, PartViews& parts, const Decoding& decoding,
                std::array<std::string, kPartCount>& opened) {
  while (!bytes.empty()) {
    const auto part = take_fixed<std::uint8_t>(bytes);
    const auto form = take_fixed<std::uint8_t>(bytes);
    if (part >= kPartCount || form > kSealed) throw ArchiveError("a part of unknown category or form");
    const std::string_view content = take_bytes(bytes, take_varint(bytes));
    if (form == kSealed) {
      take_sealed(event, static_cast<Part>(part), content, parts, decoding, opened[part]);
    } else {
      parts.bytes[part] = content;
    }
  }
}

/// The parts of the envelope that only a reader of the whole Record needs.
void set_text(std::optional<std::string>& field, std::optional<std::string_view> text) {
  field.reset();
  if (text) field.emplace(*text);
}

void decode_body(std::string_view body, PartViews& parts, const Decoding& decoding, Record& record) {
  Event& event = record.event;
  event.effective = Day{take_fixed<std::int32_t>(body)};
  event.line = take_fixed<std::uint16_t>(body);
  record.recorded = Instant{take_fixed<std::int64_t>(body)};
  event.id = take_text(body).value_or("");
  event.subject = take_text(body).value_or("");
  for (auto* field : {&event.actor, &event.approved_by, &event.order_ref, &event.note}) {
    const auto text = take_text(body);
    if (decoding.extent == Extent::whole) set_text(*field, text);
  }
  event.sealed = nullptr;
  std::array<std::string, kPartCount> opened;
  take_parts(body, event, parts, decoding, opened);
  event.unread = parts.unread;
  decode_parts(parts, decoding, event.data);
}

std::unexpected<Error> broken(Seq seq, std::string_view what) {
  return fail(Code::integrity_error, "record " + std::to_string(seq.value) + ": " + std::string(what));
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
Result<void> decode_checked(Seq seq, std::string_view bytes, const Decoding& decoding, Record& record) {
  record.seq = seq;
  PartViews parts{
      .type = record.event.type(), .schema_version = get_fixed<std::uint16_t>(bytes.substr(2)), .bytes = {}};
  try {
    decode_body(bytes.substr(kRecordHeaderBytes), parts, decoding, record);
    return {};
  } catch (const ArchiveError& e) {
    return broken(seq, e.what());
  } catch (const SealError& e) {
    return broken(seq, e.error.message);
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
  const Decoding decoding{upcasters, archive, Extent::whole, seal, transfers};
  if (auto r = decode_checked(seq, bytes, decoding, record); !r) return std::unexpected(r.error());
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
  PartWriter writer(event, seal, out);
  std::visit([&](const auto& fields) { writer.put(fields); }, event.data.value);

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
  const Decoding decoding{standard_upcasters(), memory_->archive, Extent::without_envelope};
  auto r = decode_checked(seq, bytes, decoding, *record);
  if (!r) return std::unexpected(r.error());
  return record.get();
}

}  // namespace rireki
