#include "engine/vault/master_key.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "engine/proof/hash.h"

namespace rireki {

std::string master_key_path(const std::string& in_directory) {
  const char* const named = std::getenv("RIREKI_MASTER_KEY_FILE");
  return named == nullptr || *named == '\0' ? in_directory : named;
}

Result<void> create_master_key(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) return {};
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const std::string text = to_hex(Cipher().new_key()) + "\n";
  const bool written =
      fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  if (written) return {};
  return fail(Code::io_error, "making the master key " + path + ": " + std::generic_category().message(why));
}

Result<SecretKey> load_master_key(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  if (!std::getline(file, text)) {
    return fail(Code::io_error, "the master key " + path + " cannot be read: personal fields need it");
  }
  SecretKey key{};
  bool is_hex = text.size() == 2 * key.size();
  for (std::size_t i = 0; i < key.size() && is_hex; ++i) {
    const char* const end = text.data() + 2 * i + 2;
    const auto [ptr, ec] = std::from_chars(end - 2, end, key[i], 16);
    is_hex = ec == std::errc{} && ptr == end;
  }
  if (is_hex) return key;
  return fail(Code::io_error, path + " holds no master key: that is 64 hexadecimal digits");
}

}  // namespace rireki
