#include "events/types/record_parts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "events/types/catalog.h"
#include "events/types/compact_archive.h"
#include "events/types/record_bytes.h"

namespace rireki {

namespace {

constexpr std::uint8_t kInClear = 0;
constexpr std::uint8_t kSealed = 1;

/// The parts of a record's data where they lie.
struct PartViews {
  EventType type{};
  std::uint16_t schema_version = 1;
  std::string_view bytes[kPartCount];
  std::uint8_t unread = 0;  // categories (bit_of) that were not opened
};

EncodedParts encode_parts(const EventData& data);
void decode_parts(const PartViews& parts, const PartReading& reading, EventData& data);

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
void decode_fields(const PartViews& parts, E& fields, const PartReading& reading) {
  CompactReader& ar = reading.archive;
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

void decode_fields(const PartViews& parts, EventCorrected& fields, const PartReading& reading) {
  CompactReader& ar = reading.archive;
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
  decode_parts(replaced, reading, data);
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
void decode_parts(const PartViews& parts, const PartReading& reading, EventData& data) {
  if (parts.schema_version != traits_of(parts.type).schema_version) {
    const EncodedParts newest = upcast(parts, reading.upcasters);
    PartViews views{.type = newest.type, .schema_version = newest.schema_version, .bytes = {}, .unread = newest.unread};
    for (std::size_t i = 0; i < kPartCount; ++i) views.bytes[i] = newest.bytes[i];
    std::visit([&](auto& fields) { decode_fields(views, fields, reading); }, data.value);
    return;
  }
  std::visit([&](auto& fields) { decode_fields(parts, fields, reading); }, data.value);
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
void take_sealed(Event& event, Part part, std::string_view bytes, PartViews& parts, const PartReading& reading,
                 std::string& clear) {
  if (part == Part::clear) throw ArchiveError("a clear part is sealed");
  if (reading.transfers) {
    SealedParts sealed = event.sealed == nullptr ? SealedParts{} : *event.sealed;
    sealed[static_cast<std::size_t>(part)] = bytes;
    event.sealed = std::make_shared<const SealedParts>(std::move(sealed));
  }
  bool is_open = false;
  if (reading.seal != nullptr) {
    const auto category = static_cast<PersonalCategory>(static_cast<std::size_t>(part) - 1);
    auto opened = reading.seal->open({event.id, event.subject, parts.type, category}, bytes);
    if (!opened && !reading.transfers) throw SealError{opened.error()};
    is_open = opened && *opened;
    if (is_open) clear = std::move(**opened);
  }
  if (is_open) {
    parts.bytes[static_cast<std::size_t>(part)] = clear;
  } else {
    parts.unread |= bit_of(part);
  }
}

}  // namespace

void put_parts(const Event& event, PersonalSeal* seal, std::string& out) {
  PartWriter writer(event, seal, out);
  std::visit([&](const auto& fields) { writer.put(fields); }, event.data.value);
}

void take_parts(std::string_view bytes, std::uint16_t schema_version, const PartReading& reading, Event& event) {
  PartViews parts{.type = event.type(), .schema_version = schema_version, .bytes = {}};
  std::array<std::string, kPartCount> opened;
  event.sealed = nullptr;
  while (!bytes.empty()) {
    const auto part = take_fixed<std::uint8_t>(bytes);
    const auto form = take_fixed<std::uint8_t>(bytes);
    if (part >= kPartCount || form > kSealed) throw ArchiveError("a part of unknown category or form");
    const std::string_view content = take_bytes(bytes, take_varint(bytes));
    if (form == kSealed) {
      take_sealed(event, static_cast<Part>(part), content, parts, reading, opened[part]);
    } else {
      parts.bytes[part] = content;
    }
  }
  event.unread = parts.unread;
  decode_parts(parts, reading, event.data);
}

}  // namespace rireki
