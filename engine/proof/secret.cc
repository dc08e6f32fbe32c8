#include "engine/proof/secret.h"

#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace rireki {

std::string make_secret() {
  Hash bits{};
  if (RAND_priv_bytes(bits.data(), static_cast<int>(bits.size())) != 1) {
    throw std::runtime_error("OpenSSL has no random bytes");
  }
  return to_hex(bits);
}

Hash keyed_hash(std::string_view key, std::string_view text) {
  Hash hash{};
  unsigned int size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), hash.data(), &size) == nullptr) {
    throw std::runtime_error("OpenSSL failed to hash");
  }
  return hash;
}

}  // namespace rireki
