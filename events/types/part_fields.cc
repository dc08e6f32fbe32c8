#include "events/types/part_fields.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "events/types/catalog.h"

namespace rireki {

namespace {

EncodedParts encode_parts(const EventData& data);

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
EncodedParts encode_fields(const E& fields) {
  EncodedParts parts;
  for (std::size_t i = 0; i < kPartCount; ++i) {
    if (!has_part<E>(static_cast<Part>(i))) continue;
    CompactWriter ar(parts.bytes[i]);
    save_part(ar, fields, static_cast<Part>(i));
  }
  return parts;
}

EncodedParts encode_fields(const EventCorrected& fields) { return encode_correction(fields); }

EncodedParts encode_parts(const EventData& data) {
  EncodedParts parts = std::visit([](const auto& fields) { return encode_fields(fields); }, data.value);
  parts.type = static_cast<EventType>(data.value.index());
  parts.schema_version = traits_of(parts.type).schema_version;
  return parts;
}

template <Described E>
void decode_fields(const PartViews& parts, const std::vector<Upcaster>&, CompactReader& archive, E& fields) {
  for (std::size_t i = 0; i < kPartCount; ++i) {
    const auto part = static_cast<Part>(i);
    if (!has_part<E>(part)) continue;
    if ((parts.unread & bit_of(part)) != 0) {
      empty_part(fields, part);
      continue;
    }
    archive.begin(parts.bytes[i]);
    load_part(archive, fields, part);
    if (archive.left() != 0) throw ArchiveError("a part is longer than its fields");
  }
}

void decode_fields(const PartViews& parts, const std::vector<Upcaster>& upcasters, CompactReader& archive,
                   EventCorrected& fields) {
  archive.begin(parts.bytes[0]);
  archive(fields.target, fields.effective, fields.line, fields.cause);
  PartViews replaced = parts;
  const std::uint64_t type = archive.get_unsigned();
  if (type >= static_cast<std::uint64_t>(EventType::EventCorrected))
    throw ArchiveError("a correction of no event type");
  replaced.type = static_cast<EventType>(type);
  replaced.schema_version = static_cast<std::uint16_t>(archive.get_unsigned());
  replaced.bytes[0] = archive.get_bytes();
  if (archive.left() != 0) throw ArchiveError("a part is longer than its fields");
  EventData data = empty_data(replaced.type);
  decode_parts(replaced, upcasters, archive, data);
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

}  // namespace

EncodedParts encode_correction(const EventCorrected& fields) {
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

void decode_parts(const PartViews& parts, const std::vector<Upcaster>& upcasters, CompactReader& archive,
                  EventData& data) {
  if (parts.schema_version != traits_of(parts.type).schema_version) {
    const EncodedParts newest = upcast(parts, upcasters);
    PartViews views{.type = newest.type, .schema_version = newest.schema_version, .bytes = {}, .unread = newest.unread};
    for (std::size_t i = 0; i < kPartCount; ++i) views.bytes[i] = newest.bytes[i];
    std::visit([&](auto& fields) { decode_fields(views, upcasters, archive, fields); }, data.value);
    return;
  }
  std::visit([&](auto& fields) { decode_fields(parts, upcasters, archive, fields); }, data.value);
}

}  // namespace rireki
