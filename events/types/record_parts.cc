#include "events/types/record_parts.h"

#include <array>
#include <utility>

#include "events/types/compact_archive.h"
#include "events/types/part_fields.h"
#include "events/types/record_bytes.h"

namespace rireki {

namespace {

constexpr std::uint8_t kInClear = 0;
constexpr std::uint8_t kSealed = 1;

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
    const EncodedParts parts = encode_correction(fields);
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
  decode_parts(parts, reading.upcasters, reading.archive, event.data);
}

}  // namespace rireki
