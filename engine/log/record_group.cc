#include "engine/log/record_group.h"

#include "events/types/crc32c.h"
#include "events/types/fixed_bytes.h"
#include "events/types/record_codec.h"

namespace rireki {

namespace {

constexpr char kGroupFormat = 1;

}  // namespace

std::string group_key(Seq first) {
  std::string key;
  put_big(key, first.value);
  return key;
}

std::string encode_group_header(const GroupHeader& header, std::size_t bytes) {
  std::string out(1, kGroupFormat);
  out.reserve(kGroupHeaderBytes);
  out.append(3, '\0');
  put_fixed(out, header.count);
  put_fixed(out, header.first.value);
  put_fixed(out, header.recorded.ms);
  put_fixed(out, static_cast<std::uint32_t>(bytes));
  put_fixed(out, crc32c(out));
  return out;
}

Result<GroupHeader> decode_group_header(std::string_view key, std::string_view value) {
  const auto broken = [](std::string_view what) {
    return fail(Code::integrity_error, "a group of records in the log is broken: " + std::string(what));
  };
  if (value.size() < kGroupHeaderBytes) return broken("its header is cut off");
  if (get_fixed<std::uint32_t>(value.substr(28)) != crc32c(value.substr(0, 28)))
    return broken("the checksum of its header is wrong");
  if (value[0] != kGroupFormat) return broken("its format is unknown to this version of rireki");
  GroupHeader header;
  header.count = get_fixed<std::uint32_t>(value.substr(4));
  header.first = Seq{get_fixed<std::uint64_t>(value.substr(8))};
  header.recorded = Instant{get_fixed<std::int64_t>(value.substr(16))};
  if (get_fixed<std::uint32_t>(value.substr(24)) != value.size() - kGroupHeaderBytes)
    return broken("its length is wrong");
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
