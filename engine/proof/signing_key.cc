#include "engine/proof/signing_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include <openssl/evp.h>
#include <openssl/pem.h>

namespace rireki {

namespace {

std::unexpected<Error> failed(const std::string& path, const std::string& why) {
  return fail(Code::io_error, "making the signing key " + path + ": " + why);
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

}  // namespace rireki
