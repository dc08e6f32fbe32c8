// Packed form of an entry: varint seq, type byte, zigzag varint effective day, varint mask of what follows, then for
// each set bit, lowest first, its field: numbers as varints, enumerations as bytes, texts as varint length and bytes.
#include "events/lifecycle/packed_entry.h"

#include "events/types/varint.h"

namespace rireki {

namespace {

enum Bit : std::uint32_t {
  has_kind = 1U << 0U,
  has_unit = 1U << 1U,
  has_rank = 1U << 2U,
  has_grade = 1U << 3U,
  has_item = 1U << 4U,
  has_family = 1U << 5U,
  has_post = 1U << 6U,
  has_line = 1U << 7U,
  has_detail = 1U << 8U,
  has_step = 1U << 9U,
  has_day = 1U << 10U,
  has_personal = 1U << 11U,
  has_target = 1U << 12U,
  has_body = 1U << 13U,
  corrects_effective = 1U << 14U,
  corrects_line = 1U << 15U
};

std::uint32_t mask_of(const Entry& e) {
  std::uint32_t mask = 0;
  const auto set = [&mask](bool condition, Bit bit) { mask |= condition ? bit : 0U; };
  set(e.kind != kNone, has_kind);
  set(given(e.unit), has_unit);
  set(given(e.rank), has_rank);
  set(e.grade != 0, has_grade);
  set(given(e.item), has_item);
  set(given(e.family), has_family);
  set(given(e.post), has_post);
  set(e.line != 0, has_line);
  set(e.detail != kNone, has_detail);
  set(e.step != 0, has_step);
  set(e.has_day, has_day);
  set(e.personal != 0, has_personal);
  set(e.target.value != 0, has_target);
  set(e.body != e.type, has_body);
  set(e.gives_effective, corrects_effective);
  set(e.gives_line, corrects_line);
  return mask;
}

void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}

void put_fields(const Entry& e, std::uint32_t mask, std::string& out) {
  const auto byte = [&](Bit bit, std::uint8_t value) {
    if ((mask & bit) != 0) out += static_cast<char>(value);
  };
  const auto text = [&](Bit bit, std::string_view value) {
    if ((mask & bit) != 0) put_text(out, value);
  };
  const auto number = [&](Bit bit, std::uint64_t value) {
    if ((mask & bit) != 0) put_varint(out, value);
  };
  byte(has_kind, e.kind);
  text(has_unit, e.unit);
  text(has_rank, e.rank);
  byte(has_grade, e.grade);
  text(has_item, e.item);
  text(has_family, e.family);
  text(has_post, e.post);
  number(has_line, e.line);
  byte(has_detail, e.detail);
  number(has_step, e.step);
  number(has_day, zigzag(e.day.days));
  byte(has_personal, e.personal);
  number(has_target, e.target.value);
  byte(has_body, static_cast<std::uint8_t>(e.body));
}

/// Reads the packed form; the bytes were written by `pack` and are checked below this layer.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  [[nodiscard]] bool done() const { return at_ >= end_; }
  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  void read(Entry& e) {
    e.seq = e.data_seq = Seq{number()};
    e.type = e.body = static_cast<EventType>(byte());
    e.effective = Day{static_cast<std::int32_t>(unzigzag(number()))};
    const auto mask = static_cast<std::uint32_t>(number());
    if ((mask & has_kind) != 0) e.kind = byte();
    if ((mask & has_unit) != 0) e.unit = text();
    if ((mask & has_rank) != 0) e.rank = text();
    if ((mask & has_grade) != 0) e.grade = byte();
    if ((mask & has_item) != 0) e.item = text();
    if ((mask & has_family) != 0) e.family = text();
    if ((mask & has_post) != 0) e.post = text();
    if ((mask & has_line) != 0) e.line = static_cast<std::uint16_t>(number());
    if ((mask & has_detail) != 0) e.detail = byte();
    if ((mask & has_step) != 0) e.step = static_cast<std::uint16_t>(number());
    if ((mask & has_day) != 0) {
      e.has_day = true;
      e.day = Day{static_cast<std::int32_t>(unzigzag(number()))};
    }
    if ((mask & has_personal) != 0) e.personal = byte();
    if ((mask & has_target) != 0) e.target = Seq{number()};
    if ((mask & has_body) != 0) e.body = static_cast<EventType>(byte());
    e.gives_effective = (mask & corrects_effective) != 0;
    e.gives_line = (mask & corrects_line) != 0;
  }

 private:
  std::uint8_t byte() { return at_ < end_ ? static_cast<std::uint8_t>(*at_++) : std::uint8_t{0}; }
  std::uint64_t number() {
    if (at_ < end_ && static_cast<std::uint8_t>(*at_) < 0x80) return static_cast<std::uint8_t>(*at_++);
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ < end_; shift += 7) {
      const std::uint8_t b = byte();
      value |= static_cast<std::uint64_t>(b & 0x7FU) << shift;
      if (b < 0x80) break;
    }
    return value;
  }
  std::string_view text() {
    const std::uint64_t size = std::min<std::uint64_t>(number(), static_cast<std::uint64_t>(end_ - at_));
    const std::string_view view(at_, size);
    at_ += size;
    return view;
  }

  const char* at_;
  const char* end_;
};

}  // namespace

void pack(const Entry& entry, std::string& out) {
  const std::uint32_t mask = mask_of(entry);
  put_varint(out, entry.seq.value);
  out += static_cast<char>(entry.type);
  put_varint(out, zigzag(entry.effective.days));
  put_varint(out, mask);
  put_fields(entry, mask, out);
}

PackedFront packed_front(std::string_view bytes) {
  Unpacker in(bytes);
  Entry entry;
  in.read(entry);
  return {entry.seq, bytes.size() - in.left()};
}

void unpack(std::string_view bytes, Seq known, std::vector<Entry>& out) {
  constexpr std::size_t kBytesMin = 12;  // that nearly every entry takes: there is room for all from the beginning
  out.clear();
  out.reserve(bytes.size() / kBytesMin + 1);
  Unpacker in(bytes);
  while (!in.done()) {
    Entry& entry = out.emplace_back();
    in.read(entry);
    if (entry.seq > known) {
      out.pop_back();
      return;
    }
  }
}

}  // namespace rireki
