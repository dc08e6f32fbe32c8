#include "engine/log/log_head.h"

#include <bit>
#include <cstring>

#include "events/types/crc32c.h"
#include "events/types/fixed_bytes.h"

namespace rireki {

namespace {

constexpr char kHeadFormat = 1;
constexpr std::size_t kFixedBytes = 56;

void put_hash(std::string& out, const Hash& hash) {
  out.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

Hash get_hash(std::string_view in) {
  Hash hash;
  std::memcpy(hash.data(), in.data(), hash.size());
  return hash;
}

}  // namespace

std::string encode_log_head(const LogHead& head) {
  std::string out(1, kHeadFormat);
  out.append(7, '\0');
  put_fixed(out, head.frontier.size());
  put_fixed(out, head.previous.size);
  put_hash(out, head.previous.root);
  for (const Hash& subtree : head.frontier.subtrees()) put_hash(out, subtree);
  put_fixed(out, crc32c(out));
  return out;
}

Result<LogHead> decode_log_head(std::string_view bytes) {
  const auto broken = [](std::string_view what) {
    return fail(Code::integrity_error, "the head of the log is broken: " + std::string(what));
  };
  if (bytes.size() < kFixedBytes + 4) return broken("it is cut off");
  const std::string_view body = bytes.substr(0, bytes.size() - 4);
  if (get_fixed<std::uint32_t>(bytes.substr(body.size())) != crc32c(body)) return broken("its checksum is wrong");
  if (body[0] != kHeadFormat) return broken("its format is unknown to this version of rireki");
  const std::uint64_t size = get_fixed<std::uint64_t>(body.substr(8));
  std::vector<Hash> subtrees;
  for (std::size_t at = kFixedBytes; at + sizeof(Hash) <= body.size(); at += sizeof(Hash)) {
    subtrees.push_back(get_hash(body.substr(at)));
  }
  const bool fits = subtrees.size() == static_cast<std::size_t>(std::popcount(size)) &&
                    body.size() == kFixedBytes + subtrees.size() * sizeof(Hash);
  if (!fits) return broken("its length is wrong");
  return LogHead{Frontier(size, std::move(subtrees)),
                 {get_fixed<std::uint64_t>(body.substr(16)), get_hash(body.substr(24))}};
}

}  // namespace rireki
