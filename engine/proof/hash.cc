#include "engine/proof/hash.h"

#include <stdexcept>

#include <openssl/evp.h>

namespace rireki {

namespace {

constexpr std::uint8_t kLeaf = 0;
constexpr std::uint8_t kNode = 1;

void check(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL failed to compute a SHA-256");
}

}  // namespace

/// A fetched digest and one context: EVP_sha256() for each hash would look the digest up each time.
struct Hasher::Impl {
  EVP_MD* digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  Impl() {
    if (digest == nullptr || context == nullptr) throw std::runtime_error("OpenSSL has no SHA-256");
  }
  ~Impl() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(digest);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void begin() { check(EVP_DigestInit_ex2(context, digest, nullptr)); }
  void add(const void* bytes, std::size_t size) { check(EVP_DigestUpdate(context, bytes, size)); }
  Hash end() {
    Hash hash;
    check(EVP_DigestFinal_ex(context, hash.data(), nullptr));
    return hash;
  }
};

Hasher::Hasher() : impl_(std::make_unique<Impl>()) {}
Hasher::~Hasher() = default;

Hash Hasher::empty() {
  impl_->begin();
  return impl_->end();
}

Hash Hasher::leaf(std::string_view record) {
  impl_->begin();
  impl_->add(&kLeaf, 1);
  impl_->add(record.data(), record.size());
  return impl_->end();
}

Hash Hasher::node(const Hash& left, const Hash& right) {
  impl_->begin();
  impl_->add(&kNode, 1);
  impl_->add(left.data(), left.size());
  impl_->add(right.data(), right.size());
  return impl_->end();
}

std::string to_hex(const Hash& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : hash) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 0xFU];
  }
  return out;
}

}  // namespace rireki
