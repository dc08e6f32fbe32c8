#include "tools/verify/hashing.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

namespace rireki {

namespace {

struct Context {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  ~Context() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
};

void check(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL failed to compute a SHA-256");
}

}  // namespace

Digest sha256(std::initializer_list<std::string_view> texts) {
  static const Context state;  // one thread asks
  check(EVP_DigestInit_ex2(state.context, state.algorithm, nullptr));
  for (const std::string_view text : texts) check(EVP_DigestUpdate(state.context, text.data(), text.size()));
  Digest digest;
  check(EVP_DigestFinal_ex(state.context, digest.data(), nullptr));
  return digest;
}

Digest leaf_digest(std::string_view record) { return sha256({std::string_view("\0", 1), record}); }

Digest node_digest(const Digest& left, const Digest& right) {
  return sha256({std::string_view("\1", 1), bytes_of(left), bytes_of(right)});
}

std::optional<std::string> decode_base64(std::string_view text) {
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  if (text.size() % 4 != 0 || text.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  out.resize(out.size() - padding);
  return out;
}

std::optional<Digest> decode_digest(std::string_view base64) {
  const auto bytes = decode_base64(base64);
  Digest digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

std::string hex_of(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : bytes) (out += kDigits[byte >> 4U]) += kDigits[byte & 0xFU];
  return out;
}

}  // namespace rireki
