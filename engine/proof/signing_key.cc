#include "engine/proof/signing_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <openssl/evp.h>
#include <openssl/pem.h>

namespace rireki {

namespace {

std::unexpected<Error> failed(const std::string& path, const std::string& why) {
  return fail(Code::io_error, "making the signing key " + path + ": " + why);
}

/// 32 bytes; none if it is another kind of key.
std::string public_key_of(EVP_PKEY* key) {
  unsigned char raw[32];
  std::size_t size = sizeof raw;
  if (EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 || EVP_PKEY_get_raw_public_key(key, raw, &size) != 1) return {};
  return {reinterpret_cast<const char*>(raw), size};
}

std::string origin_of(const std::string& public_key) {
  Hasher hasher;
  return "rireki.log/" + to_hex(hasher.leaf(public_key)).substr(0, 32);
}

}  // namespace

Result<void> create_signing_key(const std::string& path) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
                                                                EVP_PKEY_free);
  if (key == nullptr) return failed(path, "OpenSSL made no key");
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return failed(path, std::generic_category().message(errno));
  FILE* const file = ::fdopen(fd, "w");
  const bool written = PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
                       std::fflush(file) == 0 && ::fsync(fd) == 0;
  const bool closed = std::fclose(file) == 0;
  return written && closed ? Result<void>{} : failed(path, "it could not be written");
}

Result<SigningKey> SigningKey::load(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "re"), std::fclose);
  if (file == nullptr)
    return fail(Code::io_error, "reading the signing key " + path + ": " + std::generic_category().message(errno));
  const std::shared_ptr<EVP_PKEY> key(PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const auto raw = key == nullptr ? std::string() : public_key_of(key.get());
  if (raw.empty()) return fail(Code::io_error, path + " holds no Ed25519 key");
  return SigningKey(key, verifier_key(origin_of(raw), raw));
}

Result<SigningKey> SigningKey::from_seed(std::string name, std::string_view seed) {
  const std::shared_ptr<EVP_PKEY> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(seed.data()),
                                   seed.size()),
      EVP_PKEY_free);
  if (key == nullptr) return fail(Code::invalid_field, "an Ed25519 key is made from 32 bytes");
  return SigningKey(key, verifier_key(std::move(name), public_key_of(key.get())));
}

Result<std::string> SigningKey::sign(const std::string& text) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  unsigned char signature[64];
  std::size_t size = sizeof signature;
  auto* const key = static_cast<EVP_PKEY*>(key_.get());
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), signature, &size, bytes, text.size()) != 1) {
    return fail(Code::io_error, "OpenSSL failed to sign");
  }
  const std::string line = verifier_.id + std::string(reinterpret_cast<const char*>(signature), size);
  return text + "\n\xE2\x80\x94 " + verifier_.name + " " + to_base64(line) + "\n";
}

}  // namespace rireki
