#include "engine/vault/cipher.h"

#include <cstring>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace rireki {

namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kPoolBytes = 4096;

void check(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL failed to encrypt");
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

}  // namespace

/// A fetched cipher and one context for each direction; random bytes come by the page, since each call costs as much as
/// a small encryption.
struct Cipher::Impl {
  std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> cipher{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr),
                                                                 EVP_CIPHER_free};
  Context sealing{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
  Context opening{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
  std::array<unsigned char, kPoolBytes> pool{};
  std::size_t used = kPoolBytes;

  Impl() {
    check(cipher != nullptr && sealing != nullptr && opening != nullptr);
    check(EVP_EncryptInit_ex2(sealing.get(), cipher.get(), nullptr, nullptr, nullptr) == 1);
    check(EVP_DecryptInit_ex2(opening.get(), cipher.get(), nullptr, nullptr, nullptr) == 1);
  }
  ~Impl() { OPENSSL_cleanse(pool.data(), pool.size()); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void take_random(void* out, std::size_t bytes) {
    if (used + bytes > pool.size()) {
      check(RAND_priv_bytes(pool.data(), static_cast<int>(pool.size())) == 1);
      used = 0;
    }
    std::memcpy(out, pool.data() + used, bytes);
    OPENSSL_cleanse(pool.data() + used, bytes);
    used += bytes;
  }
};

Cipher::Cipher() : impl_(std::make_unique<Impl>()) {}
Cipher::~Cipher() = default;

SecretKey Cipher::new_key() {
  SecretKey key;
  impl_->take_random(key.data(), key.size());
  return key;
}

void Cipher::seal(const SecretKey& key, std::string_view context, std::string_view clear, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + clear.size() + kSealBytes);
  auto* const nonce = reinterpret_cast<unsigned char*>(out.data()) + begin;
  auto* const sealed = nonce + kNonceBytes;
  impl_->take_random(nonce, kNonceBytes);
  EVP_CIPHER_CTX* const c = impl_->sealing.get();
  int size = 0;
  check(EVP_EncryptInit_ex2(c, nullptr, key.data(), nonce, nullptr) == 1);
  check(EVP_EncryptUpdate(c, nullptr, &size, bytes_of(context), static_cast<int>(context.size())) == 1);
  check(EVP_EncryptUpdate(c, sealed, &size, bytes_of(clear), static_cast<int>(clear.size())) == 1);
  check(EVP_EncryptFinal_ex(c, sealed + clear.size(), &size) == 1);
  check(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagBytes), sealed + clear.size()) == 1);
}

std::optional<std::string> Cipher::open(const SecretKey& key, std::string_view context, std::string_view sealed) {
  if (sealed.size() < kSealBytes) return std::nullopt;
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kSealBytes);
  unsigned char tag[kTagBytes];
  std::memcpy(tag, sealed.data() + sealed.size() - kTagBytes, kTagBytes);
  std::string clear(body.size(), '\0');
  auto* const out = reinterpret_cast<unsigned char*>(clear.data());
  EVP_CIPHER_CTX* const c = impl_->opening.get();
  int size = 0;
  check(EVP_DecryptInit_ex2(c, nullptr, key.data(), bytes_of(nonce), nullptr) == 1);
  check(EVP_DecryptUpdate(c, nullptr, &size, bytes_of(context), static_cast<int>(context.size())) == 1);
  check(EVP_DecryptUpdate(c, out, &size, bytes_of(body), static_cast<int>(body.size())) == 1);
  check(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagBytes), tag) == 1);
  if (EVP_DecryptFinal_ex(c, out + body.size(), &size) != 1) return std::nullopt;
  return clear;
}

}  // namespace rireki
