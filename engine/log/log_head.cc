#include "engine/log/log_head.h"

#include <bit>
#include <cstring>

#include "events/types/crc32c.h"

namespace rireki {

namespace {

constexpr char kHeadFormat = 1;
constexpr std::size_t kFixedBytes = 56;

void put_little(std::string& out, std::uint64_t value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8U * i));
}

std::uint64_t get_little(std::string_view in) {
  std::uint64_t value = 0;
  for (std::size_t i = in.size(); i > 0; --i) value = (value << 8U) | static_cast<unsigned char>(in[i - 1]);
  return value;
}

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
  put_little(out, head.frontier.size(), 8);
  put_little(out, head.previous.size, 8);
  put_hash(out, head.previous.root);
  for (const Hash& subtree : head.frontier.subtrees()) put_hash(out, subtree);
  put_little(out, crc32c(out), 4);
  return out;
}

Result<LogHead> decode_log_head(std::string_view bytes) {
  const auto broken = [](std::string_view what) {
    return fail(Code::integrity_error, "the head of the log is broken: " + std::string(what));
  };
  if (bytes.size() < kFixedBytes + 4) return broken("it is cut off");
  const std::string_view body = bytes.substr(0, bytes.size() - 4);
  if (get_little(bytes.substr(body.size())) != crc32c(body)) return broken("its checksum is wrong");
  if (body[0] != kHeadFormat) return broken("its format is unknown to this version of rireki");
  const std::uint64_t size = get_little(body.substr(8, 8));
  std::vector<Hash> subtrees;
  for (std::size_t at = kFixedBytes; at + sizeof(Hash) <= body.size(); at += sizeof(Hash)) {
    subtrees.push_back(get_hash(body.substr(at)));
  }
  const bool fits = subtrees.size() == static_cast<std::size_t>(std::popcount(size)) &&
                    body.size() == kFixedBytes + subtrees.size() * sizeof(Hash);
  if (!fits) return broken("its length is wrong");
  return LogHead{Frontier(size, std::move(subtrees)), {get_little(body.substr(16, 8)), get_hash(body.substr(24))}};
}

}  // namespace rireki
