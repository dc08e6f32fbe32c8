// A pair of cereal archives over memory, small and bounded: integers as LEB128 varints (signed ones zigzag first),
// texts and lists as length and content, an absent optional as one 0 byte. Reading never goes past its end and never
// allocates more than its input could fill; what does not fit throws ArchiveError, which dies in record_codec.cc.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <cereal/cereal.hpp>

#include "events/types/event.h"
#include "events/types/varint.h"

namespace rireki {

struct ArchiveError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class CompactWriter : public cereal::OutputArchive<CompactWriter, cereal::AllowEmptyClassElision> {
 public:
  explicit CompactWriter(std::string& out)
      : cereal::OutputArchive<CompactWriter, cereal::AllowEmptyClassElision>(this), out_(out) {}

  void put_unsigned(std::uint64_t value) { put_varint(out_, value); }
  void put_signed(std::int64_t value) { put_varint(out_, zigzag(value)); }
  void put_bytes(std::string_view bytes) {
    put_varint(out_, bytes.size());
    out_ += bytes;
  }

 private:
  std::string& out_;
};

class CompactReader : public cereal::InputArchive<CompactReader, cereal::AllowEmptyClassElision> {
 public:
  explicit CompactReader(std::string_view in)
      : cereal::InputArchive<CompactReader, cereal::AllowEmptyClassElision>(this), in_(in) {}

  /// Reads something else from now on. Making an archive costs more than reading a few fields through it.
  void begin(std::string_view in) { in_ = in; }

  [[nodiscard]] std::uint64_t get_unsigned() {
    if (!in_.empty() && static_cast<unsigned char>(in_.front()) < 0x80) {
      const auto byte = static_cast<unsigned char>(in_.front());
      in_.remove_prefix(1);
      return byte;
    }
    return get_long_unsigned();
  }
  [[nodiscard]] std::int64_t get_signed() { return unzigzag(get_unsigned()); }
  [[nodiscard]] std::string_view get_bytes() {
    const std::uint64_t size = get_unsigned();
    if (size > in_.size()) throw ArchiveError("a text is cut off");
    const std::string_view bytes = in_.substr(0, size);
    in_.remove_prefix(size);
    return bytes;
  }
  [[nodiscard]] std::size_t left() const { return in_.size(); }

 private:
  std::uint64_t get_long_unsigned() {
    const auto value = read_varint(in_);
    if (!value) throw ArchiveError("a number is cut off or too long");
    return *value;
  }

  std::string_view in_;
};

}  // namespace rireki

CEREAL_SETUP_ARCHIVE_TRAITS(rireki::CompactReader, rireki::CompactWriter)

namespace rireki {

// cereal finds these by argument-dependent look-up; the archive does the layout, the fields say the order.

inline void save(CompactWriter& ar, const Identifier& v) { ar.put_bytes(v.text); }
inline void load(CompactReader& ar, Identifier& v) { v.text = ar.get_bytes(); }
inline void save(CompactWriter& ar, const Document& v) { ar.put_bytes(v.text); }
inline void load(CompactReader& ar, Document& v) { v.text = ar.get_bytes(); }
inline void save(CompactWriter& ar, const Day& v) { ar.put_signed(v.days); }
inline void load(CompactReader& ar, Day& v) { v.days = static_cast<std::int32_t>(ar.get_signed()); }
inline void save(CompactWriter& ar, const Month& v) { ar.put_signed(v.index); }
inline void load(CompactReader& ar, Month& v) { v.index = static_cast<std::int32_t>(ar.get_signed()); }

inline void save(CompactWriter& ar, const Period& v) {
  ar.put_unsigned(v.is_fiscal_year ? 1 : 0);
  ar.put_signed(v.index);
}
inline void load(CompactReader& ar, Period& v) {
  v.is_fiscal_year = ar.get_unsigned() != 0;
  v.index = static_cast<std::int32_t>(ar.get_signed());
}

}  // namespace rireki

namespace cereal {

inline void CEREAL_SAVE_FUNCTION_NAME(rireki::CompactWriter& ar, const std::int64_t& v) { ar.put_signed(v); }
inline void CEREAL_LOAD_FUNCTION_NAME(rireki::CompactReader& ar, std::int64_t& v) { v = ar.get_signed(); }
inline void CEREAL_SAVE_FUNCTION_NAME(rireki::CompactWriter& ar, const bool& v) { ar.put_unsigned(v ? 1 : 0); }
inline void CEREAL_LOAD_FUNCTION_NAME(rireki::CompactReader& ar, bool& v) { v = ar.get_unsigned() != 0; }

inline void CEREAL_SAVE_FUNCTION_NAME(rireki::CompactWriter& ar, const double& v) {
  ar.put_unsigned(std::bit_cast<std::uint64_t>(v));
}
inline void CEREAL_LOAD_FUNCTION_NAME(rireki::CompactReader& ar, double& v) {
  v = std::bit_cast<double>(ar.get_unsigned());
}

inline void CEREAL_SAVE_FUNCTION_NAME(rireki::CompactWriter& ar, const std::string& v) { ar.put_bytes(v); }
inline void CEREAL_LOAD_FUNCTION_NAME(rireki::CompactReader& ar, std::string& v) { v = ar.get_bytes(); }

// cereal has its own way with enumerations, which checks no range: ours wins.
template <rireki::Enumeration E>
struct specialize<rireki::CompactWriter, E, specialization::non_member_load_save> {};
template <rireki::Enumeration E>
struct specialize<rireki::CompactReader, E, specialization::non_member_load_save> {};

template <rireki::Enumeration E>
void CEREAL_SAVE_FUNCTION_NAME(rireki::CompactWriter& ar, const E& v) {
  ar.put_unsigned(static_cast<std::uint64_t>(v));
}
template <rireki::Enumeration E>
void CEREAL_LOAD_FUNCTION_NAME(rireki::CompactReader& ar, E& v) {
  const std::uint64_t value = ar.get_unsigned();
  if (value >= names(E{}).size()) throw rireki::ArchiveError("an enumeration has an unknown value");
  v = static_cast<E>(value);
}

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(rireki::CompactWriter& ar, const std::optional<T>& v) {
  ar.put_unsigned(v ? 1 : 0);
  if (v) ar(*v);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(rireki::CompactReader& ar, std::optional<T>& v) {
  v.reset();
  if (ar.get_unsigned() != 0) ar(v.emplace());
}

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(rireki::CompactWriter& ar, const std::vector<T>& v) {
  ar.put_unsigned(v.size());
  for (const T& item : v) ar(item);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(rireki::CompactReader& ar, std::vector<T>& v) {
  const std::uint64_t size = ar.get_unsigned();
  if (size > ar.left()) throw rireki::ArchiveError("a list is longer than its bytes");
  v.clear();
  for (std::uint64_t i = 0; i < size; ++i) ar(v.emplace_back());
}

}  // namespace cereal

namespace rireki {

/// A struct inside an event (a row, a figure): all its fields in order.
template <Described E>
void save(CompactWriter& ar, const E& v) {
  for_each_field<E>([&](const auto& f) { ar(v.*(f.member)); });
}
template <Described E>
void load(CompactReader& ar, E& v) {
  for_each_field<E>([&](const auto& f) { ar(v.*(f.member)); });
}

}  // namespace rireki
