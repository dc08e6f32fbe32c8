#include "engine/log/record_group.h"

#include "events/types/crc32c.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr char kGroupFormat = 1;

void put_little(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8U * i));
}

std::uint64_t get_little(std::string_view in, std::size_t at, unsigned bytes) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < bytes; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(in[at + i])) << (8U * i);
  }
  return value;
}

}  // namespace

std::string group_key(Seq first) {
  std::string key;
  for (unsigned i = 0; i < 8; ++i) key += static_cast<char>(first.value >> (56U - 8U * i));
  return key;
}

std::string encode_group_header(const GroupHeader& header, std::size_t bytes) {
  std::string out(1, kGroupFormat);
  out.reserve(kGroupHeaderBytes);
  out.append(3, '\0');
  put_little(out, header.count, 4);
  put_little(out, header.first.value, 8);
  put_little(out, static_cast<std::uint64_t>(header.recorded.ms), 8);
  put_little(out, bytes, 4);
  put_little(out, crc32c(out), 4);
  return out;
}

Result<GroupHeader> decode_group_header(std::string_view key, std::string_view value) {
  const auto broken = [](std::string_view what) {
    return fail(Code::integrity_error, "a group of records in the log is broken: " + std::string(what));
  };
  if (value.size() < kGroupHeaderBytes) return broken("its header is cut off");
  if (get_little(value, 28, 4) != crc32c(value.substr(0, 28))) return broken("the checksum of its header is wrong");
  if (value[0] != kGroupFormat) return broken("its format is unknown to this version of rireki");
  GroupHeader header;
  header.count = static_cast<std::uint32_t>(get_little(value, 4, 4));
  header.first = Seq{get_little(value, 8, 8)};
  header.recorded = Instant{static_cast<std::int64_t>(get_little(value, 16, 8))};
  if (get_little(value, 24, 4) != value.size() - kGroupHeaderBytes) return broken("its length is wrong");
  if (header.count == 0 || key != group_key(header.first)) return broken("it stands under a wrong key");
  return header;
}

Result<bool> each_record(const GroupHeader& header, std::string_view value,
                         const std::function<bool(Seq, std::string_view)>& visit) {
  std::string_view rest = value.substr(kGroupHeaderBytes);
  for (std::uint32_t i = 0; i < header.count; ++i) {
    const Seq seq{header.first.value + i};
    const auto length = record_length(rest);
    if (!length)
      return fail(Code::integrity_error, "record " + std::to_string(seq.value) + ": " + length.error().message);
    if (!visit(seq, rest.substr(0, *length))) return false;
    rest.remove_prefix(*length);
  }
  if (!rest.empty()) return fail(Code::integrity_error, "a group of records in the log is longer than its records");
  return true;
}

}  // namespace rireki
